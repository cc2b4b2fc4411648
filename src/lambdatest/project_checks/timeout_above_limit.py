"""The project check `timeout_above_limit`."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.model import Function, Trigger
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject, setting, whole
from lambdatest.results import WAITS

_WAITING = {"rest_api": "a REST API", "http_api": "an HTTP API", "websocket": "a WebSocket API", "cognito": "Cognito"}
_RAISED = re.compile(r"timeoutInMillis|responseTransferMode|response.?streaming", re.IGNORECASE)
"""What raises the limit of a REST API in a definition of it: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html"""
_NONE = 900
"""The longest that a function can run."""


@registered("warning")
def timeout_above_limit(subject: Subject) -> Iterator[Flaw]:
    """A function's timeout is not above the time that its trigger waits: 29 s for a REST API, 30 s for an HTTP API, 5 s for Cognito.

    The caller has been told of a failure by then (the client of an API gets 504), while the function runs on, is billed, and may still
    write.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html

    Left alone: triggers that do not wait for an answer, and a limit that the file raises.
    """
    raised = {declaration.location: limit for declaration, _ in subject.wirings if (limit := _raised(declaration.properties))}
    elsewhere = _RAISED.search(subject.text) is not None
    late: dict[tuple[int, int, str], list[tuple[Function, Trigger]]] = {}
    for function in subject.project.functions:
        waits = []
        for trigger in function.triggers:
            name = _WAITING.get(trigger.kind, "")
            own = _NONE if not name or trigger.kind == "rest_api" and elsewhere else WAITS[trigger.kind]
            waits.append((raised.get(trigger.location, own), name, trigger))
        for limit, name, trigger in sorted(waits, key=lambda one: one[0])[:1]:
            if function.timeout > limit:
                late.setdefault((function.timeout, limit, name), []).append((function, trigger))
    for (timeout, limit, name), members in late.items():
        function, trigger = members[0]
        more = f" and {len(members) - 1} more functions" if len(members) > 1 else ""
        message = f"{function.name}{more} may run for {timeout} s, and {name} waits for {limit} s ({trigger.label})"
        yield Flaw(function.location, message, f"set the timeout to at most {limit}, or move the work behind a queue", function.name)


def _raised(properties: Mapping[str, Any]) -> int | None:
    """The limit in seconds that a wiring sets itself; what is invoked asynchronously has none but its own."""
    if properties.get("async") is True:
        return _NONE
    milliseconds = whole(setting(properties, "timeoutInMillis", "TimeoutInMillis"))
    return -(-milliseconds // 1000) if milliseconds else None
