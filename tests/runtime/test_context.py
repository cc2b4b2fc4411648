"""Our own context has what awslambdaric's has."""

import inspect

import pytest

from lambdatest.runtime import context

native = context.runtime_module("lambda_context")
CLIENT = {"custom": {"a": "b"}, "env": {"c": "d"}, "client": {"app_title": "shop"}}
IDENTITY = {"cognitoIdentityId": "i", "cognitoIdentityPoolId": "p"}


@pytest.fixture
def both(monkeypatch):
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "f")
    theirs = context.lambda_context("r", 1000, "arn", CLIENT, IDENTITY)
    monkeypatch.setattr(context, "runtime_module", lambda name: None)
    return context.lambda_context("r", 1000, "arn", CLIENT, IDENTITY), theirs


@pytest.mark.skipif(native is None, reason="awslambdaric has wheels for Linux alone")
def test_every_public_attribute_is_the_same(both):
    own, theirs = both
    names = [name for name in dir(own) if not name.startswith("_")]
    assert set(names) <= set(dir(theirs))
    for name in names:
        if not inspect.ismethod(getattr(own, name)):
            assert repr(getattr(own, name)) == repr(getattr(theirs, name)), name
    assert own.memory_limit_in_mb == "256" and own.client_context.client.app_title == "shop"
    assert own.get_remaining_time_in_millis() == theirs.get_remaining_time_in_millis() == 0


def test_log_writes_to_standard_output_where_no_handler_of_lambda_is(both, capsys):
    both[0].log("said")
    assert capsys.readouterr().out == "said"


def test_without_client_and_identity_both_are_empty(monkeypatch):
    monkeypatch.setattr(context, "runtime_module", lambda name: None)
    made = context.lambda_context("r", 10**15, "arn")
    assert made.client_context is None and made.identity.cognito_identity_id is None
    assert made.get_remaining_time_in_millis() > 0
