"""Accounts of the forum."""
