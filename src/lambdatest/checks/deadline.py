"""The check `deadline`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import WAITS, Hit, Outcome, Step

_GIVEN_UP = {"cognito": "Cognito gave up", "http_api_authorizer": "the client was answered 500"}


@registered("failure")
def deadline(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The handler answers before the event source gives up: 29 s for a REST API, 30 s for an HTTP API, 5 s for Cognito.

    The authorizer of an HTTP API has 10 s.  Counted on a virtual clock that moves with sleeps and AWS calls, so that no real second is
    waited.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html

    A function whose own timeout is shorter is `timeout`.
    """
    limit = WAITS.get(step.case.kind)
    if limit is not None and outcome.elapsed > limit and not outcome.timed_out:
        answered = _GIVEN_UP.get(step.case.kind, "the client was answered 504")
        yield Hit(f"took {outcome.elapsed:.0f} s, {answered} after {limit} s")
