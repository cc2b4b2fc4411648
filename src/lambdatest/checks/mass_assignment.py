"""The check `mass_assignment`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import as_sent, written
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.body import EXTRA_KEY


@registered("warning")
def mass_assignment(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A key of the body that the code does not know is not stored.

    A body that is stored as it came lets a client set any attribute: a role, an owner, a price.
    https://owasp.org/API-Security/editions/2023/en/0xa3-broken-object-property-level-authorization/

    A warning: a service may store documents of any shape on purpose.  One that stores the body and not one attribute of its own does.
    """
    sent = step.json
    if not isinstance(sent, dict) or EXTRA_KEY not in sent or not outcome.ok:
        return
    for table in step.tables:
        if any(EXTRA_KEY in item and not as_sent(step, item) for item in written(outcome, table)):
            yield Hit(f"the unknown key {EXTRA_KEY!r} of the body was stored in {table.name}", table.name)
