"""Bodies as a client sends them: what the code asks for, and one named mutation of it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.model import Mutation, parse_json
from lambdatest.strategies import hostile, value
from lambdatest.vocabulary import ELEMENT, Key, Vocabulary

EXTRA_KEY = "lt_extra_7f3"
MALFORMED = ("{", "", "not json", '{"a":', "a=1&b=2", "\ufeff{}")
OVERSIZED = "x" * 410_000
"""More text than an item of DynamoDB holds, and less than a request.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-items
"""
NONOBJECT = ("null", "[]", "1", '"x"', "[1]", "true")
MALFORMED_LABELS = frozenset({
    "absent", "malformed", "nonobject", "base64", "missing_key", "null", "wrong_type", "non_finite", "surrogate", "extra", "empty_key",
    "hostile", "long", "oversized", "no_query", "path", "test_event", "empty_token", "garbage", "other_length", "wrong_scheme",
    "out_of_range",
})
"""Labels of input that the code does not ask for: a crash under one of them is missing validation (`malformed_input`)."""

MOST_LEVELS, MOST_FIELDS = 2, 6
"""How deep in a body, and at how many keys of an object, something is wrong."""

Known = Mapping[str, Sequence[str]]


def bodies(vocabulary: Vocabulary, mutation: Mutation | None = None, known: Known | None = None) -> SearchStrategy[str | bytes | None]:
    """Body texts for a handler with that *vocabulary*: positive ones, or all with the one *mutation*; bytes stand for base64."""
    if mutation is not None and mutation.place == "body" and mutation.label in ("absent", "malformed", "nonobject"):
        return st.just(mutation.value)
    if vocabulary.body_strategy is not None:
        return _registered(vocabulary.body_strategy, mutation)
    if not vocabulary.body and not vocabulary.parses_json:
        return _texts(vocabulary, mutation)
    found: SearchStrategy[Any] = value.objects(vocabulary.body, known)
    least = 1 if mutation else 0
    if mutation is not None and mutation.place == "body" and mutation.label != "base64":
        found = found.map(lambda body: mutated(body, mutation))
    elif vocabulary.body_is_list and vocabulary.element is not None:
        found = value.values(vocabulary.element, (known or {}).get(ELEMENT, ()))
        least = int(vocabulary.element.required)
    root = found
    if vocabulary.body_is_list and mutation is not None and mutation.label == "many":
        root = st.just(mutation.value)
    elif vocabulary.body_is_list:
        root = st.lists(found, min_size=least, max_size=3)
    texts = root.map(_dump)
    if mutation is not None and mutation.label == "base64":
        return texts.map(lambda text: text.encode("utf-8", "replace"))
    return texts


def _texts(vocabulary: Vocabulary, mutation: Mutation | None) -> SearchStrategy[str | bytes | None]:
    texts = st.sampled_from((*vocabulary.raw, *value.PLAIN))
    if mutation is not None and mutation.label == "base64":
        return texts.map(lambda text: text.encode("utf-8", "replace"))
    return texts


def _registered(drawn: SearchStrategy[Any], mutation: Mutation | None) -> SearchStrategy[str | bytes | None]:
    """Bodies that the user registered; those in which the *mutation* changes nothing are left out."""
    if mutation is None or mutation.place != "body":
        return drawn.map(content)
    if mutation.label == "base64":
        return drawn.map(content).filter(lambda body: body is not None).map(_octets)
    return drawn.map(lambda body: _altered(body, mutation)).filter(lambda text: text is not None)


def content(body: Any) -> str | bytes | None:
    """A registered body as it is sent: text, bytes and None as they are, else JSON.  Raises TypeError or ValueError for no JSON."""
    return body if body is None or isinstance(body, str | bytes) else json.dumps(body, allow_nan=False)


def _octets(body: Any) -> bytes:
    return body if isinstance(body, bytes) else str(body).encode("utf-8", "replace")


def members(body: Any) -> list[dict[str, Any]]:
    """The objects whose keys a mutation can change: a body, or JSON text of one, that is an object or a list of objects."""
    found = parse_json(body) if isinstance(body, str) else body
    listed = found if isinstance(found, list) else [found]
    return listed if all(isinstance(member, dict) for member in listed) else []


def _altered(body: Any, mutation: Mutation) -> str | None:
    """The text of *body* with the *mutation* made; None where that is the text without it."""
    before = members(body)
    after = [mutated(member, mutation) for member in before]
    is_one = isinstance(parse_json(body) if isinstance(body, str) else body, dict)
    return None if _dump(after) == _dump(before) else _dump(after[0] if is_one else after)


def _dump(body: Any) -> str:
    return json.dumps(body)


def mutated(body: dict[str, Any], mutation: Mutation) -> dict[str, Any]:
    """*body* with the *mutation* of one of its keys made, or of a key of an object in it; of a list of objects in the first one."""
    if mutation.within:
        return body | _inside(body, mutation)
    if mutation.label == "missing_key":
        return {} if mutation.key is None else {name: member for name, member in body.items() if name != mutation.key}
    if mutation.key is None:
        return body
    return body | {mutation.key: mutation.value}


def _inside(body: dict[str, Any], mutation: Mutation) -> dict[str, Any]:
    """The member of *body* that the mutation changes; nothing where there is none of its kind."""
    (name, *rest), one = mutation.within, body.get(mutation.within[0])
    inner = replace(mutation, within=tuple(rest))
    if isinstance(one, dict):
        return {name: mutated(one, inner)}
    return {name: [mutated(one[0], inner), *one[1:]]} if isinstance(one, list) and one and isinstance(one[0], dict) else {}


def body_mutations(vocabulary: Vocabulary) -> list[Mutation]:
    """Every mutation of a body, those that find most first: whole bodies, then key by key, then the second value of each …"""
    whole = [Mutation("absent")]
    whole += [Mutation("malformed", value=text) for text in MALFORMED] + [Mutation("nonobject", value=text) for text in NONOBJECT]
    whole.append(Mutation("base64"))
    if not vocabulary.parses_json and not vocabulary.body:
        return [Mutation("absent"), Mutation("base64")]
    texts = hostile.texts(vocabulary)
    rows = [_of_key(key, texts) for key in vocabulary.body[:12]]
    rows += [[[mutation]] for key in vocabulary.body[:12] for mutation in _of_fields(key)]
    if vocabulary.attributes:
        rows += [[_each("oversized", key.name, [OVERSIZED])] for key in vocabulary.body[:12] if key.asked and value.takes_text(key)]
    if vocabulary.body_is_list:
        rows.append([[Mutation("many", value=value.many(Key("", fields=vocabulary.body)))]])
    if any(key.required for key in vocabulary.body):
        rows.append([[Mutation("missing_key")]])
    if vocabulary.body or vocabulary.body_strategy is None:
        rows.append([[Mutation("extra", key=EXTRA_KEY, value="x"), Mutation("extra", key=EXTRA_KEY, value=1.5)]])
    labels = [whole[:1], whole[1:7], whole[7:13], whole[13:]] + [label for row in rows for label in row]
    return _round_robin(labels)


def _round_robin(lists: Sequence[Sequence[Mutation]]) -> list[Mutation]:
    """The first of each list, then the second of each, and so on."""
    longest = max(map(len, lists), default=0)
    return [members[n] for n in range(longest) for members in lists if n < len(members)]


def _of_key(key: Key, texts: Sequence[str]) -> list[list[Mutation]]:
    """The mutations of one key, a list a label."""
    name = key.name
    if key.asked:
        missing = [Mutation("missing_key", key=name)] if key.required else []  # to leave out an optional key is no mistake
        rows = [missing, _each("wrong_type", name, value.wrong_values(key))]
    else:
        rows = [_each("extra", name, ["", 5, [], {"a": 1}]), [Mutation("missing_key", key=name)]]
    rows.append([Mutation("null", key=name)])
    if "array" in key.types and key.strategy is None:
        rows.append([Mutation("many", key=name, value=value.many(key))])
    if not key.asked:
        return rows
    if value.takes_numbers(key):
        rows.append(_each("number", name, [*value.FRACTIONS[:1], *value.EXTREMES, *value.FRACTIONS[1:]]))
        rows.append(_each("non_finite", name, value.NON_FINITE))
    if value.takes_text(key) or key.types & {"date"}:
        text = "wrong_type" if key.types & {"date"} and "string" not in key.types else None
        empty = "empty_key" if key.identifies else "empty"
        rows.append(_each(text or empty, name, ["", " "]))
        rows.append(_each(text or "hostile", name, texts))
        rows.append(_each(text or "unicode", name, value.UNICODE))
        rows.append([Mutation("surrogate", key=name, value=value.SURROGATE)])
        rows.append(_each("long", name, ["x" * 3000]))
    return rows


def _of_fields(key: Key, within: tuple[str, ...] = ()) -> Iterator[Mutation]:
    """The mutations of the keys of an object that is always there."""
    if not (key.asked and key.required and key.strategy is None) or len(within) >= MOST_LEVELS:
        return
    around = (*within, key.name)
    for inner in key.fields[:MOST_FIELDS]:
        if inner.required:
            yield Mutation("missing_key", key=inner.name, within=around)
        wrong = value.wrong_values(inner)[:1]
        yield from (replace(one, within=around) for one in (*_each("wrong_type", inner.name, wrong), Mutation("null", key=inner.name)))
        yield from _of_fields(inner, around)


def _each(label: str, name: str, found: Sequence[Any]) -> list[Mutation]:
    return [Mutation(label, key=name, value=member) for member in found]
