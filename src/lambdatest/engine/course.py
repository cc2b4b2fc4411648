"""One run of a history: its cases, one after the other, with what a relation wants in between and afterwards."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from lambdatest.engine.history import resolved
from lambdatest.engine.redelivery import redelivered
from lambdatest.model import Case, History
from lambdatest.relations import Run
from lambdatest.relations.echo import echo
from lambdatest.results import Outcome, State, Step, Transcript
from lambdatest.runtime import clock
from lambdatest.runtime.injection import Injection

ELSEWHEN = 7_654.321
"""Seconds by which a run at another time is later: more than two hours, and no round number of anything."""
OTHER_NUMBERS = 1_000
MOST_REDELIVERIES = 3
UNTIL_REDELIVERED = 900.0
"""Seconds between two deliveries of a message: longer than any lock that a handler holds, and than any function runs.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """How a case is invoked: with the *number* of its random numbers and request id, at an *instant*, with what happens to its calls.

    *short_pages* have one item where AWS chooses, *least_pages* even where the handler asks for more.
    """

    number: int
    instant: float
    short_pages: bool = False
    least_pages: bool = False
    injection: Injection | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a course runs with: the account's contents, a case as a step, its invocation, and how a function's environment is made new.

    *renew* makes it as after its import, *reload* imports it anew at an instant; *warmed* tells whether its modules hold anything new.
    """

    state: Callable[[], State]
    step: Callable[[Case, tuple[str, ...]], Step]
    invoke: Callable[[Case, Turn], Outcome]
    renew: Callable[[str], None]
    reload: Callable[[str, float], None]
    warmed: Callable[[str], bool]


@dataclass(slots=True)
class Course:
    """The course of *run*: *steps* and *outcomes* so far, in the order in which the invocations ended.

    *injection* is what happens to the calls of the last case, if it is no fault of the history's.
    """

    run: Run
    means: Means
    before: State
    injection: Injection | None = None
    tainted: tuple[str, ...] = ()
    steps: list[Step] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def follow(self) -> Transcript:
        """Run it to its end."""
        history = self.run.history
        self.tainted = history.stored
        for n, case in enumerate(history.cases[:-1]):
            self._take(replace(case, event=resolved(case.event, self.answers)), self._turn(n))
        last = history.cases[-1]
        self._last(replace(last, event=resolved(last.event, self.answers)), history)
        if self.run.redelivered:
            self._redeliver()
        self._echo()
        return Transcript(history, tuple(self.steps), tuple(self.outcomes), self.means.warmed(last.function))

    def _turn(self, n: int, later: float = 0.0, injection: Injection | None = None, *, short_pages: bool = False) -> Turn:
        number, shift = (n + OTHER_NUMBERS, ELSEWHEN) if self.run.elsewhen else (n, 0.0)
        walked = n >= len(self.run.history.cases) - self.run.walked
        return Turn(number, clock.START + n + later + shift, short_pages, walked, injection)

    def _last(self, case: Case, history: History) -> None:
        n = len(history.cases) - 1
        if self.run.inserted is not None:
            self._interrupted(case, n, self.run.inserted)
            return
        injection = self.injection or (Injection(history.faults) if history.faults else None)
        turn = self._turn(n, self.run.later, injection, short_pages=self.run.short_pages)
        if self.run.cold:
            self.means.reload(case.function, turn.instant)
        self._take(case, turn)

    def _interrupted(self, case: Case, n: int, call: int) -> None:
        """The case with a whole second invocation before its AWS call number *call*, each in an environment of its own.

        The first is run up to that call and ended there; then comes the second; then the first is run again, with the answers that
        its calls got before.  Where it does not get there, or asks for something else the second time, there is no second invocation.
        """
        self.means.renew(case.function)
        halted = Injection(stop=call)
        self.means.invoke(case, self._turn(n, injection=halted))
        if not halted.stopped:
            return
        self.means.renew(case.function)
        self._take(case if self.run.second is None else replace(case, event=self.run.second), self._turn(n + 1))
        self.means.renew(case.function)
        resumed = Injection(replayed=halted.answers)
        self._take(case, self._turn(n, injection=resumed))
        if resumed.strayed:
            del self.steps[-2:], self.outcomes[-2:]

    def _redeliver(self) -> None:
        """Deliver again what the last invocation reported as failed, or all of the event where it raised, until nothing is left."""
        n = len(self.run.history.cases) - 1
        for again in range(1, MOST_REDELIVERIES + 1):
            case = redelivered(self.steps[-1], self.outcomes[-1])
            if case is None:
                return
            self.means.renew(case.function)
            self._take(case, self._turn(n + again, again * UNTIL_REDELIVERED))

    def _echo(self) -> None:
        """Let what an invocation wrote into its own trigger come back to it, and what it writes then."""
        n = len(self.run.history.cases) - 1
        for again in range(1, self.run.echoed + 1):
            event = echo(self.steps[-1], self.outcomes[-1])
            if event is None:
                return
            self._take(replace(self.steps[-1].case, event=event), self._turn(n + again))

    def _take(self, case: Case, turn: Turn) -> None:
        outcome = self.means.invoke(case, turn)
        after = self.means.state()
        earlier = tuple(zip(self.steps, self.outcomes, strict=True))
        self.steps.append(replace(self.means.step(case, self.tainted), earlier=earlier))
        self.outcomes.append(replace(outcome, before=self.before, after=after))
        self.answers.append(outcome.reply)
        if case.labels and self.before != after and "stored" not in self.tainted:
            self.tainted = (*self.tainted, "stored")
        self.before = after
