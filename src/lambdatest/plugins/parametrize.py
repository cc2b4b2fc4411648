"""`lambdatest.parametrize`: a test of one case becomes a test for each function and trigger, each of them a whole search."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from lambdatest.engine.attempt import Test
from lambdatest.errors import LambdatestError
from lambdatest.model import Case, Project
from lambdatest.plugins.entry import Entry, entries
from lambdatest.plugins.trial import Trial, told
from lambdatest.runtime.user_code import UserCode

Function = TypeVar("Function", bound=Callable[..., Any])


def parametrize(project: Project) -> Callable[[Function], Function]:
    """Make a test with the argument `case` one test for each function and trigger of *project*.

    Each of them calls the test for every case that the search of the trigger tries, some hundred times, with the same fixtures.
    The test calls `lambdatest.run(case)`, which gives the outcome; before that it may replace the event
    (``dataclasses.replace(case, event=…)``), after it assert more.  What does not hold is shrunk and reported once, at the end.
    """
    if not isinstance(project, Project):
        raise pytest.Collector.CollectError(f"parametrize({project!r}): no project; write parametrize(lambdatest.load({project!r}))")

    def decorate(test: Function) -> Function:
        _require_case(test)
        try:
            found = entries(project)
        except LambdatestError as error:
            raise pytest.Collector.CollectError(str(error)) from None
        cases = [pytest.param(entry, id=entry.name, marks=_marks(entry)) for entry in found]
        decorated: Function = pytest.mark.parametrize("case", cases)(_whole(test))
        return decorated

    return decorate


def _require_case(test: Any) -> None:
    """Raise CollectError, which pytest shows as this one line, where *test* cannot take a case."""
    code = getattr(inspect.unwrap(test), "__code__", None)
    place = f"{code.co_filename}:{code.co_firstlineno}: " if code else ""
    name = getattr(test, "__name__", repr(test))
    if isinstance(test, type):
        problem = "is a class; decorate its methods"
    elif inspect.iscoroutinefunction(test) or inspect.isasyncgenfunction(test):
        problem = "is a coroutine; a handler is called as a plain function, so write def"
    elif "case" not in inspect.signature(test).parameters:
        problem = f"has no argument `case`; write def {name}(case)"
    else:
        return
    raise pytest.Collector.CollectError(f"{place}@lambdatest.parametrize: {name} {problem}")


def _marks(entry: Entry) -> list[pytest.MarkDecorator]:
    return [pytest.mark.skip(reason=entry.skipped)] if entry.skipped else []


def _whole(test: Callable[..., Any]) -> Callable[..., Any]:
    """*test* as a search: pytest hands it an entry for `case`, and `request` besides what it asks for."""
    signature = inspect.signature(test)
    asks = "request" in signature.parameters

    @functools.wraps(test)
    def whole(*arguments: Any, case: Any, request: Any = None, **fixtures: Any) -> None:
        if asks:
            fixtures["request"] = request
        if not isinstance(case, Entry):  # called by hand
            test(*arguments, case=case, **fixtures)
            return

        with told():
            trial = Trial(request.node, case)
            with trial.staged() as stage:

                def call(one: Case) -> None:
                    trial.begin(stage)
                    test(*arguments, case=one, **fixtures)

                trial.run(stage, _test(test, call, UserCode(request.config.rootpath)))

    added = [] if asks else [inspect.Parameter("request", inspect.Parameter.KEYWORD_ONLY)]
    parameters = list(signature.parameters.values())
    setattr(whole, "__signature__", signature.replace(parameters=[*parameters, *added]))
    return whole


def _test(test: Callable[..., Any], call: Callable[[Case], object], code: UserCode) -> Test:
    caught, passing = (Exception, pytest.fail.Exception), (pytest.xfail.Exception, pytest.skip.Exception)
    return Test(call, test.__name__, code, inspect.getdoc(test) or "", caught, passing)
