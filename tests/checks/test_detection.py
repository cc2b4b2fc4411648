"""Checks that look at one answer: CORS in errors, keys of objects that are decoded wrongly, buckets in a role, connections."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lambdatest.checks import CHECKS
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.model import Case, Function, Location, Table, Trigger
from lambdatest.results import Call, Frame, Outcome, Raised, Step
from lambdatest.strategies.eventbridge import eventbridge_event
from lambdatest.strategies.s3 import s3_event
from lambdatest.vocabulary import Key, Vocabulary

HERE = Location("serverless.yml", 1)
ARN = "arn:aws:s3:::pictures"


def step(kind: str, event: Any, root: Path = Path(), statements: Any = None, **options: Any) -> Step:
    function = Function("api", "shop-api", "app.handler", "python3.12", root, HERE, statements=statements)
    return Step(Case("api", kind, kind, event), function, Trigger(kind, kind, "api", HERE, options), Vocabulary())


def hits(check: str, found: Step, outcome: Outcome) -> list[str]:
    return [hit.message for hit in CHECKS[check].hits(found, outcome)]


@pytest.mark.parametrize(("code", "declared", "headers", "lacks"), [
    ('HEADERS = {"Access-Control-Allow-Origin": "*"}', True, {}, True),
    ('HEADERS = {"Access-Control-Allow-Origin": "*"}', True, {"access-control-allow-origin": "*"}, False),
    ('HEADERS = {"Access-Control-Allow-Origin": "*"}', False, {}, False),
    ("from aws_lambda_powertools.event_handler import CORSConfig", True, {}, False),
    ('A = {"Access-Control-Allow-Origin": event["headers"].get("Origin")}', True, {}, False),
])
def test_an_error_has_the_cors_header_that_other_answers_have(
    tmp_path: Path, code: str, declared: bool, headers: dict[str, str], lacks: bool
) -> None:
    (tmp_path / "app.py").write_text(code)
    answer = Outcome(result={"statusCode": 404, "headers": headers, "body": ""})
    assert bool(hits("cors", step("rest_api", {"httpMethod": "GET"}, tmp_path, cors=declared), answer)) is lacks


ALLOWED = {"Access-Control-Allow-Origin": "https://app.example"}
PAGE = {"httpMethod": "GET", "path": "/items/a", "headers": {"origin": "https://app.example"}}
FOUND = Outcome(result={"statusCode": 200, "headers": ALLOWED, "body": ""})
NOT_FOUND = Outcome(result={"statusCode": 404, "body": ""})


@pytest.mark.parametrize(("before", "now", "lacks"), [
    (FOUND, NOT_FOUND, True),
    (FOUND, Outcome(result={"statusCode": 404, "headers": ALLOWED, "body": ""}), False),
    (FOUND, Outcome(result={"statusCode": 404, "multiValueHeaders": {"access-control-allow-origin": ["*"]}}), False),
    (FOUND, Outcome(result={"statusCode": 204}), False),
    (FOUND, Outcome(raised=Raised("ValueError", "x")), False),
    (Outcome(result={"statusCode": 200, "body": ""}), NOT_FOUND, False),
], ids=("lacks it", "has it", "has it in a list", "no error", "the gateway's own", "no CORS"))
def test_an_error_has_the_cors_header_that_an_earlier_answer_had(before: Outcome, now: Outcome, lacks: bool) -> None:
    asked = step("rest_api", PAGE, path="/items/{id}")
    assert bool(hits("cors", replace(asked, earlier=((asked, before),)), now)) is lacks


@pytest.mark.parametrize(("kind", "cors", "path", "earlier", "lacks"), [
    ("http_api", False, "/items/{id}", {}, True),
    ("http_api", True, "/items/{id}", {}, False),
    ("rest_api", True, "/items/{id}", {}, True),
    ("alb", False, "*", {}, True),
    ("rest_api", False, "/items/{id}", {"path": "/items/b"}, True),
    ("rest_api", False, "/{proxy+}", {"path": "/items/b"}, False),
    ("rest_api", False, "/items/{id}", {"httpMethod": "POST"}, False),
    ("rest_api", False, "/items/{id}", {"headers": {"Origin": "https://other.example"}}, False),
], ids=("HTTP API", "that answers itself", "REST API", "load balancer", "other item", "other route", "other method", "other origin"))
def test_only_answers_to_requests_of_one_kind_are_compared(kind: str, cors: bool, path: str, earlier: dict[str, Any], lacks: bool) -> None:
    asked, first = (step(kind, event, cors=cors, path=path) for event in (PAGE, {**PAGE, **earlier}))
    assert bool(hits("cors", replace(asked, earlier=((first, FOUND),)), NOT_FOUND)) is lacks


@pytest.mark.parametrize(("asked", "wrong"), [
    (["a+b.txt"], False), (["a b.txt"], True), (["a b.txt", "a+b.txt"], False), (["other.txt"], False),
])
def test_a_key_of_eventbridge_is_not_decoded(asked: list[str], wrong: bool) -> None:
    detail = {"bucket": {"name": "pictures"}, "object": {"key": "a+b.txt"}}
    event = eventbridge_event(detail, source="aws.s3", detail_type="Object Created")
    calls = tuple(Call("s3", "GetObject", {"Bucket": "pictures", "Key": key}) for key in asked)
    assert bool(hits("s3_key_encoding", step("eventbridge", event), Outcome(calls=calls))) is wrong


@pytest.mark.parametrize(("asked", "wrong"), [("a b+c.txt", False), ("a+b%2Bc.txt", True), ("a+b+c.txt", True), ("a b c.txt", True)])
def test_a_key_of_a_notification_is_decoded_once_and_as_in_a_form(asked: str, wrong: bool) -> None:
    calls = (Call("s3", "HeadObject", {"Bucket": "pictures", "Key": asked}),)
    assert bool(hits("s3_key_encoding", step("s3", s3_event("a b+c.txt", bucket="pictures")), Outcome(calls=calls))) is wrong


@pytest.mark.parametrize(("kind", "path", "asked", "wrong"), [
    ("function_url", "/a%20b", "a%20b", True), ("function_url", "/a%20b", "a b", False), ("function_url", "/a", "a", False),
    ("alb", "/files/a%2Bb", "a%2Bb", True), ("http_api", "/a%20b", "a%20b", False), ("function_url", "/a%20b", "other%20b", False),
])
def test_an_encoded_path_is_decoded_before_it_is_a_key(kind: str, path: str, asked: str, wrong: bool) -> None:
    event = {"path" if kind == "alb" else "rawPath": path}
    calls = (Call("s3", "GetObject", {"Bucket": "pictures", "Key": asked}),)
    severities = [hit.severity for hit in CHECKS["s3_key_encoding"].hits(step(kind, event), Outcome(calls=calls))]
    assert severities == (["warning"] if wrong else [])


@pytest.mark.parametrize(("asked", "code", "line", "told"), [
    ("a+b.txt", "NoSuchKey", 3, False), ("a+b.txt", "404", 3, False), ("a+b.txt", "NoSuchKey", 4, True), ("a b.txt", "NoSuchKey", 3, True),
    ("a+b.txt", "AccessDenied", 3, True),
])
def test_an_object_that_is_not_there_since_its_key_was_not_decoded_is_told_once(asked: str, code: str, line: int, told: bool) -> None:
    call = Call("s3", "GetObject", {"Bucket": "pictures", "Key": asked}, code, Frame("app.py", 3, "handler", "S3.get_object()"))
    raised = Raised("ClientError", "An error occurred", code, (Frame("app.py", line, "handler", "S3.get_object()"),))
    found = step("s3", s3_event("a b.txt", bucket="pictures"))
    assert bool(hits("unhandled_exception", found, Outcome(calls=(call,), raised=raised))) is told
    hostile = replace(found, case=replace(found.case, labels=("hostile",)), labels=("hostile",))
    assert bool(hits("malformed_input", hostile, Outcome(calls=(call,), raised=raised))) is told


@pytest.mark.parametrize(("message", "told"), [
    ("Parameter validation failed:\nInvalid length for parameter Code, value: 1, valid min length: 2\nMore", (
        "E: Parameter validation failed: Invalid length for parameter Code, value: 1, valid min length: 2"
    )),
    ("one\ntwo", "E: one"), ("ends so:", "E: ends so:"), ("", "E"),
])
def test_a_message_that_ends_with_a_colon_goes_on(message: str, told: str) -> None:
    assert hits("unhandled_exception", step("sns", {"Records": []}), Outcome(raised=Raised("E", message))) == [told]


@pytest.mark.parametrize(("action", "resource", "call", "denied"), [
    ("s3:ListBucket", f"{ARN}/*", Call("s3", "ListObjectsV2", {"Bucket": "pictures"}), True),
    ("s3:ListBucket", ARN, Call("s3", "ListObjectsV2", {"Bucket": "pictures"}), False),
    ("s3:ListBucket", f"{ARN}/*", Call("s3", "ListObjectsV2", {"Bucket": "somebody-elses"}), False),
    ("s3:GetObject", ARN, Call("s3", "GetObject", {"Bucket": "pictures", "Key": "a"}), True),
    ("s3:GetObject", f"{ARN}/thumbs/*", Call("s3", "GetObject", {"Bucket": "pictures", "Key": "a"}), False),
    ("s3:GetObject", "arn:aws:s3:::*", Call("s3", "GetObject", {"Bucket": "pictures", "Key": "a"}), False),
    ("sqs:SendMessage", "arn:aws:sqs:*:*:other", Call("sqs", "SendMessage", {"QueueUrl": "https://sqs.example/1/mine"}), True),
    ("sqs:SendMessage", "arn:aws:sqs:*:*:mine", Call("sqs", "SendMessage", {"QueueUrl": "https://sqs.example/1/mine"}), False),
])
def test_a_bucket_and_its_objects_are_two_resources_of_a_role(action: str, resource: str, call: Call, denied: bool) -> None:
    found = step("schedule", {}, statements=({"Effect": "Allow", "Action": action, "Resource": resource},))
    assert bool(hits("iam", found, Outcome(calls=(call,), before={"s3:pictures": (), "sqs:mine": ()}))) is denied


@pytest.mark.parametrize(("route", "result", "refused"), [
    ("$connect", None, True), ("$connect", "ok", True), ("$connect", {"statusCode": 200}, False), ("$connect", {"statusCode": "x"}, True),
    ("$disconnect", None, False), ("chat", None, False),
])
def test_a_connection_is_answered_with_a_status(route: str, result: Any, refused: bool) -> None:
    trigger = Trigger("websocket", route, "api", HERE, {"route": route})
    assert bool(EVENT_SOURCES["websocket"].response_error(trigger, {}, result)) is refused


@pytest.mark.parametrize(("kind", "asked", "status", "wrong"), [
    ("alb", "a%2Bb", 404, True), ("alb", "a+b", 404, False), ("alb", "a%2Bb", 200, False), ("http_api", "a%2Bb", 404, False),
    ("alb", "other%2Bb", 404, False),
])
def test_a_name_in_the_query_of_a_load_balancer_is_decoded(kind: str, asked: str, status: int, wrong: bool) -> None:
    table, event = Table("items", ("id",), {"id": "S"}), {"queryStringParameters": {"name": "a%2Bb"}}
    wrote = replace(step(kind, {"body": '{"name": "a+b"}'}), tables=(table,))
    made = Outcome(before={"items": ()}, after={"items": ({"id": {"S": "a+b"}},)}, calls=(
        Call("dynamodb", "PutItem", {"TableName": "items", "Item": {"id": {"S": "a+b"}}}),))
    reads = replace(step(kind, event), tables=(table,), earlier=((wrote, made),))
    asking = Call("dynamodb", "GetItem", {"TableName": "items", "Key": {"id": {"S": asked}}})
    found = Outcome(result={"statusCode": status}, calls=(asking,))
    assert [hit.severity for hit in CHECKS["unicode_roundtrip"].hits(reads, found)] == (["warning"] if wrong else [])


@pytest.mark.parametrize(("message", "severity"), [
    ("Invalid URL 'iotendpoint/items': No scheme", "warning"), ("no host shop-url.example.com", "warning"), ("'iotendpoints'", "failure"),
    ("my-iotendpoint", "failure"), ("'total'", "failure"), ("name 'x' is not defined", "failure"),
])
def test_an_exception_about_a_value_that_nobody_knows_here_is_a_warning(message: str, severity: str) -> None:
    found = step("http_api", {"rawPath": "/"})
    found = replace(found, function=replace(found.function, stand_ins=("iotendpoint", "shop-url.example.com", "name")))
    raised = Raised("ValueError", message)
    for check, outcome in (
        ("unhandled_exception", Outcome(raised=raised)),
        ("server_error", Outcome(result={"statusCode": 500, "body": "sorry"}, caught=raised)),
    ):
        (hit,) = CHECKS[check].hits(found, outcome)
        assert hit.severity == severity and hit.message.endswith("its value is not known here)") is (severity == "warning")


def test_a_word_that_the_code_reads_is_no_value_of_the_environment() -> None:
    found = step("sqs", {"Records": []})
    found = replace(found, function=replace(found.function, stand_ins=("customerid",)), vocabulary=Vocabulary(body=(Key("customerid"),)))
    (hit,) = CHECKS["unhandled_exception"].hits(found, Outcome(raised=Raised("KeyError", "'customerid'")))
    assert hit.severity == "failure"
