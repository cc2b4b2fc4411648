"""The sweep: each kind of history once, of one case or of a few that belong together, before anything is drawn at random."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.engine.history import Subject, World, cases, furnished, listed_objects, method_of, with_before, with_vocabulary
from lambdatest.engine.learning import complete
from lambdatest.engine.pool import missing, renamed, single
from lambdatest.engine.seed import seeds, varied
from lambdatest.event_sources.request import METHODS, PLACEHOLDER, WITH_BODY
from lambdatest.model import History, Mutation, Trigger
from lambdatest.strategies.hostile import INJECTED_HEADER
from lambdatest.strategies.value import NUMBERS, takes_text

MOST_HEADERS = 4
NAMES = ("Bob", "e\u0301", "a+b", "\u00a0b")
"""Names that are not the same once they are put into lower case, normalised, decoded again or trimmed."""


def swept(world_: World, trigger: Trigger, mutation: Mutation | None, count: int, stored: Sequence[str] = ()) -> SearchStrategy[History]:
    """The histories of one entry of the sweep: *count* items a table, with an attribute of *stored*, then one case."""
    contents = seeds(world_.tables, world_.stored, world_.ids, count, stored, world_.subject.registered)
    held = listed_objects(world_) if count else {}
    return st.builds(
        lambda case, items: furnished(world_, with_before(case), {**items, **held}),
        cases(world_, world_.subject, trigger, mutation),
        contents,
    )


def swept_varied(world_: World, trigger: Trigger, numbers: Sequence[Any] = NUMBERS) -> SearchStrategy[History]:
    """One positive case in an account where no two items are alike; their numbers are out of *numbers*."""
    contents = varied(world_.tables, world_.stored, world_.ids, world_.subject.registered, numbers, world_.learned.lacking)
    return cases(world_, world_.subject, trigger).map(lambda case: furnished(world_, with_before(case), contents))


def swept_around(world_: World, trigger: Trigger, count: int) -> Iterator[SearchStrategy[History]]:
    """One request that reads, sent before and after each kind of request that writes: does an environment that has read know of it?"""
    if not _sends(world_.subject, trigger, "GET"):
        return
    contents = seeds(world_.tables, world_.stored, world_.ids, count, registered=world_.subject.registered)
    reading = cases(world_, world_.subject, trigger).filter(lambda case: method_of(case) == "GET")
    for subject in (world_.subject, *world_.companions):
        for other in subject.triggers:
            if other.options.get("method", "GET") in ("GET", "HEAD", "OPTIONS"):
                continue
            writing = cases(world_, subject, other).filter(lambda case: method_of(case) in WITH_BODY | {"DELETE"})
            yield st.builds(lambda read, write, items: furnished(world_, (read, write, read), items), reading, writing, contents)


def swept_deleted(world_: World, trigger: Trigger) -> Iterator[SearchStrategy[History]]:
    """The DELETE of an item that is there, then the request that reads it."""
    if not PLACEHOLDER.search(str(trigger.options.get("path", ""))) or not _sends(world_.subject, trigger, "GET"):
        return
    one = replace(world_, ids=single(world_.ids))
    contents = seeds(one.tables, one.stored, one.ids, 1, registered=one.subject.registered)
    reading = cases(one, one.subject, trigger).filter(lambda case: method_of(case) == "GET")
    for subject in (one.subject, *one.companions):
        for other in (found for found in subject.triggers if _sends(subject, found, "DELETE")):
            deleting = cases(one, subject, other).filter(lambda case: method_of(case) == "DELETE")
            yield st.builds(lambda gone, read, items: furnished(one, (gone, read), items), deleting, reading, contents)


def swept_unknown(world_: World, trigger: Trigger) -> Iterator[SearchStrategy[History]]:
    """A request of each kind that writes, then an event about an item that neither it nor anything else has made."""
    whole = with_vocabulary(world_, complete(world_.subject.vocabulary))
    unknown = cases(replace(whole, ids=missing(world_.ids)), whole.subject, trigger)
    for subject in (world_.subject, *world_.companions):
        for other in subject.triggers:
            if other != trigger and other.options.get("method") not in ("GET", "HEAD", "OPTIONS", "DELETE"):
                writing = cases(world_, subject, other).filter(lambda case: method_of(case) in WITH_BODY | {""})
                yield st.builds(lambda write, event: furnished(world_, (write, *with_before(event)), {}), writing, unknown)


def swept_names(world_: World, trigger: Trigger) -> Iterator[SearchStrategy[History]]:
    """A request that writes under a name which somebody may fold, then one that reads under the same."""
    if trigger.kind != "alb" and not PLACEHOLDER.search(str(trigger.options.get("path", ""))) or not _sends(world_.subject, trigger, "GET"):
        return
    for text in NAMES:
        named = replace(world_, ids=renamed(world_.ids, text))
        reading = cases(named, world_.subject, trigger).filter(lambda case: method_of(case) == "GET")
        for subject in (world_.subject, *world_.companions):
            for other in subject.triggers:
                if _sends(subject, other, "PUT", "POST"):
                    writing = cases(named, subject, other).filter(lambda case: method_of(case) in ("PUT", "POST"))
                    yield st.builds(lambda write, read: furnished(world_, (write, read), {}), writing, reading)


def swept_headers(world_: World, trigger: Trigger) -> Iterator[SearchStrategy[History]]:
    """A request that stores what ends a header, at each key of its body, then one that reads it."""
    if not _sends(world_.subject, trigger, "GET"):
        return
    for subject in (world_.subject, *world_.companions):
        for other in subject.triggers:
            if other.options.get("method") not in (*WITH_BODY, "ANY"):
                continue
            made = replace(world_, ids=renamed(world_.ids, "~1.id~")) if other.options["method"] == "POST" else world_
            reading = cases(made, world_.subject, trigger).filter(lambda case: method_of(case) == "GET")
            for key in [key for key in subject.vocabulary_of(other).body if key.asked and takes_text(key)][:MOST_HEADERS]:
                writing = cases(world_, subject, other, Mutation("hostile", key=key.name, value=INJECTED_HEADER))
                yield st.builds(lambda write, read: furnished(world_, (write, read), {}), writing, reading)


def _sends(subject: Subject, trigger: Trigger, *methods: str) -> bool:
    """Whether requests to *trigger* have one of the *methods* at times: of any, they have those that the code names, if it names some."""
    declared = {trigger.options.get("method"), *(method for method, _ in trigger.options.get("routes", ()))}
    named = [method for method in METHODS if method in subject.vocabulary.constants] or METHODS
    return declared == {"ANY"} and any(method in named for method in methods) or declared <= set(methods)
