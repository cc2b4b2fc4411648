"""A mocked account in the process of a test: `mocked_aws`, `invoke` and `run`."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from lambdatest.engine.replay import replay
from lambdatest.errors import CheckFailed, LambdatestError
from lambdatest.model import Case, History, Project
from lambdatest.results import Outcome
from lambdatest.runtime import clock, entropy, guard
from lambdatest.runtime.account import Account
from lambdatest.runtime.loading import Loaded, load


class Session:
    """The account that stands in this process, the functions that were loaded in it, and how many invocations there were.

    Each invocation has the clock and random numbers of its place, as the cases of a history have.
    """

    def __init__(self, project: Project, account: Account) -> None:
        self.project = project
        self.account = account
        self.loaded: dict[str, Loaded] = {}
        self.count = 0

    def invoke(self, name: str, event: Any) -> Outcome:
        """Invoke the function *name* with *event*."""
        if name not in self.loaded:
            self.loaded[name] = load(_function(self.project, name), self.project.region)
        before = self.account.state()
        clock.start(clock.START + self.count)
        entropy.seed(self.count)
        self.count += 1
        outcome = self.loaded[name].invoke(event, request_id="00000000-0000-4000-8000-000000000001")
        return replace(outcome, before=before, after=self.account.state())


_SESSIONS: list[Session] = []


@contextmanager
def mocked_aws(project: Project) -> Iterator[Account]:
    """The mocked account of *project*, with its tables and other resources: what `invoke` uses inside the block.

    Raises AccountError where a resource cannot be built.
    """
    guard.install()
    with Account(project.resources, project.region) as account:
        _SESSIONS.append(Session(project, account))
        try:
            yield account
        finally:
            _SESSIONS.pop()


def invoke(project: Project, name: str, event: Any) -> Outcome:
    """Invoke the function *name* of *project* with *event* as Lambda does, in the account of `mocked_aws`, else in one of its own.

    Raises HandlerError where the function cannot be loaded, LambdatestError where there is none of that name.
    """
    if _SESSIONS and _SESSIONS[-1].project is project:
        return _SESSIONS[-1].invoke(name, event)
    with mocked_aws(project):
        return _SESSIONS[-1].invoke(name, event)


def run(case: Case | History, project: Project, checks: Collection[str] = ()) -> tuple[Outcome, ...]:
    """Run a case or a history in a mocked account of *project* and hold every check and relation (or only *checks*) against it.

    Raises CheckFailed, an AssertionError, where one does not hold; LambdatestError where that could not be found out.
    """
    history = case if isinstance(case, History) else History((case,))
    replayed = replay(project, history, checks)
    if replayed.findings:
        raise CheckFailed("\n".join(f"{finding.check}: {finding.message}" for finding in replayed.findings))
    if replayed.errors:
        raise LambdatestError("; ".join(replayed.errors))
    return replayed.outcomes


def _function(project: Project, name: str) -> Any:
    try:
        return project.function(name)
    except KeyError:
        known = ", ".join(function.name for function in project.functions)
        raise LambdatestError(f"there is no function {name!r} in {project.path.name}; known are {known}") from None
