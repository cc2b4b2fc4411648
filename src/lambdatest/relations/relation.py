"""What a relation is, and the registry of all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import cleandoc
from typing import Any

from lambdatest._registry import Registry
from lambdatest.model import History
from lambdatest.results import Hit, Transcript


@dataclass(frozen=True, slots=True)
class Run:
    """A related run that a relation wants: a history, and how it is run.

    *cold* imports the function anew before the last case; *short_pages* makes every paginated AWS answer of the last case one item long;
    *walked* is the number of cases at the end whose pages are one item long even where the handler asks for more.  *later* are seconds by
    which the last case is handled later; *elsewhen* handles all of them at another time and with other random numbers.  *inserted* is the
    number of the AWS call of the last case before which a whole second invocation happens, with the same event or with *second*; *stale*
    that of the one which reads what there was before the last case.  *redelivered* delivers again what the last case reported as failed,
    or all of it where it raised; *echoed* is how many times at most what it writes into its own trigger comes back to it.  Their
    invocations follow in the transcript.  *measured* asks for what the function's modules keep after each case.
    """

    history: History
    cold: bool = False
    short_pages: bool = False
    walked: int = 0
    later: float = 0.0
    elsewhen: bool = False
    inserted: int | None = None
    second: Any = None
    stale: int | None = None
    redelivered: bool = False
    echoed: int = 0
    measured: bool = False


def no_doubts(_transcript: Transcript) -> tuple[Run, ...]:
    """None: what the first comparison says holds."""
    return ()


def elsewhen(transcript: Transcript) -> tuple[Run, ...]:
    """The same history at another time, with other random numbers: what differs then says nothing."""
    return (Run(transcript.history, elsewhen=True),)


@dataclass(frozen=True, slots=True)
class Relation:
    """A metamorphic relation: *runs* asks for the related runs of a transcript (none where it does not apply), *compare* judges.

    *compare* is given the first transcript and those of the related runs, in the order in which they were asked for.  *doubts* asks
    for further runs, made only where `compare` has something to say: it is then asked again, with those at the end.  *faulty* is True
    where it applies to histories with faults: the search makes some for it, and no other relation is asked about them.  *tries* is how
    many applicable transcripts a search hands it.
    """

    id: str
    severity: str
    runs: Callable[[Transcript], tuple[Run, ...]]
    compare: Callable[[Transcript, tuple[Transcript, ...]], Iterable[Hit]]
    doubts: Callable[[Transcript], tuple[Run, ...]] = no_doubts
    faulty: bool = False
    tries: int = 20

    @property
    def document(self) -> str:
        """What it means, which document supports it and what it ignores."""
        return cleandoc(self.compare.__doc__ or "")


RELATIONS: Registry[Relation] = Registry("relation", "lambdatest.relations")


def answer(transcript: Transcript) -> Any:
    """What the last case of *transcript* answered, in a form that can be compared: a list's order does not matter."""
    outcome = transcript.outcomes[-1]
    if outcome.raised is not None:
        return ("raised", outcome.raised.type)
    value = outcome.json if outcome.json is not None else outcome.body
    return (outcome.status, _sorted(value))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(member) for name, member in value.items()}
    if isinstance(value, list):
        return sorted((_sorted(member) for member in value), key=repr)
    return value


def shown(transcript: Transcript) -> str:
    """The answer of the last case, short enough for a message."""
    outcome = transcript.outcomes[-1]
    body = outcome.body if isinstance(outcome.body, str) else outcome.text
    text = outcome.raised.type if outcome.raised else f"{outcome.status} {body}"
    return text if len(text) <= 90 else f"{text[:87]}..."
