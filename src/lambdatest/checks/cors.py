"""The check `cors`."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from lambdatest.checks.check import registered
from lambdatest.event_sources.request import ORIGIN
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
    """
    headers = outcome.headers
    allowed = headers.get("access-control-allow-origin", "")
    if step.http and headers.get("access-control-allow-credentials", "").lower() == "true" and allowed in ("*", ORIGIN):
        yield Hit(f"Access-Control-Allow-Credentials is true for the origin {allowed}, which nobody listed")
    elif _lacks(step, outcome) and _writes(step.function.code_root):
        yield Hit(f"answers {outcome.status} without Access-Control-Allow-Origin, which its other answers have", "lacking")


def _lacks(step: Step, outcome: Outcome) -> bool:
    """Whether an answer of the handler's own, to a route that declares CORS, says nothing of origins."""
    if step.case.kind != "rest_api" or not step.trigger.options.get("cors") or not isinstance(outcome.result, dict):
        return False
    spelt = {*outcome.headers, *(str(name).lower() for name in outcome.result.get("multiValueHeaders") or ())}
    return "statusCode" in outcome.result and "access-control-allow-origin" not in spelt


@lru_cache
def _writes(root: Path) -> bool:
    """Whether the user's code writes the header, whatever the request's origin is."""
    texts = list(sources(root))
    return any(map(_HEADER.search, texts)) and not any(map(_ORIGIN.search, texts))
