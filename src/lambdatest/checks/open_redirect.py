"""The check `open_redirect`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.model import strings
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.hostile import CANARY_HOST

_THERE = re.compile(rf"(?:https?:)?[/\\]{{2}}(?:[^/?#]*@)?{re.escape(CANARY_HOST)}(?![\w.-])", re.IGNORECASE)


@registered("warning")
def open_redirect(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A redirect leads to no host that the client chose.

    A link to the service that leads elsewhere lends the service's name to whoever made the link.
    https://cwe.mitre.org/data/definitions/601.html

    Only a status 3xx whose Location begins with the very host of the request; one that names it in a query is left alone, and so is
    one that was stored before, as a shortener of links does it.
    """
    result = outcome.result if isinstance(outcome.result, dict) else {}
    if not step.http or outcome.raised is not None or not 300 <= outcome.status < 400:
        return
    for headers in (result.get("headers"), result.get("multiValueHeaders")):
        for name, value in headers.items() if isinstance(headers, dict) else ():
            location = str(value[0] if isinstance(value, list) and value else value).strip()
            if str(name).lower() == "location" and _THERE.match(location) and any(CANARY_HOST in text for text in strings(step.event)):
                yield Hit(f"answers {outcome.status} with the Location {location}, which the client chose")
                return
