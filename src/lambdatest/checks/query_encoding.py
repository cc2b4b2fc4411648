"""The check `query_encoding`."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from lambdatest.checks.check import registered
from lambdatest.model import strings
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def query_encoding(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A query parameter of a load balancer is decoded before AWS is asked for what it names.

    API Gateway and function URLs decode the query; an Application Load Balancer hands it on as the client sent it: `New York` arrives as
    `New%20York`, and no item of that name is there.
    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html#receive-event-from-load-balancer

    A call that has a parameter's text as it arrived, where that is another one than the client means.  A warning: who writes and reads
    it that way alone sees no difference.
    """
    if step.case.kind != "alb":
        return
    encoded = {value: name for name, value in _parameters(step.event) if unquote_plus(value) != value}
    for call in outcome.calls if encoded else ():
        told = next((text for text in strings(call.parameters) if text in encoded), None)
        if told is not None:
            sent = f"the client sent {unquote_plus(told)!r} as {encoded[told]}"
            yield Hit(f"{call.operation} has {told!r}, {sent}: a load balancer does not decode the query", encoded[told], frame=call.frame)
            return


def _parameters(event: Any) -> Iterator[tuple[str, str]]:
    """The query's names and values as they arrived."""
    for name, value in (event.get("queryStringParameters") or event.get("multiValueQueryStringParameters") or {}).items():
        yield from ((str(name), str(one)) for one in (value if isinstance(value, list) else [value]))
