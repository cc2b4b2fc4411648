"""The check `secret_leak`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.event_sources.request import TOKEN
from lambdatest.results import Hit, Outcome, Step

_SECRET = re.compile(
    r"(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|PRIVATE_?KEY|SECRET_?KEY|ACCESS_?KEY|CREDENTIALS?)$", re.IGNORECASE
)
_REFERENCE = re.compile(r"arn:|https?://|/")


@registered("failure")
def secret_leak(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No secret of the environment stands in an answer, an exception or the log, and no caller's token in the log.

    https://docs.aws.amazon.com/lambda/latest/operatorguide/secrets.html

    A secret is the value, of at least eight characters, of an environment variable whose name ends so (SECRET, PASSWORD, TOKEN,
    API_KEY …); a table or an issuer of tokens is none, nor is an ARN, a URL or a path that only says where the secret is.  A
    caller's token in the log is a warning: many services log whole events on purpose.
    """
    raised = outcome.raised.message if outcome.raised else ""
    places = (("answer", outcome.text), ("exception", raised), ("log", outcome.log))
    for name, value in sorted(step.function.environment.items()):
        if not _SECRET.search(name) or len(value) < 8 or _REFERENCE.match(value) or value in str(step.event):
            continue
        for place, text in places:
            if value in text:
                yield Hit(f"the value of the environment variable {name} stands in the {place}", key=f"{name} {place}")
    if TOKEN in outcome.log:
        yield Hit("the caller's bearer token stands in the log", "token", "warning")
