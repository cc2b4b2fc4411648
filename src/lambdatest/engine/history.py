"""Histories: what one example does, drawn whole."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.engine.learning import NOTHING as UNTOLD
from lambdatest.engine.learning import Learned
from lambdatest.engine.pool import Pool, pool
from lambdatest.engine.registered import NOTHING, Registered
from lambdatest.engine.seed import OBJECTS, foreign, merged, seeds, stored_labels
from lambdatest.event_sources import EVENT_SOURCES, s3_object
from lambdatest.event_sources.credential import SECRETS
from lambdatest.event_sources.request import PLACEHOLDER
from lambdatest.event_sources.websocket import CONNECTION
from lambdatest.model import REFERENCE, UNRESOLVED, Case, Function, History, Mutation, Table, Trigger
from lambdatest.vocabulary import Key, Vocabulary

MOST_EARLIER = 2
LISTED = ("a/1.txt", "a/b/2.txt", "b/3.txt")
"""The names of objects in a bucket that the code lists."""
SECRET = re.compile(r"secret|token|key|password|passwd|auth|credential|signing|salt", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Subject:
    """A function as histories see it: with its runnable triggers, its vocabulary and the strategies that were *registered*."""

    function: Function
    triggers: tuple[Trigger, ...]
    vocabulary: Vocabulary
    registered: Registered = NOTHING

    def vocabulary_of(self, trigger: Trigger) -> Vocabulary:
        """What is known of requests to *trigger*: what the code says, and what is registered in its place."""
        return self.registered.vocabulary(self.vocabulary, trigger)


@dataclass(frozen=True, slots=True)
class World:
    """What histories are drawn from: the function under test, those that share its tables, what the tables hold, and what runs told."""

    subject: Subject
    companions: tuple[Subject, ...]
    tables: tuple[Table, ...]
    stored: Vocabulary
    ids: Pool
    learned: Learned = UNTOLD


def world(subject: Subject, companions: Sequence[Subject], tables: Sequence[Table]) -> World:
    """The world of *subject*: tables hold the attributes that any function sharing them reads or writes."""
    stored = merge([subject.vocabulary, *(other.vocabulary for other in companions)])
    return World(subject, tuple(companions), tuple(tables), stored, pool(tables, stored, subject.registered))


def merge(vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """What several functions know together of the items of their tables."""
    attributes: dict[str, Key] = {}
    asked = {key.name: key.constants for one in vocabularies for key in (*one.body, *one.query) if _texts_only(key)}
    for vocabulary in vocabularies:
        for key in (*vocabulary.attributes, *(vocabulary.body if vocabulary.stores_body else ())):
            if key.name in asked and not key.constants and key.types <= {"string"}:
                key = replace(key, constants=asked[key.name])  # what may be asked for is what is there
            known = attributes.get(key.name)
            if known is None or (key.types and not known.types) or (key.constants and not known.constants):
                attributes[key.name] = _also(key, known) if known else key
            else:
                attributes[key.name] = _also(known, key)
    numeric = frozenset().union(*(vocabulary.numeric_attributes for vocabulary in vocabularies))
    writes = frozenset().union(*(vocabulary.writes for vocabulary in vocabularies))
    binary = frozenset().union(*(vocabulary.binary_attributes for vocabulary in vocabularies))
    digits = frozenset().union(*(vocabulary.digit_attributes for vocabulary in vocabularies))
    sets = {name: kind for vocabulary in vocabularies for name, kind in vocabulary.set_attributes.items()}
    fractions = frozenset().union(*(vocabulary.numeric_attributes - vocabulary.whole_attributes for vocabulary in vocabularies))
    return Vocabulary(
        attributes=tuple(attributes.values()), numeric_attributes=numeric, whole_attributes=numeric - fractions, set_attributes=sets,
        binary_attributes=binary, digit_attributes=digits, writes=writes,
    )


def _also(key: Key, other: Key) -> Key:
    """*key* with what *other* knows besides: the shape of its text (patterns, or the layouts of a date), and that it must be there."""
    if other.layouts and not key.layouts and key.types <= {"string", "date"} and not key.constants:
        key = replace(key, layouts=other.layouts, types=other.types, evidence=True)
    return replace(key, patterns=key.patterns or other.patterns, required=key.required or other.required)


def with_vocabulary(world_: World, vocabulary: Vocabulary) -> World:
    """The same world, with that said of the function under test."""
    return replace(world_, subject=replace(world_.subject, vocabulary=vocabulary))


def _texts_only(key: Key) -> bool:
    return bool(key.constants) and all(isinstance(one, str) for one in key.constants)


def without_constants(world_: World) -> World:
    """The same world with bodies of plain values: a constant that the code compares with may lead to a branch of its own."""
    vocabulary = world_.subject.vocabulary
    body = tuple(replace(key, constants=()) for key in vocabulary.body)
    return with_vocabulary(world_, replace(vocabulary, body=body))


def with_long_texts(world_: World) -> World:
    """The same world with a dozen letters for each text of which the code does not say what it looks like: it may want eight at least."""
    vocabulary = world_.subject.vocabulary
    body, query = (tuple(map(_long, keys)) for keys in (vocabulary.body, vocabulary.query))
    return with_vocabulary(world_, replace(vocabulary, body=body, query=query))


def _long(key: Key) -> Key:
    free = not (key.types - {"string"} or key.constants or key.patterns or key.strategy)
    return replace(key, types=frozenset({"string"}), patterns=("[a-z]{12}",)) if free else key


def known_values(world_: World, subject: Subject, trigger: Trigger, reference: str | None = None) -> Mapping[str, tuple[str, ...]]:
    """The ids that requests of *trigger* should name, by path parameter and key; *reference* names an earlier answer's."""
    hash_keys = [table.hash_key for table in world_.tables]
    placeholders = [name for name, _ in PLACEHOLDER.findall(str(trigger.options.get("path", "")))]
    found: dict[str, tuple[str, ...]] = {}
    for name in placeholders:
        ids = world_.ids.named(name, hash_keys) or (world_.ids.with_fresh(hash_keys[0]) if hash_keys else ("a", "zz"))
        found[name] = (*ids, reference) if reference else ids
    vocabulary = subject.vocabulary_of(trigger)
    met: Counter[str] = Counter()
    element = (vocabulary.element,) if vocabulary.element else ()
    for key in _with_fields((*vocabulary.body, *vocabulary.query, *element)):
        named = world_.learned.names.get(key.name) or vocabulary.naming.get(key.name)
        ids = world_.ids.of_key(named, met[named]) if named else ()
        if key.name not in found and not key.types & {"object", "boolean"} and (ids := ids or world_.ids.named(key.name, hash_keys)):
            found[key.name] = ids
            met[named or ""] += 1
    asked = {key.name for key in (*vocabulary.body, *vocabulary.query)}
    for name in world_.ids.ids:
        if name not in asked:
            found.setdefault(name, world_.ids.with_fresh(name))
    if trigger.kind == "websocket" and (ids := world_.ids.named(CONNECTION, hash_keys)):
        found[CONNECTION] = ids
    if trigger.kind.endswith("authorizer"):
        found[SECRETS] = (*_secrets(subject.function), *(one for key in hash_keys for one in world_.ids.ids[key]))
    return found


