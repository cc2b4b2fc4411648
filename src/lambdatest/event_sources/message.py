"""What producers send: the texts of records, positive ones or with one mutation, and batches of them.

Producers of queues and streams are trusted: to them belong the parts that the code asks for, with values of the right types.
"""

import gzip
import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources.event_source import Known
from lambdatest.model import Mutation, parse_json
from lambdatest.runtime.clock import START
from lambdatest.strategies import event_pattern, value
from lambdatest.strategies.body import bodies, body_mutations
from lambdatest.vocabulary import Key, Vocabulary, below

Record = TypeVar("Record")

NOW = int(START * 1000) - 60_000
"""When records were sent, in milliseconds: a minute before the mocked clock starts."""
_LABELS = frozenset({"malformed", "nonobject", "missing_key", "null", "wrong_type", "unicode"})


def mutations(vocabulary: Vocabulary, pattern: Mapping[str, Any] | None = None, *, is_json: bool = False) -> tuple[Mutation, ...]:
    """What a producer may get wrong in a text: no JSON, another type, a key that is missing or of another type.

    Fractions and Unicode are among them too, which are no mistakes: Unicode not where the code knows all values, or their shape.
    What the filter *pattern* of texts speaks of is left out: the service drops those records itself.  *is_json* is True where the
    service refuses what is no JSON object.
    """
    found = [
        mutation for mutation in body_mutations(vocabulary)
        if mutation.label in _LABELS or _is_fraction(mutation, vocabulary) or _is_stored_fraction(mutation, vocabulary)
    ]
    shaped = {key.name for key in vocabulary.body if key.constants or key.patterns}
    found = [mutation for mutation in found if mutation.label != "unicode" or mutation.key not in shaped]
    return tuple(mutation for mutation in found if mutation.value != "" and not _dropped(mutation, pattern or {}, is_json))


def _dropped(mutation: Mutation, pattern: Mapping[str, Any], is_json: bool) -> bool:
    """Whether no record with *mutation* arrives."""
    whole = mutation.label in ("malformed", "nonobject") or mutation.label == "missing_key" and mutation.key is None
    if whole:
        return bool(pattern) or is_json and mutation.label != "missing_key"
    return mutation.key in _spoken_of(pattern, mutation.within)


def _spoken_of(pattern: Any, within: Sequence[str]) -> Collection[str]:
    """The names that *pattern* has for the object *within*."""
    for name in within:
        pattern = pattern.get(name) if isinstance(pattern, Mapping) else None
    return pattern if isinstance(pattern, Mapping) else ()


def _is_fraction(mutation: Mutation, vocabulary: Vocabulary) -> bool:
    """A fraction, for a key that is a number: whoever sends the message knows what it is for."""
    key = next((key for key in vocabulary.body if key.name == mutation.key), None)
    return mutation.label == "number" and mutation.value in value.FRACTIONS and key is not None and "number" in key.types


def _is_stored_fraction(mutation: Mutation, vocabulary: Vocabulary) -> bool:
    """A fraction under a key that the code does not name, where it stores whatever it is sent."""
    return vocabulary.stores_body and mutation.label == "extra" and isinstance(mutation.value, float)


def texts(
    vocabulary: Vocabulary, mutation: Mutation | None, known: Known, pattern: Mapping[str, Any] | None = None
) -> SearchStrategy[str]:
    """Texts that the code expects, or all with the one *mutation*; each is one that the filter *pattern* lets through."""
    found = bodies(vocabulary, mutation, known).map(_text)
    return found if not pattern else st.builds(_filtered, found, event_pattern.wanted(pattern))


def _text(found: str | bytes | None) -> str:
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else found or "a"


def _filtered(text: str, wanted: Mapping[Any, Any]) -> str:
    found = parse_json(text)
    return json.dumps(event_pattern.applied(wanted, found)) if isinstance(found, dict) else text


def batches(
    good: SearchStrategy[Record], bad: SearchStrategy[Record] | None, largest: int
) -> SearchStrategy[list[Record]]:
    """One to *largest* good records; with *bad* one of those among good ones, at the beginning first."""
    if bad is None:
        return st.lists(good, min_size=1, max_size=largest)
    if largest == 1:
        return bad.map(lambda record: [record])
    return st.tuples(bad, st.lists(good, min_size=1, max_size=largest - 1), st.sampled_from((0, 1))).map(
        lambda drawn: [*drawn[1][:drawn[2]], drawn[0], *drawn[1][drawn[2]:]]
    )


def compressed(text: str, vocabulary: Vocabulary) -> bytes:
    """The bytes that the code decompresses, if it does, to *text*."""
    octets = text.encode("utf-8", "surrogatepass")
    if vocabulary.compression == "gzip":
        return gzip.compress(octets, mtime=0)
    return zlib.compress(octets) if vocabulary.compression == "zlib" else octets


def attributes(vocabulary: Vocabulary, *trail: str) -> SearchStrategy[dict[str, str]]:
    """The message attributes that the code reads below *trail* of the event; required ones always."""
    keys = [_attribute(key) for key in below(vocabulary.envelope, *trail)]
    return value.objects(keys).map(lambda drawn: {name: str(member) or "a" for name, member in drawn.items()})


def _attribute(key: Key) -> Key:
    """An attribute, whose value stands one level below its name."""
    constants = (*key.constants, *(constant for inner in key.fields for constant in inner.constants))
    kinds = frozenset().union(*(inner.types for inner in key.fields)) & frozenset({"integer", "number"})
    return Key(key.name, key.required, kinds or frozenset({"string"}), True, constants)


def missing_attributes(vocabulary: Vocabulary, *trail: str) -> tuple[Mutation, ...]:
    """One mutation for each message attribute that the code must have."""
    return tuple(Mutation("missing_key", "attributes", key.name) for key in below(vocabulary.envelope, *trail) if key.required)


def without(drawn: Mapping[str, Any], mutation: Mutation | None) -> dict[str, Any]:
    """The message attributes with the *mutation* of one of them made."""
    gone = mutation.key if mutation is not None and mutation.place == "attributes" else None
    return {name: member for name, member in drawn.items() if name != gone}


def chosen(patterns: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The pattern that our records keep: the first of several, any of which would let them through."""
    return patterns[0] if patterns else {}
