"""What an event source is, and the registry of all."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy

from lambdatest._registry import Registry
from lambdatest.model import Declaration, Mutation, Trigger, Vocabulary

Known = Mapping[str, tuple[str, ...]]
"""Values that a strategy should prefer, by the name of a key: ids of seeded items, references to an earlier case's answer."""

Contents = Mapping[str, tuple[Mapping[str, Any], ...]]
"""What an account holds: seeds of a history."""


def nothing_held(_trigger: Trigger, _vocabulary: Vocabulary, _event: Any) -> Contents:
    """An event that says nothing of what the account holds."""
    return {}


@dataclass(frozen=True, slots=True)
class EventSource:
    """One kind of event source.

    *recognise* makes a trigger of a declaration that is this kind's, else None.  *mutations* lists every way to make an event
    of a trigger negative, the same at each call.  *events* is the strategy of a trigger's events: positive, or with the one
    mutation given.  *response_error* says in one sentence what AWS would refuse of an answer (the handler's decoded JSON
    *result*) to *event*, or None.  *document* is the AWS page that it rests on.

    *holds* is what the account must hold for an event to be true, as the seeds of a history: the object that a notification names,
    the item that a stream's record shows.
    """

    kind: str
    title: str
    document: str
    recognise: Callable[[Declaration], Trigger | None]
    mutations: Callable[[Trigger, Vocabulary], tuple[Mutation, ...]]
    events: Callable[[Trigger, Vocabulary, Mutation | None, Known], SearchStrategy[Any]]
    response_error: Callable[[Trigger, Any, Any], str | None]
    holds: Callable[[Trigger, Vocabulary, Any], Contents] = nothing_held


EVENT_SOURCES: Registry[EventSource] = Registry("event source", "lambdatest.event_sources")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger that the first event source makes of *declaration*, or None where none knows it."""
    return next((trigger for _, source in EVENT_SOURCES.items() if (trigger := source.recognise(declaration))), None)
