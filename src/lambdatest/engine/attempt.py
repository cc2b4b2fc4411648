"""`run`: a case or a history held against every check and relation, once or inside of the search that called the test."""

import copy
import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import overload

from hypothesis import currently_in_test_context
from hypothesis import strategies as st
from hypothesis.errors import UnsatisfiedAssumption

from lambdatest.engine.replay import replay
from lambdatest.engine.run import InvalidHistory, Judged, Look, Play, Runner, require_known
from lambdatest.engine.session import identity
from lambdatest.engine.shrink import examples
from lambdatest.errors import CheckFailed, HandlerError, LambdatestError
from lambdatest.model import Case, History, Project
from lambdatest.results import Frame, Hit, Outcome, Transcript
from lambdatest.runtime.user_code import UserCode

OURS = str(Path(__file__).parents[1]) + os.sep


@dataclass(slots=True)
class Attempt:
    """One call of a user's test inside of a search: what `run` was asked for is run by *runner* and kept."""

    project: Project
    runner: Runner
    ran: list[tuple[Transcript, frozenset[str]]] = field(default_factory=list)

    def run(self, history: History, checks: Collection[str]) -> tuple[Outcome, ...]:
        """Run *history*; what is to be said of it is asked afterwards, since relations change the account."""
        require_known(checks)
        for case in history.cases:
            if case.function not in self.runner.loaded:
                raise HandlerError(f"the function {case.function!r} is not loaded here", "run it in a test of its own")
        transcript = self.runner.run(history)
        self.ran.append((transcript, frozenset(checks)))
        return transcript.outcomes


_ATTEMPTS: list[Attempt] = []


@contextmanager
def _attempting(project: Project, runner: Runner) -> Iterator[Attempt]:
    """Let `run` inside of the block belong to a search."""
    attempt = Attempt(project, runner)
    _ATTEMPTS.append(attempt)
    try:
        yield attempt
    finally:
        _ATTEMPTS.remove(attempt)


@overload
def run(case: Case, project: Project | None = None, checks: Collection[str] = ()) -> Outcome: ...


@overload
def run(case: History, project: Project | None = None, checks: Collection[str] = ()) -> tuple[Outcome, ...]: ...


def run(case: Case | History, project: Project | None = None, checks: Collection[str] = ()) -> Outcome | tuple[Outcome, ...]:
    """Run a case or a history in a mocked account of *project* and hold every check and relation (or only *checks*) against it.

    A case brings its history along (`Case.history`), of which it is the last one.  Gives its outcome; of a history those of all cases.

    In a test of `lambdatest.parametrize`, which calls it for many cases, what does not hold is kept, and reported when the search is
    over; *project* is the test's.  Elsewhere it raises CheckFailed, an AssertionError, where something does not hold, and
    LambdatestError where that could not be found out.
    """
    history = case if isinstance(case, History) else history_of(case)
    attempt = _ATTEMPTS[-1] if _ATTEMPTS else None
    if attempt is not None and (project is None or identity(project) == identity(attempt.project)):
        outcomes = attempt.run(history, checks)
    elif project is None:
        raise LambdatestError("run(case) does not know the project; write run(case, project=project)")
    else:
        outcomes = _once(history, project, checks)
    return outcomes if isinstance(case, History) else outcomes[-1]


def history_of(case: Case) -> History:
    """The history that ends with *case*."""
    alone = replace(case, history=None)
    return History((alone,)) if case.history is None else case.history.ending(alone)


def _once(history: History, project: Project, checks: Collection[str]) -> tuple[Outcome, ...]:
    replayed = replay(project, history, checks)
    if replayed.findings:
        raise CheckFailed("\n".join(f"{finding.check}: {finding.message}" for finding in replayed.findings))
    if replayed.errors:
        raise LambdatestError("; ".join(replayed.errors))
    return replayed.outcomes


@dataclass(frozen=True, slots=True)
class Test:
    """A user's test of one case: *call* is given each, *name* is its name, *code* where the user's own lines are, *document* its docstring.

    What it raises is a finding where it is one of *caught* and none of *passing*.
    """

    __test__ = False

    call: Callable[[Case], object]
    name: str
    code: UserCode
    document: str = ""
    caught: tuple[type[BaseException], ...] = (Exception,)
    passing: tuple[type[BaseException], ...] = ()


def attempts(test: Test, project: Project, runner: Runner) -> Play:
    """What a search does with a history where a user's test stands in the place of a plain run."""

    def attempt(history: History, look: Look) -> list[Judged]:
        case = replace(history.cases[-1], event=copy.deepcopy(history.cases[-1].event), history=history)
        with _attempting(project, runner) as made:
            error = _raised(test, case)
        if error is not None and isinstance(error, (LambdatestError, *test.passing)):
            raise error  # the case is none for the test, or it could not be run: neither is a finding
        found = [judged for transcript, checks in made.ran for judged in look(transcript) if not checks or judged.check in checks]
        if error is not None:
            found.append(_judged(test, error, history, made.ran[-1][0] if made.ran else None))
        return found

    return attempt


def _raised(test: Test, case: Case) -> BaseException | None:
    """What the test raised on *case*.

    It is called as an example of Hypothesis, since the sweep is none: only there `note`, `assume` and `target` work.
    """
    if currently_in_test_context():
        return _called(test, case)
    found: list[BaseException | None] = []
    examples(st.just(case), lambda one: found.append(_called(test, one)), 1, 0)
    return found[-1]


def _called(test: Test, case: Case) -> BaseException | None:
    try:
        test.call(case)
    except UnsatisfiedAssumption:
        return InvalidHistory("the test assumes something else")
    except test.caught + test.passing as error:
        return error
    return None


def _judged(test: Test, error: BaseException, drawn: History, transcript: Transcript | None) -> Judged:
    """A finding of the test's own: its key is the exception's type and the user's deepest line."""
    kind = type(error).__name__
    said = str(error).strip().split("\n", maxsplit=1)[0]
    plain = isinstance(error, AssertionError) or not isinstance(error, Exception)  # pytest.fail raises no Exception
    message = said if said and plain else f"{kind}: {said}" if said else kind
    frame = _frame(test, error)
    history = transcript.history if transcript else drawn
    step, outcome = transcript.last if transcript else (None, Outcome())
    hit = Hit(message, key=kind, frame=frame)
    labels = step.labels if step else history.cases[-1].labels
    return Judged((test.name, kind, str(frame or "")), test.name, "failure", hit, len(history.cases) - 1, labels, outcome, history)


def _frame(test: Test, error: BaseException) -> Frame | None:
    """The user's deepest line, its file absolute: it need not lie under the code root of a function."""
    found = [replace(frame, file=os.path.join(test.code.root, frame.file)) for frame in test.code.frames(error.__traceback__)]
    return next((frame for frame in reversed(found) if not frame.file.startswith(OURS)), None)
