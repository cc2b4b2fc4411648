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

    *cold* imports the function anew before the last case; *short_pages* makes every paginated AWS answer of the last case one
    item long.
    """

    history: History
    cold: bool = False
    short_pages: bool = False


@dataclass(frozen=True, slots=True)
class Relation:
    """A metamorphic relation: *runs* asks for the related runs of a transcript (none where it does not apply), *compare* judges.

    *compare* is given the first transcript and those of the related runs, in the order in which they were asked for.
    """

    id: str
    severity: str
    runs: Callable[[Transcript], tuple[Run, ...]]
    compare: Callable[[Transcript, tuple[Transcript, ...]], Iterable[Hit]]

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
