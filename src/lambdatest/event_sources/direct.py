"""Direct invocation: a function for which no trigger is declared.  Its event is read from what its code does with it.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources.event_source import EVENT_SOURCES, Contents, EventSource, Known
from lambdatest.event_sources.plainest import plainest
from lambdatest.event_sources.shape import shape
from lambdatest.model import Declaration, Mutation, Trigger
from lambdatest.strategies import value
from lambdatest.strategies.body import body_mutations, mutated
from lambdatest.vocabulary import Key, Vocabulary

TYPE = "direct"
ROUTED = ("rest_api", "http_api", "alb")
_UNSENDABLE = frozenset({"absent", "malformed", "nonobject", "base64", "non_finite", "surrogate"})
"""Labels of bodies that are no JSON object: an event of Lambda's is always JSON."""


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a function without any; its label says that the event is *inferred*, and as whose where the code tells (`shape`)."""
    if declaration.type != TYPE:
        return None
    kind = str(declaration.properties.get("shape"))
    what = f"event inferred, as of {EVENT_SOURCES[kind].title}" if kind in EVENT_SOURCES else "event inferred"
    return Trigger("direct", f"direct invocation ({what})", declaration.function, declaration.location, {"inferred": True})


def _sender(trigger: Trigger, vocabulary: Vocabulary) -> tuple[EventSource, Trigger] | None:
    """The event source whose events the code reads, and a plain trigger of it; None where the code has keys of its own."""
    kind = shape(vocabulary)
    if kind is None:
        return None
    route = f"ANY {''.join(f'/{{{key.name}}}' for key in vocabulary.path) or '/'}" if kind in ROUTED else None
    usual = plainest(kind, trigger.function, route, trigger.location)
    return (EVENT_SOURCES[kind], usual) if usual is not None else None


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """What a caller may get wrong of a key of the event."""
    if sender := _sender(trigger, vocabulary):
        return sender[0].mutations(sender[1], vocabulary)
    return tuple(one for one in body_mutations(_as_body(vocabulary)) if one.label not in _UNSENDABLE and not one.within)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the service that the code expects, or with the keys and types that it asks for; ``{}`` where it asks for none."""
    if sender := _sender(trigger, vocabulary):
        return sender[0].events(sender[1], vocabulary, mutation, known)
    found = _objects(_as_body(vocabulary).body, known)
    if mutation is None:
        return found
    return found.map(lambda event: mutated(event, mutation))


def holds(trigger: Trigger, vocabulary: Vocabulary, event: Any) -> Contents:
    """What the account must hold for an event of the service that the code expects."""
    sender = _sender(trigger, vocabulary)
    return sender[0].holds(sender[1], vocabulary, event) if sender else {}


def _objects(keys: Sequence[Key], known: Known) -> SearchStrategy[dict[str, Any]]:
    """Objects of *keys*; a text that the code parses holds JSON of its fields."""
    parsed = {key.name: key for key in keys if "string" in key.types and key.fields}
    plain = value.objects([key for key in keys if key.name not in parsed], known)
    texts = {name: value.objects(key.fields, known).map(json.dumps) for name, key in parsed.items()}
    return st.builds(lambda drawn, more: {**drawn, **more}, plain, st.fixed_dictionaries(texts)) if texts else plain


def _as_body(vocabulary: Vocabulary) -> Vocabulary:
    """The keys of the event as those of a body; what is known of one as a table's key, or of its numbers, stands in the body's."""
    own = {key.name: key for key in vocabulary.body}
    names = {key.name for key in vocabulary.event}
    merged = [replace(own[key.name], fields=key.fields) if key.name in own else key for key in vocabulary.event]
    more = [key for key in vocabulary.body if key.name not in names and not key.asked]
    return replace(vocabulary, body=(*merged, *more), body_is_list=False, parses_json=True)


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """Nothing: the caller takes whatever it is given."""
    return None


EVENT_SOURCES.add("direct", EventSource(
    "direct", "direct invocation", "https://docs.aws.amazon.com/lambda/latest/dg/lambda-invocation.html",
    recognise, mutations, events, response_error, holds=holds,
))
