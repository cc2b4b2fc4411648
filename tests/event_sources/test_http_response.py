"""What REST APIs, HTTP APIs and function URLs refuse: the answers that were recorded on AWS."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdatest.event_sources import function_url, http_api, rest_api
from lambdatest.model import Location, Trigger

REST = Trigger("rest_api", "GET /", "f", Location("serverless.yml", 1), {"method": "GET", "path": "/", "integration": "proxy"})
HTTP_2 = Trigger("http_api", "GET /", "f", Location("serverless.yml", 1), {"payload": "2.0"})
HTTP_1 = Trigger("http_api", "GET /", "f", Location("serverless.yml", 1), {"payload": "1.0"})
URL = Trigger("function_url", "function URL", "f", Location("serverless.yml", 1))


@pytest.mark.parametrize("result", [
    {"statusCode": 200}, {"statusCode": 200, "headers": {"header-bool": True}}, {"statusCode": 200, "headers": None}, {"statusCode": "201"},
    {"headers": {"a": "b"}}, {"statusCode": 200, "headers": {"a": "1"}, "multiValueHeaders": {"a": ["2"]}},
    {"statusCode": 200, "isBase64Encoded": True, "body": "plain"}, {"statusCode": 200, "body": None}, {},
])
def test_a_rest_api_takes_what_aws_took(result: Any) -> None:
    assert rest_api.response_error(REST, {}, result) is None


@pytest.mark.parametrize(("result", "message"), [
    ({"statusCode": 200, "wrongValue": "x"}, "the answer has the key 'wrongValue', which is none of statusCode, headers"),
    ({"statusCode": "test"}, "statusCode 'test' is not a number"),
    ({"statusCode": {}}, "statusCode {} is not a number"),
    ("text", "the answer 'text' is not an object"),
    (None, "the answer null is not an object"),
    ([1], "the answer [1] is not an object"),
    ({"statusCode": 200, "multiValueHeaders": {"a": "b"}}, "the value 'b' of 'a' in multiValueHeaders is not a list"),
    ({"statusCode": 200, "multiValueHeaders": ["a"]}, 'multiValueHeaders ["a"] is not an object'),
    ({"statusCode": 200, "body": {"a": 1}}, 'body {"a": 1} is not text; json.dumps it'),
    ({"statusCode": 200, "headers": {"Set-Cookie": ["a", "b"]}}, "the value [\"a\", \"b\"] of header 'Set-Cookie' is a list, not text"),
    ({"statusCode": 200, "headers": {"headers": {"a": "b"}}}, "is an object, not text"),
    ({"statusCode": 200, "headers": ["a"]}, 'headers ["a"] is not an object'),
    ({"statusCode": 200, "cookies": ["a"]}, "the answer has the key 'cookies'"),
])
def test_a_rest_api_refuses_what_aws_refused(result: Any, message: str) -> None:
    error = rest_api.response_error(REST, {}, result)
    assert error is not None and error.startswith("API Gateway answers 502: ") and message in error


def test_nothing_is_said_of_an_integration_with_mapping_templates() -> None:
    custom = Trigger("rest_api", "GET /", "f", Location("serverless.yml", 1), {"integration": "custom"})
    assert rest_api.response_error(custom, {}, "text") is None


INFERRED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda members: st.lists(members) | st.dictionaries(st.text().filter(lambda name: name != "statusCode"), members))


@settings(max_examples=40, deadline=None, database=None)
@given(INFERRED)
def test_format_2_infers_a_200_from_anything_without_a_status_code(result: Any) -> None:
    assert http_api.response_error(HTTP_2, {}, result) is None
    assert function_url.response_error(URL, {}, result) is None


@pytest.mark.parametrize(("result", "message"), [
    ({"statusCode": "abc"}, "statusCode 'abc' is not a number"),
    ({"statusCode": 200, "body": {"a": 1}}, 'body {"a": 1} is not text'),
    ({"statusCode": 200, "headers": "a"}, "headers 'a' is not an object"),
    ({"statusCode": 200, "cookies": "a=1"}, "cookies 'a=1' is not a list of text"),
    ({"statusCode": 200, "cookies": [{"a": 1}]}, 'the cookie {"a": 1} is not text'),
])
def test_format_2_with_a_status_code_wants_the_documented_types(result: Any, message: str) -> None:
    for error, service in ((http_api.response_error(HTTP_2, {}, result), "API Gateway answers 500: "),
                           (function_url.response_error(URL, {}, result), "the function URL answers 502: ")):
        assert error is not None and error.startswith(service) and message in error


@pytest.mark.parametrize("result", [
    {"statusCode": 200, "wrongValue": 1}, {"statusCode": "201", "body": "x"}, {"statusCode": 200, "cookies": ["a=1"], "headers": {"a": 1}},
])
def test_format_2_takes_unknown_keys_and_a_status_code_that_is_text(result: Any) -> None:
    assert http_api.response_error(HTTP_2, {}, result) is None


@pytest.mark.parametrize("result", ["text", None, [1], {"statusCode": "x"}, {"statusCode": 200, "body": []}])
def test_format_1_infers_nothing(result: Any) -> None:
    assert http_api.response_error(HTTP_1, {}, result)


def test_a_long_value_is_cut() -> None:
    error = rest_api.response_error(REST, {}, "x" * 1000)
    assert error is not None and len(error) < 250


@pytest.mark.parametrize("trigger", [REST, HTTP_1, HTTP_2, URL], ids=lambda one: f"{one.kind} {one.options.get('payload', '')}")
@pytest.mark.parametrize("packing", ["gzip", "BR", " deflate"])
def test_what_is_packed_goes_out_as_bytes(trigger: Trigger, packing: str) -> None:
    source = {"rest_api": rest_api, "http_api": http_api, "function_url": function_url}[trigger.kind]
    packed: dict[str, Any] = {"statusCode": 200, "headers": {"content-Encoding": packing}, "body": "H4sIAAAAAAAC/8tIzcnJBwCGphA2BQAAAA=="}
    assert "no client can unpack it" in (source.response_error(trigger, {}, packed) or "")
    assert source.response_error(trigger, {}, {**packed, "isBase64Encoded": True}) is None
    assert source.response_error(trigger, {}, {**packed, "headers": {"Content-Encoding": "identity"}}) is None
    assert source.response_error(trigger, {}, {**packed, "body": ""}) is None