def _with_fields(keys: Sequence[Key]) -> Iterator[Key]:
    """The *keys*, and those inside of them."""
    for key in keys:
        yield key
        yield from _with_fields(key.fields)


def _secrets(function: Function) -> tuple[str, ...]:
    """The values of the environment that may open a door."""
    return tuple(dict.fromkeys(value for name, value in function.environment.items() if value and SECRET.search(name)))


def cases(
    world_: World, subject: Subject, trigger: Trigger, mutation: Mutation | None = None, reference: str | None = None
) -> SearchStrategy[Case]:
    """Cases of one trigger: positive, or with the one mutation."""
    source = EVENT_SOURCES[trigger.kind]
    events = source.events(trigger, subject.vocabulary_of(trigger), mutation, known_values(world_, subject, trigger, reference))
    labels = (mutation.label,) if mutation else ()
    return events.map(lambda event: Case(subject.function.name, trigger.label, trigger.kind, event, labels))


def with_before(case: Case) -> tuple[Case, ...]:
    """The case, after those that AWS must have sent before it."""
    before = EVENT_SOURCES[case.kind].before(case.event) if case.kind in EVENT_SOURCES else ()
    return (*(replace(case, event=event, labels=()) for event in before), case)


def mutations(subject: Subject, trigger: Trigger) -> tuple[Mutation, ...]:
    """The mutations of a trigger, as its event source lists them."""
    found = EVENT_SOURCES[trigger.kind].mutations(trigger, subject.vocabulary_of(trigger))
    return tuple(one for one in found if subject.registered.admits(subject.vocabulary, one, trigger))


def listed_objects(world_: World) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """Objects in the buckets that the function lists, as seeds; who writes them, and what, is not known."""
    vocabulary = world_.subject.vocabulary
    return {
        f"{OBJECTS}{bucket}": tuple(s3_object.unknown(vocabulary, f"{prefix}{name}") for name in LISTED)
        for bucket, prefix in world_.learned.listed.items()
    }


def method_of(case: Case) -> str:
    """The HTTP method of a request; empty for any other event."""
    context = case.event.get("requestContext") if isinstance(case.event, Mapping) else None
    found = case.event.get("httpMethod") or (context or {}).get("http", {}).get("method") if context is not None else ""
    return str(found or "")


