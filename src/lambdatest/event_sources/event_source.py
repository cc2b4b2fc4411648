"""What an event source is, and the registry of all."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from hypothesis.strategies import SearchStrategy

from lambdatest._registry import Registry
from lambdatest.model import Declaration, Mutation, Request, Service, Trigger
from lambdatest.vocabulary import Vocabulary

Known = Mapping[str, tuple[str, ...]]
"""Values that a strategy should prefer, by the name of a key: ids of seeded items, references to an earlier case's answer."""

Contents = Mapping[str, tuple[Mapping[str, Any], ...]]
"""What an account holds: seeds of a history."""


def nothing_held(_trigger: Trigger, _vocabulary: Vocabulary, _event: Any) -> Contents:
    """An event that says nothing of what the account holds."""
    return {}


def nowhere_else(_service: Service) -> Iterable[Declaration]:
    """No wiring stands anywhere but at its function."""
    return ()


def nothing_before(_event: Any) -> tuple[Any, ...]:
    """No event must come before another."""
    return ()


@dataclass(frozen=True, slots=True)
class EventSource:
    """One kind of event source.

    *recognise* makes a trigger of a declaration that is this kind's, else None.  *mutations* lists every way to make an event
    of a trigger negative, the same at each call.  *events* is the strategy of a trigger's events: positive, or with the one
    mutation given.  *response_error* says in one sentence what AWS would refuse of an answer (the handler's decoded JSON
    *result*) to *event*, or None.  *document* is the AWS page that it rests on.

    *holds* is what the account must hold for an event to be true, as the seeds of a history: the object that a notification names,
    the item that a stream's record shows.
    *elsewhere* gives the declarations of wirings that stand at another function or at a resource: an authorizer's, a custom
    resource's.  *before* gives the events that AWS must have sent to the function before *event*: its strings refer to their answers.
    *render* makes the event of a client's request and a number that all ids are made of; None where clients send none over HTTP.
    """

    kind: str
    title: str
    document: str
    recognise: Callable[[Declaration], Trigger | None]
    mutations: Callable[[Trigger, Vocabulary], tuple[Mutation, ...]]
    events: Callable[[Trigger, Vocabulary, Mutation | None, Known], SearchStrategy[Any]]
    response_error: Callable[[Trigger, Any, Any], str | None]
    holds: Callable[[Trigger, Vocabulary, Any], Contents] = nothing_held
    elsewhere: Callable[[Service], Iterable[Declaration]] = nowhere_else
    before: Callable[[Any], tuple[Any, ...]] = nothing_before
    render: Callable[[Trigger, Request, int], dict[str, Any]] | None = None


EVENT_SOURCES: Registry[EventSource] = Registry("event source", "lambdatest.event_sources")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger that the first event source makes of *declaration*, or None where none knows it."""
    return next((trigger for _, source in EVENT_SOURCES.items() if (trigger := source.recognise(declaration))), None)


def elsewhere(service: Service) -> tuple[Declaration, ...]:
    """Every wiring that stands at another function or at a resource."""
    found = (declaration for _, source in EVENT_SOURCES.items() for declaration in source.elsewhere(service))
    return tuple(replace(declaration, resources=service.resources) for declaration in found)
