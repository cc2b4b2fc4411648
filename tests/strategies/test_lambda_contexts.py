"""The context argument: the attributes of the real runtime's object, and powertools takes it."""

import sys
from typing import Any

import pytest
from aws_lambda_powertools import Logger
from hypothesis import find, given, settings
from hypothesis.errors import InvalidArgument

from lambdatest.strategies import lambda_contexts
from lambdatest.strategies.lambda_context import LambdaContext


@settings(max_examples=50, deadline=None, database=None)
@given(lambda_contexts(function_name="todo", memory=256, timeout=7))
def test_the_members_agree_with_each_other(context: LambdaContext) -> None:
    assert context.invoked_function_arn.startswith("arn:aws:lambda:us-east-1:123456789012:function:todo")
    assert context.log_group_name == "/aws/lambda/todo" and f"[{context.function_version}]" in context.log_stream_name
    assert 0 < context.get_remaining_time_in_millis() <= 7000 and context.memory_limit_in_mb == "256"


@pytest.mark.skipif(sys.platform != "linux", reason="awslambdaric has wheels for Linux alone")
def test_it_has_what_the_runtimes_own_context_has() -> None:
    from awslambdaric.lambda_context import LambdaContext as Real  # the dependency is there on Linux alone

    client = {"client": {"installation_id": "a"}, "custom": {}, "env": {}}
    real = Real("id", client, {"cognitoIdentityId": "a", "cognitoIdentityPoolId": "b"}, 0, "arn", "tenant")
    ours = find(lambda_contexts(), lambda context: context.client_context is not None and context.client_context.client is not None)
    assert ours.client_context is not None
    for theirs, mine in ((real, ours), (real.identity, ours.identity), (real.client_context, ours.client_context),
                         (real.client_context.client, ours.client_context.client)):
        assert {name for name in dir(theirs) if not name.startswith("_")} - {"w3c"} <= set(dir(mine))


def test_powertools_logger_takes_it(capsys: pytest.CaptureFixture[str]) -> None:
    @Logger(service="x").inject_lambda_context
    def handler(_event: Any, context: Any) -> Any:
        return context.aws_request_id
    assert handler({}, find(lambda_contexts(), lambda _: True))


@pytest.mark.parametrize(("arguments", "message"), [
    ({"timeout": 901}, "timeout=901 is not between 1 and 900"), ({"memory": 64}, "memory=64 is not between 128 and 10240"),
    ({"function_name": 1}, "function_name=1 is not of type str"),
])
def test_a_bad_argument_is_named_when_drawn_from(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(lambda_contexts(**arguments), lambda _: True)
