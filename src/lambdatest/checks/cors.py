"""The check `cors`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.event_sources.request import ORIGIN, PLACEHOLDER
from lambdatest.results import Hit, Outcome, Step
from lambdatest.runtime.user_code import sources

_HEADER = re.compile(r"""["']access-control-allow-origin["']""", re.IGNORECASE)
_ORIGIN = re.compile(r"""["']origin["']""", re.IGNORECASE)


@registered("warning")
def cors(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Credentials are not allowed to every origin, and what is said to a page of another origin is said in errors too.

    An answer that repeats whatever `Origin` it was sent and allows credentials lets any page read this user's data.
    https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS
    An origin that the code names is never flagged; without `Access-Control-Allow-Credentials` neither is `*`.

    Where a REST API declares CORS, API Gateway answers the preflight alone, and the handler has to send
    `Access-Control-Allow-Origin` with each of its answers: a browser shows the page no error without it, but a network failure.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html
    Only where the code itself writes that header in other answers and does not look at `Origin`, so that it may leave it out.

    The same holds for an error that a handler answers without the header, where it answered a request of that origin to that route with
    it before.  Left alone: HTTP APIs and function URLs that declare CORS, which send their own headers whatever the handler says.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
    """
    headers = outcome.headers
    allowed = headers.get("access-control-allow-origin", "")
    if step.http and headers.get("access-control-allow-credentials", "").lower() == "true" and allowed in ("*", ORIGIN):
        yield Hit(f"Access-Control-Allow-Credentials is true for the origin {allowed}, which nobody listed")
    elif _lacks(step, outcome) and _writes(step.function.code_root) or _differs(step, outcome):
        yield Hit(f"answers {outcome.status} without Access-Control-Allow-Origin, which its other answers have", "lacking")


def _lacks(step: Step, outcome: Outcome) -> bool:
    """Whether an answer of the handler's own, to a route of a REST API that declares CORS, says nothing of origins."""
    return step.case.kind == "rest_api" and bool(step.trigger.options.get("cors")) and _is_own(outcome) and not _allows(outcome)


def _differs(step: Step, outcome: Outcome) -> bool:
    """Whether an error of the handler's own says nothing of origins, and its answer to an earlier request like this one did."""
    if not step.http or outcome.status < 400 or not _is_own(outcome) or _allows(outcome):
        return False
    if step.case.kind in ("http_api", "function_url") and step.trigger.options.get("cors"):
        return False
    return any(_like(step, other) and told.ok and _is_own(told) and _allows(told) for other, told in step.earlier)


def _is_own(outcome: Outcome) -> bool:
    return isinstance(outcome.result, dict) and "statusCode" in outcome.result


def _allows(outcome: Outcome) -> bool:
    """Whether an answer says which origins may read it."""
    several = outcome.result.get("multiValueHeaders") or ()
    return "access-control-allow-origin" in {*outcome.headers, *(str(name).lower() for name in several)}


def _like(step: Step, other: Step) -> bool:
    """Whether two requests are of one origin, to one route; where a trigger has many, to one path."""
    if step.trigger != other.trigger or step.function.name != other.function.name or step.method != other.method:
        return False
    one, another = (_origin_and_path(found.event) for found in (step, other))
    alone = PLACEHOLDER.sub(lambda found: found[2], str(step.trigger.options.get("path") or "+"))
    return one[0] == another[0] and ("+" not in alone and "*" not in alone and "$" not in alone or one[1] == another[1])


def _origin_and_path(event: Any) -> tuple[Any, Any]:
    sent = event if isinstance(event, dict) else {}
    headers = {str(name).lower(): text for name, text in {**(sent.get("multiValueHeaders") or {}), **(sent.get("headers") or {})}.items()}
    return headers.get("origin"), sent.get("rawPath", sent.get("path"))


@lru_cache
def _writes(root: Path) -> bool:
    """Whether the user's code writes the header, whatever the request's origin is."""
    texts = list(sources(root))
    return any(map(_HEADER.search, texts)) and not any(map(_ORIGIN.search, texts))
