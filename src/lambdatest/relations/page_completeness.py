"""The relation `page_completeness`."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from lambdatest.relations import cursor
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Call, Frame, Hit, Outcome, Step, Transcript
from lambdatest.runtime.fault import limit_member
from lambdatest.runtime.user_code import sources

_CURSOR = re.compile(r"next|cursor|last_?evaluated|token|continu|more|offset|\"last", re.IGNORECASE)
_MEMBER = re.compile(rf"{cursor.CURSOR.pattern}|last|marker|^links?$", re.IGNORECASE)
_START = re.compile(r"start(ing)?_?(key|token|after)|(continuation|next|pagination)_?token|marker|last_?(evaluated|key)", re.IGNORECASE)
_NOTHING = frozenset({"", "null", "none", "false", "{}", "[]", "bnVsbA==", "e30="})
"""What stands for no cursor, as a text; the last two are ``null`` and ``{}`` in base64."""
_FURTHER = 1_000
_SIZES = ("Limit", "MaxKeys", "MaxResults", "MaxItems")

Seeds = Mapping[str, tuple[Mapping[str, Any], ...]]


def _pages(call: Call) -> bool:
    """Whether AWS may answer *call* with a part: a page size of the handler's own is kept, unless a filter follows it."""
    own = any(name in call.parameters for name in _SIZES)
    return _paginated(call) and (not own or "FilterExpression" in call.parameters)


def _paginated(call: Call) -> bool:
    """Whether the call answers page by page, which botocore's own model of it says: ``Scan`` does, ``DescribeTable`` does not."""
    return limit_member(call.service, call.operation) is not None


def _unfinished(whole: Outcome, short: Outcome) -> Call:
    """The call whose further pages nobody asked for: at its line there are no more calls with *short* pages than with *whole* ones."""
    made, again = (Counter(call.frame for call in outcome.calls) for outcome in (whole, short))
    found = [call for call in whole.calls if _pages(call)]
    return next((call for call in found if again[call.frame] <= made[call.frame]), found[0])


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history with one item a page, where the last case read pages and answered, and then the walk through its pages."""
    outcome = transcript.outcomes[-1]
    if outcome.raised is not None or outcome.timed_out or not any(map(_paginated, outcome.calls)):
        return ()
    if all(len(members) < 2 for members in outcome.before.values()):
        return ()  # what fits on one page of one item cannot differ
    short = Run(transcript.history, short_pages=True) if any(map(_pages, outcome.calls)) else None
    return (*([short] if short is not None else []), *_walk(transcript))


def _walk(transcript: Transcript) -> tuple[Run, ...]:
    """The first page at full size, then all pages from the first on; and both again where there are more items.

    Of those there is one on a page where the client says how many.
    """
    step, outcome = transcript.last
    name, held = cursor.parameter(step), cursor.member(step, outcome)
    if name is None or held is None or not outcome.ok or step.labels:
        return ()
    history = transcript.history
    more = replace(history, seeds=_more(step, history.seeds))
    first = replace(step.case, event=cursor.without(step.event, name))
    size = cursor.size(step)
    whole, least = first, first
    if size:
        whole = replace(first, event=cursor.without(first.event, size))
        least = replace(first, event=cursor.with_query(first.event, size, "1"))
    walks = (Run(cursor.walk(there, one, name, held), walked=cursor.MOST_PAGES) for there, one in ((history, first), (more, least)))
    wholes = (Run(history.ending(first)), Run(more.ending(whole)))
    return tuple(chain.from_iterable(zip(wholes, walks, strict=True)))


def _more(step: Step, seeds: Seeds) -> Seeds:
    """The seeds, and of each item one like it that comes after it."""
    keys = {table.name: table.keys[-1] for table in step.tables}
    return {name: (*items, *_others(items, keys[name])) if name in keys else items for name, items in seeds.items()}


def _others(items: Iterable[Mapping[str, Any]], key: str) -> Iterator[Mapping[str, Any]]:
    for item in items:
        for kind, value in item.get(key, {}).items():
            if kind in ("S", "N"):
                yield {**item, key: {kind: f"{value}1" if kind == "S" else str(Decimal(value) + _FURTHER)}}


def _hands_on_a_cursor(step: Step, whole: Outcome, short: Outcome) -> bool:
    """Whether *short* tells its caller where the next page begins.

    Where the handler asks for no size of its own, *whole* is the last page, and has no cursor.  A member that both have may be one too,
    if the client can send it back; else it is what the handler says of the last item.
    """
    if short.json is None:
        return bool(_CURSOR.search(short.text))
    if any(_CURSOR.search(f"{name} {text}") for name, text in short.headers.items() if whole.headers.get(name) != text):
        return True
    sized = any(name in call.parameters for call in whole.calls if _pages(call) for name in _SIZES)
    known = frozenset() if sized or _takes_a_cursor(step) else _members(whole.json)
    return bool(_members(short.json) - known)


def _takes_a_cursor(step: Step) -> bool:
    """Whether a client may ask the function for the page after another one, as far as its code is seen through."""
    vocabulary = step.vocabulary
    asked = [key.name for key in (*vocabulary.query, *vocabulary.body, *vocabulary.headers, *vocabulary.path)]
    there = bool(step.function.layers) or _begins_elsewhere(step.function.code_root)
    return there and (not vocabulary.query or any(map(cursor.CURSOR.search, asked)))


@lru_cache
def _begins_elsewhere(root: Path) -> bool:
    """Whether the user's code asks AWS anywhere for what comes after something."""
    return any(map(_START.search, sources(root)))


