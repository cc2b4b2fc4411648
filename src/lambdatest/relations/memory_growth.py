"""The relation `memory_growth`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lambdatest.model import Case, History
from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.relations.variation import SHORT, SUFFIX, varied
from lambdatest.results import LOGGER, OF_A_HANDLER, OF_A_THREAD, THREADS, Hit, Outcome, Transcript
from lambdatest.vocabulary import Vocabulary

WARM_UP, WINDOW = 2, 4
LEAST = 200
"""Bytes a request: what is less may be a counter."""


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last request again and again, and as often with other texts, where the modules hold anything that their import did not leave."""
    step, outcome = transcript.last
    if not transcript.warmed or not step.plain or outcome.raised is not None or outcome.timed_out:
        return ()
    last = transcript.history.cases[-1]
    count = WARM_UP + 2 * WINDOW
    others = [_others(last, suffix, count) for suffix in (SUFFIX, SHORT)] if step.http else []
    if step.http and not others[0] and step.vocabulary.query:
        return ()  # another request has the texts that can be others each time
    return tuple(Run(_further(transcript.history, cases), measured=True) for cases in ([last] * count, *others) if cases)


def _others(case: Case, suffix: str, count: int) -> list[Case]:
    """The case with other texts each time, if it has any."""
    events = [varied(case.event, number, suffix) for number in range(count)]
    return [replace(case, event=event) for event in events if event is not None]


def _further(history: History, cases: Sequence[Case]) -> History:
    return history.then(*cases)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What a function keeps in memory between invocations does not grow with each of them.

    An environment serves requests for hours: what a module keeps of each fills the memory in the end, and the invocation that is
    running then is killed.  https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    The request is sent ten times more, and twice ten times with other texts: long ones, and such as a range or a pattern may admit.
    What can be reached from the function's own modules is measured after each, and must have grown by 200 bytes a request over both
    halves, after two to warm up; so are the handlers of loggers, which write each line once more, and the threads that are still there,
    those of a pool too.  Left alone are a name that the code empties, replaces or measures anywhere or hands to code of its own, a
    `deque` or `lru_cache` with a bound, and whatever libraries keep.
    """
    step, _ = transcript.last
    for other in others:
        outcomes = other.outcomes[-(WARM_UP + 2 * WINDOW) :]
        for name in sorted(outcomes[-1].kept):
            grown = _growth(outcomes, name)
            if grown >= LEAST and not _emptied(name, step.vocabulary):
                yield Hit(_said(name, outcomes, grown), key=name)
                return


def _emptied(name: str, vocabulary: Vocabulary) -> bool:
    """Whether the code removes anything from it, as far as that is seen."""
    if name.startswith((LOGGER, THREADS)):
        return False
    return not vocabulary.emptied.isdisjoint(name.partition(":")[2].split("."))


def _said(name: str, outcomes: Sequence[Outcome], grown: int) -> str:
    module, _, trail = name.partition(":")
    if name == THREADS:
        return f"each request leaves {grown / OF_A_THREAD:.0f} more threads that never end, and their stacks stay in memory"
    if name.startswith(LOGGER):
        logger = f"the logger {trail!r}" if trail else "the root logger"
        count = outcomes[-1].kept[name] // OF_A_HANDLER
        return f"each request gives {logger} another handler, and none is ever removed: each line is then written {count} times and more"
    return f"{trail} of {module} keeps {grown:,} bytes more of each request, and nothing is ever removed"


def _growth(outcomes: Sequence[Outcome], name: str) -> int:
    """Bytes a request by which *name* grew in the half in which it grew less."""
    sizes = [outcome.kept.get(name, 0) for outcome in outcomes]
    if any(after < before for before, after in zip(sizes, sizes[1:], strict=False)):
        return 0
    first, middle, last = sizes[WARM_UP - 1], sizes[WARM_UP - 1 + WINDOW], sizes[-1]
    return min(middle - first, last - middle) // WINDOW


RELATIONS.add("memory_growth", Relation("memory_growth", "warning", runs, compare, tries=3))
