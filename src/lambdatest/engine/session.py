"""A mocked account in the process of a test: `mocked_aws`, `current_account` and `invoke`."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from lambdatest.engine.deadline import uncounted
from lambdatest.engine.warmth import Warmth
from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.model import Project
from lambdatest.results import Outcome
from lambdatest.runtime import clock, entropy, guard
from lambdatest.runtime.account import Account
from lambdatest.runtime.checkpoint import Checkpoint
from lambdatest.runtime.loading import Loaded, load


class Session:
    """A project's account in this process, the functions that were loaded in it, and how many invocations there were.

    Each invocation has the clock and random numbers of its place, as the cases of a history have.
    """

    def __init__(self, project: Project, account: Account) -> None:
        self.project = project
        self.account = account
        self.loaded: dict[str, Loaded] = {}
        self.count = 0
        self._warmth: dict[str, Warmth] = {}

    def invoke(self, name: str, event: Any) -> Outcome:
        """Invoke the function *name* with *event*.

        Raises HandlerError where the function cannot be loaded, LambdatestError where there is none of that name.
        """
        with uncounted("invoke"):
            function = self._load(name)
            before = self.account.state()
            clock.start(clock.START + self.count)
            entropy.seed(self.count)
            self.count += 1
            outcome = function.invoke(event, request_id=f"00000000-0000-4000-8000-{self.count:012d}")
            self.account.calls.extend(outcome.calls)
            return replace(outcome, before=before, after=self.account.state())

    def _load(self, name: str) -> Loaded:
        if name not in self.loaded:
            self.loaded[name] = load(_function(self.project, name), self.project.region, self.project.root)
            self._warmth[name] = Warmth(self.loaded[name])
        return self.loaded[name]

    def renew(self, checkpoint: Checkpoint | None = None) -> None:
        """Begin an example: the account as at *checkpoint* (default: as it was built), every function as after its import."""
        with uncounted("restore"):
            self.account.restore(checkpoint)
            self.fresh()

    def fresh(self) -> None:
        """Every function as after its import, /tmp without what handlers made, the count of invocations at 0."""
        guard.clean()
        self.count = 0
        for warmth in self._warmth.values():
            warmth.renew()

    @contextmanager
    def current(self) -> Iterator[None]:
        """Be the session that `invoke` uses while the block runs."""
        _SESSIONS.append(self)
        try:
            yield
        finally:
            _SESSIONS.remove(self)


_SESSIONS: list[Session] = []


@contextmanager
def mocked_aws(project: Project) -> Iterator[Account]:
    """The mocked account of *project*, with its tables and other resources: what `invoke` uses inside the block.

    Raises AccountError where a resource cannot be built.
    """
    guard.install()
    names = [one.deployed_name for one in project.functions]
    with Account(project.resources, project.region, project.root, names) as account, Session(project, account).current():
        yield account


def current_account() -> Account:
    """The mocked account that is active: that of `mocked_aws`, or of the fixtures; for code that no fixture reaches.

    Raises LambdatestError where there is none.
    """
    if not _SESSIONS:
        raise LambdatestError("no mocked account is active; ask for the fixture aws_account, or use `with lambdatest.mocked_aws(project)`")
    return _SESSIONS[-1].account


def invoke(project: Project, name: str, event: Any) -> Outcome:
    """Invoke the function *name* of *project* with *event* as Lambda does, in the account that is active, else in one of its own.

    Active is that of `mocked_aws` or of the fixtures, where it is *project*'s.  Raises HandlerError where the function cannot be
    loaded, LambdatestError where there is none of that name.
    """
    session = session_of(project)
    if session is not None:
        return session.invoke(name, event)
    with mocked_aws(project):
        return _SESSIONS[-1].invoke(name, event)


def session_of(project: Project) -> Session | None:
    """The session that is active, where it is *project*'s."""
    return _SESSIONS[-1] if _SESSIONS and identity(_SESSIONS[-1].project) == identity(project) else None


def identity(project: Project) -> tuple[Any, ...]:
    """What two readings of the same project share."""
    return project.path.resolve(), project.name, project.stage, project.region


def _function(project: Project, name: str) -> Any:
    try:
        return project.function(name)
    except KeyError:
        known = [function.name for function in project.functions]
        raise LambdatestError(f"there is no function {name!r} in {project.path.name}; {did_you_mean(name, known)}") from None
