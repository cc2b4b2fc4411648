"""What other tools load: pytest.  Each reaches for the library only when it is asked."""
