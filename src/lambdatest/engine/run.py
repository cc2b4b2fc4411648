"""Running one history: the account as it was, each case in turn, what every check says of it."""

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from botocore.model import OperationModel

from lambdatest.checks import CHECKS
from lambdatest.engine.course import Course, Means, Turn
from lambdatest.engine.history import Subject
from lambdatest.engine.permission import actions_of
from lambdatest.engine.shrink import fingerprint
from lambdatest.engine.undecided import undecided
from lambdatest.engine.warmth import Warmth
from lambdatest.errors import LambdatestError
from lambdatest.model import Case, History, Table
from lambdatest.relations import RELATIONS, Relation, Run
from lambdatest.results import Hit, Outcome, Step, Transcript
from lambdatest.runtime import clock, entropy, guard
from lambdatest.runtime.account import Account
from lambdatest.runtime.asking import Asked
from lambdatest.runtime.call import Rewrite
from lambdatest.runtime.checkpoint import Checkpoint
from lambdatest.runtime.fault import ShortPage, limit_member
from lambdatest.runtime.injection import Injection
from lambdatest.runtime.loading import Loaded

Key = tuple[str, ...]
HURRIED = 0.3
"""Real seconds that a function is given once it did not return at all; where it stands elsewhere, it is run again in full."""
LONGEST_HISTORY = 60.0
"""Seconds that the cases of a history are apart at most, unless a relation wants it otherwise."""
UNDER_FAULTS = frozenset({"response_shape", "json_serialisable", "cfn_contract"})
"""The checks that must hold while AWS fails too: they speak of the answer's form alone, or of whether there is one."""


class InvalidHistory(LambdatestError):
    """A history that is not run: no account can hold it, since a seeded item lacks a key, or it ended the process before."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A hit with what it belongs to: *key* tells one defect from another, *step* is the case's place in the history."""

    key: Key
    check: str
    severity: str
    hit: Hit
    step: int
    labels: tuple[str, ...]
    outcome: Outcome
    history: History


Look = Callable[[Transcript], list[Judged]]
Play = Callable[[History, Look], list[Judged]]
"""What is done with a history: it is run in some way, and each transcript of that is looked at."""


