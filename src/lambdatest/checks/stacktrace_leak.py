"""The check `stacktrace_leak`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step

_TRACE = re.compile(r'Traceback \(most recent call last\)|File \\?"[^"]+\.py\\?", line \d+')
_CLIENT_ERROR = re.compile(r"botocore\.exceptions|An error occurred \(\w+\) when calling the \w+ operation")


@registered("failure")
def stacktrace_leak(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No answer to a client shows a stack trace or the text of an AWS error.

    Both tell an attacker about files, libraries, tables and roles.
    https://owasp.org/API-Security/editions/2023/en/0xa8-security-misconfiguration/

    The text of an AWS error is a warning.  What Lambda itself logs of an exception is not the answer and is left alone.
    """
    if not step.http or outcome.raised is not None:
        return
    trace = _TRACE.search(outcome.text)
    if trace:
        yield Hit(f"the answer with status {outcome.status} shows a stack trace: {trace[0]}", key="trace")
        return
    said = _CLIENT_ERROR.search(outcome.text)
    if said:
        yield Hit(f"the answer with status {outcome.status} shows the text of an AWS error: {said[0]}", "client_error", "warning")
