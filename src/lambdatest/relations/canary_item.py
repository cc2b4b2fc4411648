"""The relation `canary_item`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.event_sources.claim import OWNER, claims, names_a_person
from lambdatest.model import Table
from lambdatest.relations.difference import of_attempts
from lambdatest.relations.identity import of_somebody_else
from lambdatest.relations.named_caller import naming, taken_over
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer
from lambdatest.results import Hit, Outcome, Step, Transcript

_CUSTOMER = re.compile(r"tenant|organi[sz]ation|account|customer|company", re.IGNORECASE)
_REFUSALS = frozenset({401, 403, 404})
Item = Mapping[str, Any]


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last request again, sent by somebody else, where it was answered and an item is its caller's; or one that names somebody."""
    step, outcome = transcript.last
    if not step.http or not step.plain or not outcome.ok:
        return ()
    history = transcript.history
    if _concerned(step, outcome):
        case = history.cases[-1]
        return (Run(history.ending(replace(case, event=of_somebody_else(case.event)))),)
    asked = naming(step, history)
    return () if asked is None else (Run(asked.unnamed), Run(asked.named))


def _owned(step: Step, outcome: Outcome) -> list[tuple[str, Item]]:
    """The items, by their table, that name the caller in an attribute which tells whose they are.

    A key of the table does so where it is a customer's, of whom nobody else reads, and where the code looks at who calls.
    """
    who = {value for name, value in claims(step.event).items() if isinstance(value, str) and value and names_a_person(name)}
    return [
        (table.name, item)
        for table in step.tables
        for item in outcome.before.get(table.name, ())
        if any(_tells(step, table, name) and value.get("S") in who for name, value in item.items())
    ]


def _tells(step: Step, table: Table, name: str) -> bool:
    if name in table.keys:
        return bool(step.vocabulary.claims and _CUSTOMER.search(name))
    return bool(OWNER.search(name))


def _concerned(step: Step, outcome: Outcome) -> list[tuple[str, Item]]:
    """The caller's items that the request changed, or that its answer holds where the code looks at who calls."""
    changed = [(table, item) for table, item in _owned(step, outcome) if item not in outcome.after.get(table, ())]
    if changed or not step.vocabulary.claims or step.method != "GET":
        return changed
    told = set(map(str, _scalars(outcome.json)))
    return [(table, item) for table, item in _owned(step, outcome) if all(str(part) in told for part in _key(step, table, item).values())]


def _scalars(value: Any) -> Iterator[Any]:
    """Every value inside JSON data that holds no others; the keys of its objects, since some are made of ids."""
    if isinstance(value, Mapping):
        yield from value
        for member in value.values():
            yield from _scalars(member)
    elif isinstance(value, list):
        for member in value:
            yield from _scalars(member)
    else:
        yield value


def _key(step: Step, table: str, item: Item) -> dict[str, Any]:
    names = next(one.keys for one in step.tables if one.name == table)
    return {name: next(iter(item[name].values())) for name in names if name in item}


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What belongs to one caller is not answered to, or changed by, another.

    Broken object level authorization, the first of OWASP's API risks: the id comes from the client, and whose item it is was not
    looked at.  https://owasp.org/API-Security/editions/2023/en/0xa1-broken-object-level-authorization/

    An item is a caller's where an attribute such as `owner` or `userId`, which is no key, holds a claim of that caller, or a key
    such as `tenant` where the code looks at claims. The same request is sent with the claims of somebody else. Reading counts only
    where the code looks at claims at all; changing also where somebody else is answered 401, 403 or 404, and yet the item is gone or
    holds what its owner's request writes: the right was asked for too late. And where the code takes a claim for a key, or for such an
    attribute, unless a key of the body, a parameter or a header says another: then the client chooses who it is.  A warning, since
    some items are everybody's to read or to edit.
    """
    step, outcome = transcript.last
    if len(others) > 1:
        yield from _chosen(transcript, others)
        return
    other = others[0].outcomes[-1]
    refused = other.raised is None and other.status in _REFUSALS
    if not other.ok and not refused:
        return
    for table, item in _concerned(step, outcome):
        changed = item in other.before.get(table, ()) and item not in other.after.get(table, ())
        if refused:
            changed = changed and _done(step, table, item, outcome, other)
        if changed or (other.ok and step.method == "GET" and answer(transcript) == answer(others[0])):
            what = "changes" if changed else "reads"
            who = f"somebody else, whom it answers {other.status}," if refused else "somebody else"
            yield Hit(f"{who} {what} the item {_key(step, table, item)} of {table}, which names its owner", key=f"{what} {table}")
            return


def _done(step: Step, table: str, item: Item, mine: Outcome, theirs: Outcome) -> bool:
    """Whether a request that was refused did to *item* what its owner's does: the item is gone, or holds the same new value."""
    key = _key(step, table, item)
    own, other = (next((one for one in run.after.get(table, ()) if _key(step, table, one) == key), None) for run in (mine, theirs))
    if own is None or other is None:
        return own is other
    return any(value == other.get(name) and value != item.get(name) and not of_attempts(name) for name, value in own.items())


def _chosen(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What a request that names somebody reads or writes as theirs."""
    step, _ = transcript.last
    asked = naming(step, transcript.history)
    unnamed, named = (other.outcomes[-1] for other in others)
    found = None if asked is None else taken_over(step, unnamed, named, asked.somebody)
    if asked is not None and found:
        names = ", ".join(f"{name!r} of the {part}" for part, name in asked.places)
        yield Hit(f"{names} stands in for the caller's own claim: whoever sends it is whom it names, in {found}", key=f"names {found}")


RELATIONS.add("canary_item", Relation("canary_item", "warning", runs, compare))
