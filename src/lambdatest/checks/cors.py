"""The check `cors`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.event_sources.request import ORIGIN
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def cors(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Credentials are not allowed to every origin.

    An answer that repeats whatever `Origin` it was sent and allows credentials lets any page read this user's data.
    https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/CORS

    An origin that the code names is never flagged; without `Access-Control-Allow-Credentials` neither is `*`.
    """
    headers = outcome.headers
    allowed = headers.get("access-control-allow-origin", "")
    if step.http and headers.get("access-control-allow-credentials", "").lower() == "true" and allowed in ("*", ORIGIN):
        yield Hit(f"Access-Control-Allow-Credentials is true for the origin {allowed}, which nobody listed")