class Runner:
    """Runs histories of one project in this process: *account* is started, *loaded* holds its functions by name.

    Each history begins with the account as it was at *checkpoint*, by default when it was started.
    """

    def __init__(
        self,
        account: Account,
        subjects: Mapping[str, Subject],
        loaded: Mapping[str, Loaded],
        tables: Sequence[Table],
        checks: Collection[str] = (),
        checkpoint: Checkpoint | None = None,
    ) -> None:
        self.account = account
        self.subjects = subjects
        self.loaded = loaded
        self.tables = tuple(tables)
        self.enabled = frozenset(checks)
        self.checkpoint = checkpoint
        self.errors: dict[str, str] = {}
        self.announce: Callable[[History], None] = lambda history: None
        self.ended: Callable[[], None] = lambda: None
        self.invocations = 0
        self.actions: dict[str, set[str]] = {}
        self.skipped: set[str] = set()
        self._hung: frozenset[str] = frozenset()
        self._displaced: set[str] = set()
        self._measured = False
        self._asked: Asked | None = None
        self._warmth = {name: Warmth(function) for name, function in loaded.items()}
        self._means = Means(
            account.state,
            self._step,
            self._invoke,
            self._renew,
            self._reload,
            lambda name: self._warmth[name].changed(),
        )

    def skip(self, histories: Iterable[History]) -> None:
        """Never run *histories*: they ended the process before."""
        self.skipped.update(map(fingerprint, histories))

    def run(self, history: History) -> Transcript:
        """Run *history* in a restored account; each case has the clock and random numbers of its place, whatever ran before it.

        The lines that it reaches count, those of related runs only where that costs nothing.
        """
        lines = [self.loaded[name].lines for name in {case.function for case in history.cases} if name in self.loaded]
        for one in lines:
            one.resume()
        try:
            return self.rerun(Run(history))
        finally:
            for one in lines:
                one.rest()

    def ask(self, history: History) -> tuple[Transcript, Asked]:
        """Run *history* and give what its functions ask their events for besides."""
        self._asked = asked = Asked()
        try:
            return self.run(history), asked
        finally:
            self._asked = None

    def rerun(self, run: Run) -> Transcript:
        """Run a history as a relation wants it."""
        return self._follow(run) if run.stale is None else self._stale(run, run.stale)

    def _follow(self, run: Run, injection: Injection | None = None) -> Transcript:
        self._prepare(run.history)
        self._measured = run.measured
        try:
            return Course(run, self._means, self.account.state(), injection).follow()
        finally:
            self.ended()

    def _stale(self, run: Run, call: int) -> Transcript:
        """The history with its last case's AWS call number *call* answered as before that case.

        It is run up to that call, for the answers until there; then those answers are given again while nothing is written, and the
        call is answered; and then it is run with this answer.
        """
        written = Injection(stop=call)
        self._follow(run, written)
        looked = Injection(stop=call + 1, replayed=written.answers)
        self._follow(run, looked)
        if looked.strayed or call not in looked.answers:
            raise InvalidHistory("the second time it asks AWS for something else")
        answered = Injection(replayed={call: looked.answers[call]})
        transcript = self._follow(run, answered)
        if answered.strayed:
            raise InvalidHistory("the second time it asks AWS for something else")
        return transcript

    def _prepare(self, history: History) -> None:
        """The account as it was built, with the seeds; every function as after its first import."""
        if self.skipped and fingerprint(history) in self.skipped:
            raise InvalidHistory("this history ended the process before")
        keys = {table.name: table.keys for table in self.tables}
        for name, items in history.seeds.items():
            if any(key not in item for item in items for key in keys.get(name, ())):
                raise InvalidHistory(f"a seeded item of {name} lacks a key")
        self.announce(history)
        self.account.restore(self.checkpoint)
        guard.clean()
        for name, items in history.seeds.items():
            self.account.seed(name, items)
        for name in {case.function for case in history.cases}:
            self._renew(name)

    def _renew(self, name: str) -> None:
        """The function as after its first import, which was at the start of the clock, in an environment of its own."""
        guard.clean()
        clock.start()
        entropy.seed(0)
        if name in self._displaced:
            self._displaced.discard(name)
            self._warmth[name].reload()
        else:
            self._warmth[name].renew()

    def _reload(self, name: str, instant: float) -> None:
        """The function imported anew at that time, with an empty /tmp and the random numbers of its first import.

        Much later, it is for this run alone.
        """
        guard.clean()
        clock.start(instant)
        entropy.seed(0)
        if instant - clock.START > LONGEST_HISTORY:
            self._displaced.add(name)
        self._warmth[name].reload()

    def _invoke(self, case: Case, turn: Turn) -> Outcome:
        """Invoke the case's function; once it did not return, a run that stands in the same place is not waited for as long."""
        if turn.injection is not None:
            return self._invoke_within(None, case, turn)
        outcome = self._invoke_within(HURRIED if self._hung else None, case, turn)
        if self._hung and outcome.timed_out and not _standing(outcome) & self._hung:
            outcome = self._invoke_within(None, case, turn)
        self._hung |= _standing(outcome)
        return outcome

    def _invoke_within(self, limit: float | None, case: Case, turn: Turn) -> Outcome:
        self.invocations += 1
        entropy.seed(turn.number)
        clock.start(turn.instant)
        rewrite = _fair_pages() if turn.short_pages else ShortPage() if turn.least_pages else None
        outcome = self.loaded[case.function].invoke(
            case.event, request_id=_request_id(turn.number), limit=limit, rewrite=rewrite, injection=turn.injection, asked=self._asked
        )
        self.actions.setdefault(case.function, set()).update(actions_of(outcome.calls))
        return replace(outcome, kept=self._warmth[case.function].kept()) if self._measured else outcome

    def _step(self, case: Case, tainted: tuple[str, ...]) -> Step:
        subject = self.subjects[case.function]
        trigger = next(trigger for trigger in subject.function.triggers if trigger.label == case.trigger and trigger.kind == case.kind)
        return Step(case, subject.function, trigger, subject.vocabulary, self.tables, (*case.labels, *tainted))

    def judge(self, transcript: Transcript, function: str | None = None) -> list[Judged]:
        """Everything that the enabled checks say of *transcript*, or only of the cases of *function*."""
        found: list[Judged] = []
        for n, (step, outcome) in enumerate(zip(transcript.steps, transcript.outcomes, strict=True)):
            if function in (None, step.function.name) and not self._could_not_tell(step, outcome):
                found += self._judge_step(transcript, n, step, outcome)
        return found

    def _judge_step(self, transcript: Transcript, n: int, step: Step, outcome: Outcome) -> Iterator[Judged]:
        for name, check in CHECKS.items():
            if self.enabled and name not in self.enabled or outcome.faults and name not in UNDER_FAULTS:
                continue
            try:
                hits = check.hits(step, outcome)
            except Exception as error:  # pylint: disable=broad-exception-caught  # a check of the user's may raise anything
                line = traceback.format_exception_only(error)[-1].strip()
                self.errors[f"the check {name} raised {line}"] = "mend the check; nothing it should have seen was checked"
                continue
            for hit in hits:
                severity = hit.severity or check.severity
                yield Judged(key_of(name, hit, outcome), name, severity, hit, n, step.labels, outcome, transcript.history)

    def relate(self, relation: Relation, transcript: Transcript) -> tuple[bool, list[Judged]]:
        """Whether *relation* applies to *transcript*, and what it says of it."""
        if any(self._could_not_tell(step, outcome) for step, outcome in zip(transcript.steps, transcript.outcomes, strict=True)):
            return False, []
        if transcript.outcomes[-1].faults and not relation.faulty:
            return False, []  # in a related run the same call may be another one, and meet no fault
        wanted = relation.runs(transcript)
        if not wanted:
            return False, []
        try:
            others = tuple(self.rerun(run) for run in wanted)
        except InvalidHistory:
            return False, []
        hits = list(relation.compare(transcript, others))
        doubts = relation.doubts(transcript) if hits else ()
        if doubts:
            hits = list(relation.compare(transcript, (*others, *(self.rerun(run) for run in doubts))))
        n = len(transcript.steps) - 1
        step, outcome = transcript.last
        found: list[Judged] = []
        for hit in hits:
            key, severity = key_of(relation.id, hit, outcome), hit.severity or relation.severity
            found.append(Judged(key, relation.id, severity, hit, n, step.labels, outcome, transcript.history))
        return True, found

    def findings(self, history: History) -> list[Judged]:
        """Everything that checks and relations say of *history*."""
        transcript = self.run(history)
        found = self.judge(transcript)
        for name, relation in RELATIONS.items():
            if not self.enabled or name in self.enabled:
                found += self.relate(relation, transcript)[1]
        return found

    def plainly(self, history: History, look: Look) -> list[Judged]:
        """What *look* says of a run of *history*."""
        return look(self.run(history))

    def _could_not_tell(self, step: Step, outcome: Outcome) -> bool:
        """Whether the invocation met something that is not mocked: that is an error, neither a finding nor a pass."""
        told = undecided(step, outcome, self.account)
        if told is not None:
            self.errors[told[0]] = told[1]
        return told is not None


