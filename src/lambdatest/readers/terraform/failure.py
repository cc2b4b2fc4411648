"""An expression that cannot be evaluated: `try` and `can` look at it, elsewhere it is one note and a stand-in."""


class Failure(Exception):
    """Why an expression has no value."""
