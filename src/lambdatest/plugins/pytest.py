"""Isolation of the tests that ask for our fixtures: an account that is fresh for each test and for each example of it.

One account stands for the whole run.  It is active while a test that asked for it runs, and set aside in between, so that other
tests meet the AWS, real or mocked, that they met before.  What it holds has layers: what the IaC file declares, what session,
package, module and class fixtures put into it, and what stood when the first example of a test began.
"""

import functools
import inspect
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine

from lambdatest.engine.session import Session
from lambdatest.errors import AccountError, GuardError
from lambdatest.model import ACCOUNT_ID, Project
from lambdatest.results import Violation
from lambdatest.runtime import guard
from lambdatest.runtime.account import Account
from lambdatest.runtime.checkpoint import Checkpoint
from lambdatest.runtime.context import FreeContext

SESSION = "_lambdatest_session"
CONTEXT = "lambda_context"
REMEDY = "a test that asks for the fixtures of lambdatest reaches nothing outside of its process: patch that call"
LATE = "ask for aws_account as an argument of the test, or with usefixtures; getfixturevalue comes too late to keep examples apart"
_MARK = "_lambdatest_isolated"


@dataclass(frozen=True, slots=True)
class Layer:
    """What the account held when a fixture of a wider scope than a test had been set up; *finish* tears that fixture down."""

    fixture: Any
    held: Checkpoint
    finish: Callable[[], object]


