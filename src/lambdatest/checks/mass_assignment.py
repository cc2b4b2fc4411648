"""The check `mass_assignment`."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import Item, as_sent, scalar, written
from lambdatest.event_sources.claim import claims, names_a_person
from lambdatest.model import Table
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.body import EXTRA_KEY


@registered("warning")
def mass_assignment(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A key of the body that the code does not know is not stored, nor the caller's own role.

    A body that is stored as it came lets a client set any attribute: a role, an owner, a price.
    https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/

    A role, a permission or a flag like `is_admin` counts where the item's key is the caller's claim, so that it is about the caller;
    where the code gives that name a constant of its own, or compares it with one; and where the text stored is one that the code
    does not know, so that it was not asked whether it may be, or True.

    A warning: a service may store documents of any shape on purpose.  One that stores the body and not one attribute of its own does.
    """
    sent = step.json
    if not isinstance(sent, dict) or not outcome.ok:
        return
    for table in step.tables:
        found = [item for item in written(outcome, table) if not as_sent(step, item)]
        if EXTRA_KEY in sent and any(EXTRA_KEY in item for item in found):
            yield Hit(f"the unknown key {EXTRA_KEY!r} of the body was stored in {table.name}", table.name)
        for name in sorted(step.vocabulary.privileges & sent.keys()):
            if any(_own(step, table, item) and _taken(step, item.get(name), sent[name]) for item in found):
                yield Hit(f"the caller sets the {name!r} of their own item in {table.name}: {sent[name]!r:.60}", f"{table.name} {name}")


def _own(step: Step, table: Table, item: Item) -> bool:
    """Whether the key of *item* is a claim of the caller that tells who they are, with a constant of the code for a sort key."""
    who = {value for name, value in claims(step.event).items() if isinstance(value, str) and value and names_a_person(name)}
    sort = table.range_key
    return scalar(item.get(table.hash_key)) in who and (sort is None or scalar(item.get(sort)) in step.vocabulary.constants)


def _taken(step: Step, stored: Mapping[str, Any] | None, given: Any) -> bool:
    """Whether what is *stored* is what was *given*: True, or a text that the code does not know."""
    if given is True:
        return stored == {"BOOL": True}
    return isinstance(given, str) and len(given) > 1 and given not in step.vocabulary.constants and stored == {"S": given}