def _members(value: Any) -> frozenset[str]:
    """The names in an answer that are a cursor's, where anything stands under them; of links that lead on, ``next``."""
    if isinstance(value, list):
        return frozenset().union(*map(_members, value))
    if not isinstance(value, Mapping):
        return frozenset({"next"}) if value == "next" else frozenset()
    named = {str(name) for name, member in value.items() if _MEMBER.search(str(name)) and not _nothing(member)}
    return frozenset(named).union(*map(_members, value.values()))


def _nothing(member: Any) -> bool:
    return not member or {str(member), str(member).strip().lower()} & _NOTHING != set()


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An answer does not depend on how many items AWS puts on a page.

    `Query` and `Scan` answer at most 1 MB, before a filter is applied, and say with `LastEvaluatedKey` that there is more; other
    lists have pages of their own.  A handler that reads one page answers with a part as if it were all.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html

    Run again with one item a page.  A page size that it asks for itself without a filter is left alone (the newest ten), and so is an
    answer that tells where the next page begins: it has something under a name like `next` which it lacks where there is one page alone,
    or which a request can hand back.

    A handler that hands a cursor on to its caller is asked for page after page, with the cursor of each answer, and with one item a page
    where a parameter such as `limit` says so, in an account that holds twice as much: none of the requests must fail, and all pages
    together must hold what one large page holds.
    """
    step, outcome = transcript.last
    asked = [call for call in outcome.calls if _paginated(call)]
    walks = others[len(others) - len(_walk(transcript)) :]
    for n in range(0, len(walks), 2):
        hits = list(_of_walk(walks[n], walks[n + 1], cursor.member(step, outcome) or "", asked[0].frame, refusals=n == 0))
        yield from hits
        if hits:
            return
    if not any(map(_pages, outcome.calls)):
        return
    other = others[0]
    if answer(transcript) == answer(other) and outcome.after == other.outcomes[-1].after:
        return
    if _hands_on_a_cursor(step, outcome, other.outcomes[-1]):
        return
    call = _unfinished(outcome, other.outcomes[-1])
    yield Hit(f"reads one page of {call.operation}: answers {shown(transcript)}, with one item a page {shown(other)}", frame=call.frame)


def _of_walk(transcript: Transcript, walked: Transcript, held: str, frame: Frame | None, *, refusals: bool) -> Iterator[Hit]:
    """What is wrong with the pages that a client walks through, where the last answer of *transcript* has all items and no cursor.

    Without *refusals* only what is on no page, or twice: the keys of items that were added may be none that the code takes.
    """
    step, whole = transcript.last
    if not whole.ok or cursor.member(step, whole) is None:
        return
    outcomes = walked.outcomes[len(transcript.history.cases) - 1 :]
    found = list(cursor.pages(outcomes, held))
    bad = next((n for n, outcome in enumerate(found) if not outcome.ok), None)
    if not refusals and (bad is not None or len(found) == len(outcomes)):
        return
    if bad is not None:
        raised = found[bad].raised
        what = f"{raised.type}: {raised.message}" if raised is not None else f"{found[bad].status} {found[bad].text}"
        message = f"with more items than one page, page {bad + 1} is answered {what[:90]}"
        yield Hit(message, "walk", frame=raised.location if raised else frame)
        return
    if len(found) == len(outcomes):
        handed = [outcome.json[held] for outcome in found if isinstance(outcome.json, dict)]
        if len(set(handed)) < len(handed):
            yield Hit("with more items than one page, the next page has the same cursor again, and so on for ever", "walk", frame=frame)
        return  # there may be more
    elsewhere = held not in (whole.json or {}) and len(found) == 1
    if cursor.member(step, found[-1]) != held or elsewhere and not _ends_in_nothing(found[0]):
        return  # the cursor may stand elsewhere, or the client makes one of the last item
    wanted = Counter(cursor.elements(whole))
    got = Counter(one for outcome in found for one in cursor.elements(outcome))
    if wanted != got:
        less, more = sum((wanted - got).values()), sum((got - wanted).values())
        told = " and ".join(part for part in (f"{less} are on none" if less else "", f"{more} are there twice" if more else "") if part)
        yield Hit(f"of the items of one large page {told} of the {len(found)} pages that a client is led through", "walk", frame=frame)


def _ends_in_nothing(page: Outcome) -> bool:
    """Whether a page has no item of which a client could make a cursor, and tells of none."""
    told = _members(page.json) or any(_CURSOR.search(f"{name} {text}") for name, text in page.headers.items())
    return not told and not cursor.elements(page)


RELATIONS.add("page_completeness", Relation("page_completeness", "failure", runs, compare))