class Isolation:
    """The hooks, registered once a test that asks for our fixtures is collected."""

    def __init__(self) -> None:
        self.session: Session | None = None
        self.context: FreeContext | None = None
        self._item: pytest.Item | None = None
        self._project: Any = None
        self._layers: list[Layer] = []
        self._baseline: Checkpoint | None = None
        self._violations: list[Violation] = []
        self._active = ExitStack()

    @contextmanager
    def account(self, project: Project) -> Iterator[Session]:
        """The session of *project*, from the first test that asks for it to the last."""
        if self._item is None or not _asks(self._item):
            raise AccountError(LATE)
        guard.install()
        account = Account(project.resources, project.region, project.root, [one.deployed_name for one in project.functions]).start()
        self.session = Session(project, account)
        try:
            self._enter()
            yield self.session
        finally:
            self._leave()
            self.session = None
            account.stop()

    def context_of(self, project: Project) -> FreeContext:
        """A context for handlers that a test calls itself: that of the project's function, if it has one only."""
        name, memory, timeout = "lambdatest", 128, 30
        if len(project.functions) == 1:
            name, memory, timeout = project.functions[0].deployed_name, project.functions[0].memory, project.functions[0].timeout
        arn = f"arn:aws:lambda:{project.region}:{ACCOUNT_ID}:function:{name}"
        self.context = FreeContext(name, memory, timeout, arn)
        return self.context

    def _enter(self) -> None:
        """What an active account needs around it."""
        assert self.session is not None
        self._active.enter_context(self.session.current())
        self._active.enter_context(_machines(self._begin_example))

    def _leave(self) -> None:
        self._active.close()

    def _resume(self) -> None:
        if self.session is not None and not self.session.account.active:
            self.session.account.resume()
            self._enter()

    def _suspend(self) -> None:
        if self.session is not None and self.session.account.active:
            self._leave()
            self.session.account.suspend()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Begin a test with what fixtures of wider scopes left, whatever earlier tests did."""
        self._item, self._baseline = item, None
        if not _guarded(item):
            return (yield)
        handle = getattr(getattr(item, "obj", None), "hypothesis", None)
        if handle is not None and not hasattr(handle.inner_test, _MARK):
            handle.inner_test = self._isolated(handle.inner_test)
        if _asks(item):
            self._begin(item)
        result = yield
        if handle is not None:
            _allow_fixtures_of_ours(item)
        return result

    def _begin(self, item: pytest.Item) -> None:
        definition = _definitions(item)["lambda_project"][-1]
        if self.session is not None:
            self._resume()
            if definition is not self._project:  # a conftest.py further down names another project
                _definitions(item)[SESSION][-1].finish(getattr(item, "_request"))
            else:
                self.session.renew(self._layers[-1].held if self._layers else None)
        self._project = definition

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
        """Keep what a fixture of a wider scope than a test puts into the account as a layer of its own."""
        if fixturedef.scope == "function" or self._item is None or not _depends(fixturedef.argname, self._item):
            return (yield)
        fixturedef.addfinalizer(lambda: self._drop(fixturedef))
        result = yield
        fixturedef.addfinalizer(self._resume)  # before what the fixture itself does to tear down
        if self.session is not None and self.session.account.active and self.session.account.changed:
            self._layers.append(Layer(fixturedef, self.session.account.checkpoint(), lambda: fixturedef.finish(request)))
        return result

    def _drop(self, fixture: Any) -> None:
        """Forget the layer of a fixture that is torn down; those above hold its data, so their fixtures are set up anew."""
        place = next((n for n, layer in enumerate(self._layers) if layer.fixture is fixture), None)
        if place is not None:
            above = self._layers[place + 1 :]
            del self._layers[place:]
            for layer in reversed(above):
                layer.finish()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Guard the test: what would leave the process is refused, with the remedy."""
        __tracebackhide__ = True
        if not _guarded(item):
            return (yield)
        self._renew_context()
        with guard.watched(item.config.rootpath) as self._violations, _refusals_as_errors(self._violations):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Set the account aside until the next test that asks for it."""
        del item
        try:
            return (yield)
        finally:
            self._suspend()
            self._item = None

    def _isolated(self, inner: Callable[..., Any]) -> Callable[..., Any]:
        """The body of a Hypothesis test, in a fresh account at each call."""
        if inspect.iscoroutinefunction(inner):

            @functools.wraps(inner)
            async def awaited(*args: Any, **kwargs: Any) -> Any:
                __tracebackhide__ = True
                self._begin_example()
                with _refusals_as_errors(self._violations):
                    return await inner(*args, **kwargs)

            example: Callable[..., Any] = awaited
        else:

            @functools.wraps(inner)
            def called(*args: Any, **kwargs: Any) -> Any:
                __tracebackhide__ = True
                self._begin_example()
                with _refusals_as_errors(self._violations):
                    return inner(*args, **kwargs)

            example = called
        setattr(example, _MARK, True)
        return example

    def _begin_example(self) -> None:
        """Go back to what the account held when the first example began, and take note of that at the first."""
        self._renew_context()
        if self.session is None or not self.session.account.active:
            return
        if self._baseline is not None:
            self.session.renew(self._baseline)
        else:
            account = self.session.account
            self._baseline = account.checkpoint() if account.changed or not self._layers else self._layers[-1].held
            account.calls.clear()
            self.session.fresh()

    def _renew_context(self) -> None:
        if self.context is not None:
            self.context.begin()


def _asks(item: pytest.Item) -> bool:
    """Whether a test asked for the account, itself or through a fixture."""
    return SESSION in getattr(item, "fixturenames", ())


def _guarded(item: pytest.Item) -> bool:
    return _asks(item) or CONTEXT in getattr(item, "fixturenames", ())


def _definitions(item: pytest.Item) -> Any:
    return getattr(item, "_fixtureinfo").name2fixturedefs


def _depends(name: str, item: pytest.Item) -> bool:
    """Whether the fixture *name* of a test stands above the account."""
    return _asks(item) and name != SESSION and SESSION in _below(name, _definitions(item), set())


def _below(name: str, definitions: Any, seen: set[str]) -> set[str]:
    """The fixtures that *name* asks for, those that they ask for, and so on."""
    for definition in definitions.get(name, ()):
        for other in definition.argnames:
            if other not in seen:
                seen.add(other)
                _below(other, definitions, seen)
    return seen


def _allow_fixtures_of_ours(item: pytest.Item) -> None:
    """Hypothesis refuses fixtures of a test's own scope, which are set up once for all examples.

    What one of them does to the account is the baseline of each example: it is as if it had been set up anew.  Others stay refused.
    """
    function: Any = getattr(item, "obj")
    names = inspect.signature(function).parameters
    found = [name for name in names if any(one.scope == "function" for one in _definitions(item).get(name, ())[-1:])]
    if found and all(_depends(name, item) for name in found):
        function = getattr(function, "__func__", function)
        mine: Any = getattr(function, "_hypothesis_internal_use_settings", settings.default)
        suppressed = {*mine.suppress_health_check, HealthCheck.function_scoped_fixture}
        setattr(function, "_hypothesis_internal_use_settings", settings(mine, suppress_health_check=suppressed))


@contextmanager
def _refusals_as_errors(violations: list[Violation]) -> Iterator[None]:
    """What the guard refused as an ordinary error, which Hypothesis shrinks; also where the test's code caught it."""
    __tracebackhide__ = True
    before = len(violations)
    try:
        yield
    except guard.GuardViolation as refusal:
        raise GuardError(f"{refusal}; {REMEDY}").with_traceback(_without_ours(refusal.__traceback__)) from None
    if len(violations) > before:
        found = violations[before]
        place = f" ({found.frame})" if found.frame else ""
        raise GuardError(f"the guard of lambdatest refused it{place}: {found.what}; {REMEDY}")


def _without_ours(traceback: TracebackType | None) -> TracebackType | None:
    """The traceback down to what was refused, not into the guard."""
    found = traceback
    while found is not None and found.tb_next is not None:
        if found.tb_next.tb_frame.f_globals.get("__name__", "").startswith("lambdatest.runtime."):
            found.tb_next = None
        found = found.tb_next
    return traceback


@contextmanager
def _machines(begin: Callable[[], None]) -> Iterator[None]:
    """Let each run of a state machine *begin* as an example does: there is no body of a test to wrap."""
    machine: Any = RuleBasedStateMachine
    original = machine.__init__

    @functools.wraps(original)
    def initialise(self: Any, *args: Any, **kwargs: Any) -> None:
        begin()
        original(self, *args, **kwargs)

    machine.__init__ = initialise
    try:
        yield
    finally:
        machine.__init__ = original
