"""Project checks: what an IaC file and the code beside it say before anything runs.  One file a check.

Importing the package registers every one of its files.
"""

from lambdatest._registry import register_all
from lambdatest.project_checks.project_check import PROJECT_CHECKS, ProjectCheck, ProjectFinding
from lambdatest.project_checks.suppression import project_checks

register_all(__name__, __path__)

__all__ = ["PROJECT_CHECKS", "ProjectCheck", "ProjectFinding", "project_checks"]
