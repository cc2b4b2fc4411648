"""pytest's entry point: options, fixtures and hooks, which reach for the library only when a test asks for one of our fixtures.

It stands outside of the package, so that a run of pytest without our fixtures imports nothing of it (and neither boto3 nor moto).
"""

import pytest

FIXTURES = frozenset({"aws_account", "dynamodb_tables", "invoke_lambda", "lambda_context", "lambda_project"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the project is, and how it is tried."""
    group = parser.getgroup("lambdatest", "Lambda handlers in a mocked AWS account")
    group.addoption("--lambdatest", action="store_true", help="collect one test for each function and trigger of the project")
    group.addoption("--lambdatest-max-examples", type=int, metavar="N", help="examples a trigger (default: those of the Hypothesis profile)")
    parser.addini("lambdatest_project", "the IaC file, or the folder that holds it (default: the one at the root)", default="")
