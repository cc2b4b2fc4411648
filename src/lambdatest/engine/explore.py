"""Many findings from one search of one trigger: a sweep, then random histories, then each distinct defect shrunk."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from hypothesis import target
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from lambdatest.engine.defect import Defect, Reduction, better, rank
from lambdatest.engine.fault import Search, WellRun
from lambdatest.engine.finding import finding_of
from lambdatest.engine.history import World, histories, mutations, with_long_texts, with_vocabulary, without_constants
from lambdatest.engine.learning import Learned, complete, completed, learned, marked
from lambdatest.engine.options import Options
from lambdatest.engine.run import InvalidHistory, Judged, Key, Play, Runner
from lambdatest.engine.seed import OBJECTS, PLENTY, foreign
from lambdatest.engine.shrink import Enough, examples, simplest
from lambdatest.engine.sweep import swept, swept_around, swept_deleted, swept_headers, swept_names, swept_unknown, swept_varied
from lambdatest.engine.varied_batch import full_batch, varied_batch
from lambdatest.engine.watch import Watch
from lambdatest.finding import Finding
from lambdatest.model import Function, History, Trigger
from lambdatest.relations import RELATIONS
from lambdatest.results import BATCH_KINDS, MESSAGE_KINDS, Transcript
from lambdatest.runtime.asking import BODY, Asked

SWEEP_SHARE = 0.6
GUIDED_SHARE = 0.3
"""Of what is left after the sweep, the part that is drawn towards new lines."""
LEAST_GUIDED = 10
MOST_ROUNDS = 5
MOST_SWEPT = 80
ENOUGH = 100
PATIENCE = 100


class Exploration:
    """The search of one trigger: *world* says what to draw, *runner* runs and judges; nothing of another trigger's matters.

    *watch* tells when the time is over, and hears how far it is and what it met.  *attempt* stands in the place of a plain run of
    the history: a user's test does.
    """

    def __init__(
        self, world: World, trigger: Trigger, runner: Runner, options: Options, root: Path, watch: Watch, attempt: Play | None = None
    ) -> None:
        self.world = self._base = world
        self.trigger = trigger
        self.runner = runner
        self.options = options
        self.root = root
        self.watch = watch
        self.attempt: Play = attempt or runner.plainly
        self.defects: dict[Key, Defect] = {}
        self.examples = 0
        self._tries: dict[str, int] = {}
        self._well = WellRun()
        self._last_new = 0
        self._search: Search | None = None
        self._warmed = False
        self._updated = False

    def explore(self) -> None:
        """Search the trigger."""
        lines = self.runner.loaded[self.world.subject.function.name].lines
        lines.resume()
        self._learn()
        self._sweep()
        lines.resume()  # after many messages that are refused at once come those that are not
        left = self.options.max_examples - self.examples
        guided = int(left * GUIDED_SHARE)
        strategy = self._histories()
        self._random(strategy, left - guided if guided >= LEAST_GUIDED else left)
        self._guided(strategy, self.options.max_examples - self.examples)
        self._faulty()

    def _learn(self) -> None:
        """Run the simplest case with a mark in the place of each text: what it tells of the event's keys is drawn from afterwards.

        A key that the handler asks for, and nobody has seen in its code, is there in the next round.
        """
        with suppress(InvalidHistory, Unsatisfiable):
            vocabulary = self.world.subject.vocabulary
            if vocabulary.body_is_list and not vocabulary.body:  # what is looked up in it may be a key that the code does not show
                other = with_vocabulary(self.world, replace(vocabulary, body_is_list=False))
                self.world = other if any(place == BODY for place, _ in self._asked(other)[1].keys) else self.world
            for _ in range(MOST_ROUNDS):
                told, asked = self._asked(self.world)
                vocabulary = completed(self.world.subject.vocabulary, asked, told.names)
                done = vocabulary == self.world.subject.vocabulary or self.watch.stop()
                self.world = replace(with_vocabulary(self.world, vocabulary), learned=told)
                if done:
                    return

    def _asked(self, world: World) -> tuple[Learned, Asked]:
        """What a run of the simplest case of *world* tells, of those that have every key."""
        history = simplest(swept(with_vocabulary(world, complete(world.subject.vocabulary)), self.trigger, None, 1))
        event, marks = marked(history.cases[-1].event)
        case = replace(history.cases[-1], event=event)
        transcript, asked = self.runner.ask(history.ending(case))
        self._updated |= _updates(transcript)
        outcome = transcript.outcomes[-1]
        told = learned(outcome, marks, world.tables)
        known = {bucket: prefix for bucket, prefix in told.listed.items() if f"{OBJECTS}{bucket}" in outcome.before}
        return replace(told, listed=known), asked

    def _faulty(self) -> None:
        """The histories that went well again, with faults in their AWS calls: more tries of the relations that want them.

        A user's test need not expect faults, and has no part in it.
        """
        enabled = self.runner.enabled
        wanted = [name for name, relation in RELATIONS.items() if relation.faulty and (not enabled or name in enabled)]
        if self.options.mode == "negative" or not wanted:
            return
        told: set[tuple[str, str]] = set()
        for met, fault in self._well.faults():
            place = (fault.operation, str(met.calls[fault.call].frame))
            if self.watch.stop() or all(self._tries.get(name, 0) >= RELATIONS[name].tries for name in wanted):
                return
            if place in told:
                continue
            drawn, self._search = met.with_fault(fault)
            with suppress(InvalidHistory):
                for judged in self.runner.plainly(drawn, self._look):
                    self._keep(judged, drawn)
                    told |= {place} if judged.check in wanted else set()

    def _histories(self) -> SearchStrategy[History]:
        """Histories of the world; where its simplest case is refused, every other one is of the world whose case is answered."""
        drawn = histories(self.world, self.trigger, self.options.mode)
        return drawn if self._base is self.world else histories(self._base, self.trigger, self.options.mode) | drawn

    def _sweep(self) -> None:
        """Each entry once, at its simplest."""
        self._base = self._answered(self.trigger)
        budget = min(MOST_SWEPT, max(3, int(self.options.max_examples * SWEEP_SHARE)))
        for strategy in islice(self._entries(self.trigger), budget):
            if self.watch.stop():
                return
            with suppress(Unsatisfiable):  # no registered body has what the mutation would change
                self._try(simplest(strategy))
        for several in self._several():
            if not self.watch.stop():
                self._try(several)

    def _several(self) -> list[History]:
        """A batch whose records differ, and one of as many as there may be, where the event source has batches."""
        if self.trigger.kind not in BATCH_KINDS or self.options.mode == "negative":
            return []
        drawn = swept(self._base, self.trigger, None, 0)
        size = int(self.trigger.options.get("batch_size") or 1)
        return [one for one in (varied_batch(drawn), full_batch(drawn, size)) if one is not None]

    def _entries(self, trigger: Trigger) -> Iterator[SearchStrategy[History]]:
        base = self._base
        if self.options.mode != "negative":
            yield swept(self.world, trigger, None, 0)
            if base.tables:
                yield swept(base, trigger, None, 1)
                yield swept_varied(base, trigger)
                if base.stored.numeric_attributes:
                    yield swept_varied(base, trigger, PLENTY)
                for name in foreign(base.stored):
                    yield swept(base, trigger, None, 2, (name,))
            if self._updated and trigger.kind in MESSAGE_KINDS:
                yield from swept_unknown(base, trigger)
            if trigger.options.get("method") in ("GET", "ANY") and base.tables:
                yield from swept_names(base, trigger)
                if "header" in base.subject.vocabulary.sinks:
                    yield from swept_headers(base, trigger)
            yield from swept_deleted(base, trigger)
            if self._warmed and trigger.options.get("method") in ("GET", "ANY"):
                yield from swept_around(base, trigger, 1)
                yield from swept_around(base, trigger, 0)
        if self.options.mode != "positive":
            for mutation in mutations(base.subject, trigger):
                yield swept(base, trigger, mutation, 1)

    def _answered(self, trigger: Trigger) -> World:
        """The world whose simplest positive case is answered, since one that is refused hides what comes behind: with or without
        what the code may do without, with or without its constants, with longer texts."""
        whole = with_vocabulary(self.world, complete(self.world.subject.vocabulary))
        for candidate in (self.world, without_constants(self.world), whole, without_constants(whole), with_long_texts(whole)):
            with suppress(InvalidHistory, Unsatisfiable):
                if self.runner.run(simplest(swept(candidate, trigger, None, 1))).outcomes[-1].ok:
                    return candidate
        return self.world

    def _random(self, strategy: SearchStrategy[History], count: int) -> None:
        if count <= 0:
            return
        number = seed_of(self.options.seed, self.world.subject.function.name, self.trigger.label)
        index = -1

        def body(history: History) -> None:
            nonlocal index
            index += 1
            if self.watch.stop() or self._enough():
                raise Enough
            self._search = (strategy, number, count, index)
            self._try(history)

        examples(strategy, body, count, number)

    def _guided(self, strategy: SearchStrategy[History], count: int) -> None:
        """Histories near those that reach lines which none has reached before."""
        if count < LEAST_GUIDED or self._enough():
            return
        lines = self.runner.loaded[self.world.subject.function.name].lines
        self._search = None  # what Hypothesis draws here depends on all that it has drawn before

        def body(history: History) -> None:
            if self.watch.stop() or self._enough():
                raise Enough
            known = len(lines.reached)
            self._try(history)
            target(float(len(lines.reached) - known), label="new lines")

        number = seed_of(self.options.seed, self.world.subject.function.name, f"{self.trigger.label} guided")
        examples(strategy, body, count, number, guided=True)

    def _enough(self) -> bool:
        return self.examples >= ENOUGH and self.examples >= 2 * self._last_new + PATIENCE

    def _try(self, history: History) -> None:
        self.examples += 1
        with suppress(InvalidHistory):
            for judged in self.attempt(history, self._look):
                self._keep(judged, history)
        self.watch.tell(self.examples, len(self.defects))

    def _look(self, transcript: Transcript) -> list[Judged]:
        """What every check says, and every relation that still has tries and found nothing yet."""
        found = self.runner.judge(transcript, self.world.subject.function.name)
        self._well.meet(transcript, self._search)
        self._updated |= _updates(transcript)
        self._warmed |= transcript.warmed or bool(transcript.outcomes[-1].left)
        for name, relation in RELATIONS.items():
            if self.watch.stop():
                break
            if self.runner.enabled and name not in self.runner.enabled or self._tries.get(name, 0) >= relation.tries:
                continue
            with suppress(InvalidHistory):
                applied, hits = self.runner.relate(relation, transcript)
                self._tries[name] = relation.tries if hits and not relation.faulty else self._tries.get(name, 0) + applied
                found += hits
        return found

    def _keep(self, judged: Judged, drawn: History) -> None:
        known = self.defects.get(judged.key)
        worse = known is not None and rank(judged) > rank(known.judged)
        if known is None or better(judged, known.judged):
            defect = Defect(judged, drawn, labels=known.labels if known and not worse else set(), hits=known.hits if known else 0)
            if self._search is not None:
                defect.strategy, defect.number, defect.count, defect.start = self._search
            if known is None:
                self._last_new = self.examples
            self.defects[judged.key] = defect
            self.watch.met(finding_of(judged, judged.labels, 1, self._function(judged), self.root, shrunk=False))
        defect = self.defects[judged.key]
        defect.hits += 1
        if rank(judged) == rank(defect.judged):
            defect.labels.update(judged.history.cases[judged.step].labels or judged.labels)

    def findings(self) -> Iterator[Finding]:
        """Every defect, shrunk, in the order in which they were met."""
        for key, defect in list(self.defects.items()):
            yield self._shrunk(key, defect)

    def _shrunk(self, key: Key, defect: Defect) -> Finding:
        final, labels = Reduction(self.world, self.runner, self.watch, self.attempt).reduced(key, defect)
        return finding_of(final, labels, defect.hits, self._function(final), self.root)

    def _function(self, judged: Judged) -> Function:
        return self.runner.subjects[judged.history.cases[judged.step].function].function


def _updates(transcript: Transcript) -> bool:
    return any(call.operation == "UpdateItem" for call in transcript.outcomes[-1].calls)


def seed_of(seed: int, function: str, trigger: str) -> int:
    """The seed of one trigger's search: it depends on names, never on the order of anything."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{function}/{trigger}".encode()).digest()[:8], "big")
