"""Property-based and quality testing for AWS Lambda handlers in Python.

The public names are imported when they are first used, so that neither `lambdatest --help` nor a pytest run without our fixtures
pays for boto3 and moto.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lambdatest.checks import check
    from lambdatest.engine.attempt import run
    from lambdatest.engine.session import current_account, invoke, mocked_aws
    from lambdatest.errors import AccountError, CheckFailed, GuardError, HandlerError, LambdatestError, ProjectError
    from lambdatest.finding import Finding
    from lambdatest.model import Case, History, Project
    from lambdatest.plugins.parametrize import parametrize
    from lambdatest.project import from_function, from_tables, load
    from lambdatest.results import Outcome
    from lambdatest.strategies.registration import register_attribute, register_body, register_header, register_parameter

_HOMES = {
    "check": "lambdatest.checks",
    "current_account": "lambdatest.engine.session",
    "invoke": "lambdatest.engine.session",
    "mocked_aws": "lambdatest.engine.session",
    "run": "lambdatest.engine.attempt",
    "AccountError": "lambdatest.errors",
    "CheckFailed": "lambdatest.errors",
    "GuardError": "lambdatest.errors",
    "HandlerError": "lambdatest.errors",
    "LambdatestError": "lambdatest.errors",
    "ProjectError": "lambdatest.errors",
    "Case": "lambdatest.model",
    "History": "lambdatest.model",
    "Project": "lambdatest.model",
    "from_function": "lambdatest.project",
    "from_tables": "lambdatest.project",
    "load": "lambdatest.project",
    "parametrize": "lambdatest.plugins.parametrize",
    "Finding": "lambdatest.finding",
    "Outcome": "lambdatest.results",
    "register_attribute": "lambdatest.strategies.registration",
    "register_body": "lambdatest.strategies.registration",
    "register_header": "lambdatest.strategies.registration",
    "register_parameter": "lambdatest.strategies.registration",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'lambdatest' has no attribute {name!r}")


__all__ = [
    "AccountError", "Case", "CheckFailed", "Finding", "GuardError", "HandlerError", "History", "LambdatestError", "Outcome", "Project",
    "ProjectError",
    "check", "current_account", "from_function", "from_tables", "invoke", "load", "mocked_aws", "parametrize", "register_attribute",
    "register_body", "register_header", "register_parameter", "run",
]