def furnished(world_: World, sent: tuple[Case, ...], contents: Mapping[str, Any]) -> History:
    """The history of the cases *sent* in an account that holds *contents*, and what the events say that it holds.

    An earlier case that says something else of the same object of S3 than the last one is left out.
    """
    told = [_held(world_, case) for case in sent]
    kept = [n for n, held in enumerate(told) if not _clash(held, told[-1])]
    for held in (told[n] for n in kept):
        contents = merged(contents, held, world_.tables)
    return History(tuple(sent[n] for n in kept), contents, stored_labels(contents))


def _held(world_: World, case: Case) -> Mapping[str, Any]:
    """What the event of *case* says that the account holds."""
    subject = next(one for one in (world_.subject, *world_.companions) if one.function.name == case.function)
    trigger = next(one for one in subject.triggers if (one.kind, one.label) == (case.kind, case.trigger))
    return EVENT_SOURCES[case.kind].holds(trigger, subject.vocabulary, case.event)


def _clash(held: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two events say different things of one object."""
    mine, theirs = (
        {(name, item["Key"]): item for name, items in one.items() if name.startswith(OBJECTS) for item in items} for one in (held, other)
    )
    return any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys())


def histories(world_: World, trigger: Trigger, mode: str) -> SearchStrategy[History]:
    """Histories that end with a case of *trigger*: up to two earlier cases of functions that share its tables, then the case."""
    wrong = mutations(world_.subject, trigger) if mode != "positive" else ()
    earlier = [(subject, other) for subject in (world_.subject, *world_.companions) for other in subject.triggers]
    positive = cases(world_, world_.subject, trigger)
    referring = cases(world_, world_.subject, trigger, reference="~1.id~")
    before = {(s.function.name, t.label): cases(world_, s, t) for s, t in earlier}
    given, unknown = world_.subject.registered, foreign(world_.stored)
    contents = {
        flag: seeds(world_.tables, world_.stored, world_.ids, stored=unknown if flag else (), registered=given) for flag in (False, True)
    }

    held = listed_objects(world_)

    @st.composite
    def history(draw: st.DrawFn) -> History:
        count = draw(st.integers(0, MOST_EARLIER)) if earlier else 0
        negative = bool(wrong) and (mode == "negative" or draw(st.integers(0, 2)) == 2)
        stored = bool(world_.tables) and draw(st.integers(0, 3)) == 3
        items = draw(contents[stored])
        filled = draw(st.integers(0, 1)) if held else 0
        if filled:
            items = {**items, **held}
        first: list[Case] = []
        for _ in range(count):
            subject, other = draw(st.sampled_from(earlier))
            case = draw(before[subject.function.name, other.label])
            if len(with_before(case)) == 1:  # what refers to a case of its own stands last or not at all
                first.append(case)
        if negative:
            last = draw(cases(world_, world_.subject, trigger, draw(st.sampled_from(wrong))))
        elif first and _same_trigger(first[0], world_.subject, trigger) and draw(st.integers(0, 2)) == 0:
            last = first[0]
        else:
            last = draw(referring if first else positive)
        whole = with_before(last)
        return furnished(world_, whole if len(whole) > 1 else (*first, last), items)

    return history()


def _same_trigger(case: Case, subject: Subject, trigger: Trigger) -> bool:
    return case.function == subject.function.name and case.trigger == trigger.label


def resolved(value: Any, answers: Sequence[Any]) -> Any:
    """*value* with every reference to an earlier case replaced by what *answers* hold; an answer without it leaves ``zz``."""
    if isinstance(value, str):
        return _resolved_text(value, answers) if "~" in value else value
    if isinstance(value, Mapping):
        return {name: resolved(member, answers) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [resolved(member, answers) for member in value]
    return value


def _resolved_text(text: str, answers: Sequence[Any]) -> str:
    def found(match: re.Match[str]) -> str:
        number, name = int(match[1]), match[2]
        if not 1 <= number <= len(answers):
            return match[0]
        return _identity(answers[number - 1]) if name == "id" else _member(answers[number - 1], name)

    return REFERENCE.sub(found, text)


def _member(answer: Any, name: str) -> str:
    """The member of that name in an answer."""
    found = answer.get(name) if isinstance(answer, Mapping) else None
    return found if isinstance(found, str) else UNRESOLVED


def _identity(answer: Any) -> str:
    """The id in an answer: its `id`, else the first member whose name ends so, at the top or one level down."""
    for candidate in (answer, *(answer.values() if isinstance(answer, Mapping) else ())):
        if isinstance(candidate, Mapping):
            for name in sorted(candidate, key=lambda name: (name.lower() != "id", str(name))):
                if str(name).lower().endswith("id") and isinstance(candidate[name], str | int):
                    return str(candidate[name])
    return UNRESOLVED
