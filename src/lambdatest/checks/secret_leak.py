"""The check `secret_leak`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.event_sources.request import TOKEN
from lambdatest.results import Hit, Outcome, Step

_SECRET = re.compile(
    r"(?:SECRET|PASSWORD|PASSWD|PASSPHRASE|TOKEN|API_?KEY|PRIVATE_?KEY|SECRET_?KEY|ACCESS_?KEY|CREDENTIALS?)$", re.IGNORECASE
)
_HELD_BACK = "is logged at level INFO, which only the level WARNING holds back (the log format JSON writes it by default)"
_SENT = re.compile(r"(?:secret|password|passwd|passphrase|private_?key)$", re.IGNORECASE)
"""Names of what a client sends and nobody else may read."""
_REFERENCE = re.compile(r"arn:|https?://|/")


@registered("failure")
def secret_leak(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No secret of the environment stands in an answer, an exception or the log, and no caller's token or password in the log.

    https://docs.aws.amazon.com/lambda/latest/operatorguide/secrets.html

    A secret is the value, of at least eight characters, of an environment variable whose name ends so (SECRET, PASSWORD, TOKEN,
    API_KEY …); a table or an issuer of tokens is none, nor is an ARN, a URL or a path that only says where the secret is.  A
    caller's token in the log, or what its body has under a name such as `password` or `secret`, is a warning: many services log whole
    events on purpose.  So is what is logged at level INFO while the level is WARNING, as it is unless somebody sets it: where the log
    format is JSON, INFO is written by default.
    https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
    """
    raised = outcome.raised.message if outcome.raised else ""
    places = (("answer", outcome.text), ("exception", raised), ("log", outcome.log))
    for name, value in sorted(step.function.environment.items()):
        if not _SECRET.search(name) or len(value) < 8 or _REFERENCE.match(value) or value in str(step.event):
            continue
        for place, text in places:
            if value in text:
                yield Hit(f"the value of the environment variable {name} stands in the {place}", key=f"{name} {place}")
        if value in outcome.unsaid and value not in outcome.log:
            yield Hit(f"the value of the environment variable {name} {_HELD_BACK}", f"{name} log", "warning")
    if TOKEN in outcome.log:
        yield Hit("the caller's bearer token stands in the log", "token", "warning")
    elif TOKEN in outcome.unsaid:
        yield Hit(f"the caller's bearer token {_HELD_BACK}", "token", "warning")
    else:
        yield from _sent(step, outcome)


def _sent(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """What a client sent as its secret, and stands nowhere else in the request."""
    for name, value in step.json.items() if isinstance(step.json, dict) else ():
        secret = _SENT.search(str(name)) and isinstance(value, str) and len(value) >= 8
        if secret and value in outcome.log and str(step.event).count(value) == 1:
            yield Hit(f"the {name} that the client sent stands in the log", f"{name} log", "warning")
