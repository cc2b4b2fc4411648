# pylint: disable=import-outside-toplevel,redefined-outer-name  # nobody else pays for the library; a fixture is an argument of others
"""pytest's entry point: options, fixtures and hooks, which reach for the library only when a test asks for one of our fixtures.

It stands outside of the package, so that a run of pytest without our fixtures imports nothing of it (and neither boto3 nor moto).
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lambdatest.engine.session import Session
    from lambdatest.model import Project
    from lambdatest.runtime.account import Account
    from lambdatest.runtime.context import FreeContext

ISOLATION = "lambdatest-isolation"
ASKING = frozenset({"_lambdatest_session", "lambda_context"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the project is, and how it is tried."""
    group = parser.getgroup("lambdatest", "Lambda handlers in a mocked AWS account")
    group.addoption("--lambdatest", action="store_true", help="collect one test for each function and trigger of the project")
    group.addoption("--lambdatest-max-examples", type=int, metavar="N", help="examples a trigger (default: the Hypothesis profile's)")
    parser.addini("lambdatest_project", "the IaC file, or the folder that holds it (default: the one at the root)", default="")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Load the rest of the plugin once a test asks for one of our fixtures."""
    if not ASKING.isdisjoint(getattr(item, "fixturenames", ())):
        _isolation(item.config)


def _isolation(config: pytest.Config) -> Any:
    found = config.pluginmanager.get_plugin(ISOLATION)
    if found is None:
        from lambdatest.plugins.pytest import Isolation

        found = Isolation()
        config.pluginmanager.register(found, ISOLATION)
    return found


@pytest.fixture(scope="session")
def lambda_project(pytestconfig: pytest.Config) -> "Project":
    """The project that the IaC file of the option ``lambdatest_project``, or the one at the root, declares.

    Define a fixture of this name and scope in a conftest.py to give another: ``lambdatest.load(...)``, ``from_function``,
    ``from_tables``.
    """
    from lambdatest.plugins.configuration import project_of

    return project_of(pytestconfig)


@pytest.fixture(scope="session")
def _lambdatest_session(request: pytest.FixtureRequest, lambda_project: "Project") -> "Iterator[Session]":
    with _isolation(request.config).account(lambda_project) as session:
        yield session


@pytest.fixture(scope="session")
def aws_account(_lambdatest_session: "Session") -> "Account":
    """The mocked account with what the project declares: as it was built, with the data of your fixtures, at each test and example."""
    return _lambdatest_session.account


@pytest.fixture(scope="session")
def dynamodb_tables(_lambdatest_session: "Session") -> Mapping[str, Any]:
    """The boto3 ``Table`` of each table in the account, by its name or logical id."""
    from lambdatest.plugins.table import Tables

    return Tables(_lambdatest_session.account)


@pytest.fixture(scope="session")
def invoke_lambda(_lambdatest_session: "Session") -> Any:
    """Call it with a function's name and an event: the function runs as on Lambda, in the account; gives an `Outcome`."""
    return _lambdatest_session.invoke


@pytest.fixture(scope="session")
def lambda_context(request: pytest.FixtureRequest, lambda_project: "Project") -> "FreeContext":
    """A context to call a handler with yourself; its remaining time begins anew with each test and example."""
    return _isolation(request.config).context_of(lambda_project)  # type: ignore[no-any-return]
