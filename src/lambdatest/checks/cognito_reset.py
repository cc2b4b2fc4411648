"""The check `cognito_reset`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import Item, items, scalar
from lambdatest.model import strings
from lambdatest.results import Hit, Outcome, Step

KNOWN_USER = "PostConfirmation_ConfirmForgotPassword"
_CHANGING = re.compile(r"\d{4}-\d\d-\d\d|\d{9,}|[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}")
"""Times and ids, which are made anew by design."""


@registered("warning")
def cognito_reset(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A new password does not put back to its beginning what is stored of a user.

    The trigger PostConfirmation runs when a user has signed up, and again each time that somebody who forgot the password has chosen a
    new one: `triggerSource` tells the two apart.  What creates a profile then replaces the one that there is.
    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-post-confirmation.html

    Only where a whole item is put over one that exists, and an attribute gets another value that is neither in the event nor a time
    or an id: what copies the user's attributes into a table is left alone.
    """
    if step.case.kind != "cognito" or step.event.get("triggerSource") != KNOWN_USER or not step.plain or not outcome.ok:
        return
    put = {str(call.parameters.get("TableName")) for call in outcome.calls if call.operation == "PutItem" and call.error is None}
    said = set(strings(step.event))
    for table in step.tables:
        before, after = items(table, outcome.before), items(table, outcome.after)
        for key in before.keys() & after.keys() if table.name in put else ():
            name = next(_put_back(before[key], after[key], said), None)
            if name is not None:
                was, now = scalar(before[key].get(name)), scalar(after[key][name])
                yield Hit(f"after a new password {name} of {key} in {table.name} is {now!r} again, and was {was!r}", table.name)
                return


def _put_back(was: Item, now: Item, said: set[str]) -> Iterator[str]:
    """The attributes whose values were changed, and to what does not come from the event."""
    for name, value in now.items():
        text = scalar(value)
        if name in was and was[name] != value and text and text not in said and not _CHANGING.search(text):
            yield name
