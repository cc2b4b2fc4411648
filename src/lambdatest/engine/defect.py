"""A defect that a search met, and its simplest example."""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis.strategies import SearchStrategy

from lambdatest.engine.history import World, cases, furnished, with_before
from lambdatest.engine.run import InvalidHistory, Judged, Key, Play, Runner
from lambdatest.engine.seed import OBJECTS, stored_labels
from lambdatest.engine.shrink import MOST_RUNS, reduced, shrunk
from lambdatest.engine.watch import Watch
from lambdatest.model import History
from lambdatest.relations import RELATIONS
from lambdatest.results import SEVERITIES, Transcript


@dataclass(slots=True)
class Defect:
    """One key of findings with its best example so far, and where the search that met it can find it again.

    *drawn* is the history that the search drew; a user's test may have run another one.
    """

    judged: Judged
    drawn: History
    strategy: SearchStrategy[History] | None = None
    number: int = 0
    count: int = 0
    start: int = 0
    labels: set[str] = field(default_factory=set)
    hits: int = 0


def better(judged: Judged, known: Judged) -> bool:
    """Whether *judged* shows the defect more clearly: the worse severity, then without a fault, then a positive case."""
    return _clarity(judged) > _clarity(known)


def _clarity(judged: Judged) -> tuple[int, bool, bool]:
    return rank(judged), not judged.outcome.faults, not judged.labels


def rank(judged: Judged) -> int:
    """How bad it is: the place of its severity."""
    return SEVERITIES.index(judged.severity)


class Reduction:
    """Shrinks what a search in *world* met; *attempt* is what it does with a history, *watch* tells when the time is over."""

    def __init__(self, world: World, runner: Runner, watch: Watch, attempt: Play) -> None:
        self.world = world
        self.runner = runner
        self.watch = watch
        self.attempt = attempt

    def reduced(self, key: Key, defect: Defect) -> tuple[Judged, set[str]]:
        """The defect in its simplest history, and the labels under which it was met."""
        fails = self._fails(key, defect)
        history = defect.drawn
        if not self.watch.stop() and defect.judged.check != "timeout":
            if defect.strategy is not None:
                history = shrunk(defect.strategy, defect.number, defect.count, defect.start, fails) or history
            history = reduced(self._inlined(history, fails), fails)
        final = defect.judged if self.watch.stop() else self._again(key, defect, history)
        return final, defect.labels if rank(final) == rank(defect.judged) else set(final.labels)

    def _inlined(self, history: History, fails: Callable[[History], bool]) -> History:
        """The last case alone, in an account that holds what the earlier ones left there, if that fails as well."""
        if len(history.cases) < 2:
            return history
        transcript = self.runner.run(history)
        step, outcome = transcript.last
        contents = {table.name: outcome.before.get(table.name, ()) for table in self.world.tables}
        contents |= {name: items for name, items in history.seeds.items() if name.startswith(OBJECTS)}
        alone = History((step.case,), contents, stored_labels(contents), history.faults)
        if not fails(alone):
            return history
        if alone.cases[0].labels or len(with_before(history.cases[-1])) > 1:  # another draw would refer to a case that is gone
            return alone
        one = cases(self.world, self.world.subject, step.trigger).map(lambda case: furnished(self.world, (case,), contents))
        return shrunk(one, 0, MOST_RUNS, 0, fails) or alone

    def _fails(self, key: Key, defect: Defect) -> Callable[[History], bool]:
        least = rank(defect.judged)

        def fails(history: History) -> bool:
            return not self.watch.stop() and any(rank(judged) >= least for judged in self._judged(key, defect, history))

        return fails

    def _judged(self, key: Key, defect: Defect, history: History) -> list[Judged]:
        """What the check or relation of *defect* says of *history* under its key."""

        def look(transcript: Transcript) -> list[Judged]:
            if defect.judged.check in RELATIONS:
                return self.runner.relate(RELATIONS[defect.judged.check], transcript)[1]
            return self.runner.judge(transcript, self.world.subject.function.name)

        try:
            found = (self.runner.plainly if history.faults else self.attempt)(history, look)
        except InvalidHistory:
            return []
        return [judged for judged in found if judged.key == key]

    def _again(self, key: Key, defect: Defect, history: History) -> Judged:
        found = [judged for judged in self._judged(key, defect, history) if rank(judged) >= rank(defect.judged)]
        return max(found, key=rank) if found else defect.judged