def _fair_pages() -> Rewrite:
    """Pages of one item wherever AWS may end a page: not where the handler asks for a few items itself, unless a filter follows."""
    short = ShortPage()

    def rewrite(number: int, service: str, operation: str, parameters: dict[str, Any], model: OperationModel) -> dict[str, Any] | None:
        if limit_member(service, operation) in parameters and "FilterExpression" not in parameters:
            return None
        return short(number, service, operation, parameters, model)

    return rewrite


def _standing(outcome: Outcome) -> frozenset[str]:
    """The user's function in which an invocation was ended by its timeout."""
    frame = outcome.raised.location if outcome.timed_out and outcome.raised else None
    return frozenset({f"{frame.file} {frame.function}"} if frame else ())


def _request_id(n: int) -> str:
    return f"00000000-0000-4000-8000-{n + 1:012d}"


def key_of(check: str, hit: Hit, outcome: Outcome) -> Key:
    """What makes a defect one: an exception, caught or not, its AWS error code and deepest line; else the check and its detail."""
    place = str(hit.frame or "")
    if hit.exception is not None:
        raised = outcome.raised or outcome.caught
        return ("crash", hit.exception, (raised.code if raised else None) or "", place)
    if check in ("server_error", "malformed_input"):
        return ("answer", hit.key, place)
    return (check, hit.key)


def check_names() -> list[str]:
    """Every check and relation by id."""
    return [*CHECKS, *RELATIONS]


def require_known(names: Collection[str]) -> None:
    """Raise LambdatestError where one of *names* is no check and no relation."""
    for name in names:
        if name not in CHECKS and name not in RELATIONS:
            known = check_names()
            raise LambdatestError(f"there is no check {name!r}; known are {', '.join(sorted(known))}")
