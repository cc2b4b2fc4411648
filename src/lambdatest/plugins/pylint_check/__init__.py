"""The checks of the pylint plugin: one file a check, a function of a module that yields the places where something is wrong.

Importing the package registers every one of its files.
"""

from lambdatest._registry import register_all
from lambdatest.plugins.pylint_check.lint_check import LINT_CHECKS, LintCheck

register_all(__name__, __path__)

__all__ = ["LINT_CHECKS", "LintCheck"]
