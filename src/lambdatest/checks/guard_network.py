"""The check `guard_network`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.model import strings
from lambdatest.results import Hit, Outcome, Step, Violation
from lambdatest.runtime.user_code import sources
from lambdatest.strategies.hostile import METADATA

_HOST = re.compile(r"\b(?:host|to) ([\w.-]+)")


@registered("failure")
def guard_network(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No address that a client chose is connected to.

    A host that stood in the request and that neither the code nor its environment names, or the address of the metadata service, was
    looked up or connected to: the function fetches whatever it is told to, from inside the network (server-side request forgery).
    `url.startswith("https://partner.example")` holds for `https://partner.example.evil.test` too: compare the host.
    https://cwe.mitre.org/data/definitions/918.html

    A connection to an address that the code itself names is no finding: the function is reported as one that could not be run to
    its end, since nothing leaves this process.
    """
    for violation in outcome.violations:
        if violation.kind == "network" and chosen(step, violation):
            yield Hit(violation.what, frame=violation.frame)


def chosen(step: Step, violation: Violation) -> bool:
    """Whether what was refused holds something that only the client can have named."""
    if "canary" in violation.what.lower():
        return True
    sent = [text.lower() for text in strings(step.event)]
    host = _HOST.search(violation.what.lower())
    if host is None or not any(host[1] in text for text in sent):
        return False
    return host[1] == METADATA or not _is_known(step, host[1])


def _is_known(step: Step, host: str) -> bool:
    """Whether the code or its environment names the *host*, or it is AWS's own, as that of the API that sent the event."""
    if host.endswith(".amazonaws.com"):
        return True
    named = (*step.function.environment.values(), *sources(step.function.code_root))
    return any(re.search(rf"(?<![\w.-]){re.escape(host)}(?![\w.-])", text.lower()) for text in named)
