"""Checks: one file a check, a sentence of what must hold of one outcome, and an assertion.

Importing the package registers every one of its files.
"""

from lambdatest._registry import register_all
from lambdatest.checks.check import CHECKS, Check, check

register_all(__name__, __path__)

__all__ = ["CHECKS", "Check", "check"]
