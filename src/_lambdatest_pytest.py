# pylint: disable=import-outside-toplevel,redefined-outer-name  # nobody else pays for the library; a fixture is an argument of others
"""pytest's entry point: options, fixtures and hooks, which reach for the library only when a test asks for one of our fixtures.

It stands outside of the package, so that a run of pytest without our fixtures imports nothing of it (and neither boto3 nor moto).
"""

from collections.abc import Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from lambdatest.engine.session import Session
    from lambdatest.model import Project
    from lambdatest.runtime.account import Account
    from lambdatest.runtime.context import FreeContext

ISOLATION = "lambdatest-isolation"
ASKING = frozenset({"_lambdatest_session", "lambda_context"})
NO_IAC = frozenset({".py", ".txt", ".rst", ".md"})
NAMED = pytest.StashKey["frozenset[Path]"]()
"""The files that the command line names and that may be IaC files; pytest itself forgets those that stand in a folder that it names too."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the project is, and how it is tried."""
    group = parser.getgroup("lambdatest", "Lambda handlers in a mocked AWS account")
    group.addoption("--lambdatest", action="store_true", help="collect one test for each function and trigger of the project")
    group.addoption("--lambdatest-max-examples", type=int, metavar="N", help="examples a trigger (default: the Hypothesis profile's)")
    group.addoption("--lambdatest-fail-on", choices=("failure", "warning"), help="the lowest severity that fails a test (failure)")
    parser.addini("lambdatest_fail_on", "the lowest severity of a finding that fails a test (default: failure)", default="")
    parser.addini("lambdatest_project", "the IaC file, or the folder that holds it (default: the one at the root)", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Collect the project, where that is asked for."""
    number = config.getoption("--lambdatest-max-examples")
    if number is not None and number < 1:
        raise pytest.UsageError(f"--lambdatest-max-examples {number} is not an integer from 1 on")
    named = [config.invocation_params.dir / argument.partition("::")[0] for argument in config.args]
    if config.getoption("--lambdatest"):
        from lambdatest.plugins.collection import add_project

        named.append(add_project(config, named))
    config.stash[NAMED] = frozenset(path.resolve() for path in named if path.suffix not in NO_IAC and path.is_file())


def pytest_collect_file(file_path: "Path", parent: pytest.Collector) -> pytest.Collector | None:
    """An IaC file is collected where the command line names it, and never else."""
    named = parent.config.stash[NAMED]
    if not named or file_path.suffix in NO_IAC or file_path.resolve() not in named:
        return None
    from lambdatest.plugins.collection import collected

    return collected(file_path, parent)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """The option ``--lambdatest`` is not met by silence."""
    if config.getoption("--lambdatest"):
        from lambdatest.plugins.collection import require_project

        require_project(session, items)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A search that failed shows its findings, in colours where there are any, and no line of ours."""
    report = yield
    found = getattr(call.excinfo.value, "lambdatest", None) if call.excinfo else None
    if found is not None and report.failed:
        from lambdatest.plugins.summary import show_findings

        show_findings(item, report, *found)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The warnings of searches that passed."""
    if any("lambdatest" in name for report in terminalreporter.getreports("passed") for name, _ in report.sections):
        from lambdatest.plugins.summary import show_warnings

        show_warnings(terminalreporter)


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
