"""Checks of authorizers and custom resources, one answer after the other."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lambdatest._fault import Fault
from lambdatest.checks import CHECKS
from lambdatest.event_sources.custom_resource import UNKNOWN
from lambdatest.model import Case, Function, Location, Request, Table, Trigger
from lambdatest.results import Call, Frame, Outcome, Raised, Received, Step
from lambdatest.strategies.authorizer import http_api_authorizer_event, token_authorizer_event
from lambdatest.strategies.custom_resource import custom_resource_event
from lambdatest.vocabulary import Key, Vocabulary

HERE = Location("serverless.yml", 1)
FUNCTION = Function("api", "shop-api", "app.handler", "python3.12", Path("."), HERE)
READS = Vocabulary(event=(Key("authorizationToken", True),))
TOKEN = token_authorizer_event("Bearer lt7f3garbage")
ARN = TOKEN["methodArn"]


def step(kind: str, event: Any, labels: tuple[str, ...] = (), vocabulary: Vocabulary = READS) -> Step:
    return Step(Case("api", kind, kind, event, labels), FUNCTION, Trigger(kind, kind, "api", HERE), vocabulary, (), labels)


def hits(check: str, found: Step, outcome: Outcome) -> list[tuple[str, str | None]]:
    return [(hit.key, hit.severity or CHECKS[check].severity) for hit in CHECKS[check].hits(found, outcome)]


def policy(*statements: tuple[str, str]) -> dict[str, Any]:
    made = [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource} for effect, resource in statements]
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": made}}


@pytest.mark.parametrize(("result", "open_"), [
    (policy(("Allow", ARN)), True), (policy(("Allow", "*")), True), (policy(("Allow", ARN.replace("/GET/items", "/*"))), True),
    (policy(("Deny", ARN)), False), (policy(("Allow", "*"), ("Deny", ARN)), False),
    (policy(("Allow", ARN.replace("/GET/items", "/GET/public"))), False), ({"isAuthorized": True}, True), ({"isAuthorized": "true"}, False),
    ({"isAuthorized": False}, False), (None, False), ("Allow", False),
])
def test_garbage_is_let_in_where_the_answer_allows_that_very_request(result: Any, open_: bool) -> None:
    found = hits("authorizer_fail_open", step("token_authorizer", TOKEN, ("garbage",)), Outcome(result=result, text=json.dumps(result)))
    assert found == ([("", "failure")] if open_ else [])


def test_a_credential_that_may_be_valid_is_let_in() -> None:
    assert hits("authorizer_fail_open", step("token_authorizer", TOKEN), Outcome(result=policy(("Allow", ARN)))) == []


def test_nobody_in_particular_may_be_let_in_on_purpose() -> None:
    event = http_api_authorizer_event(Request("GET", "/items"))
    allowed = Outcome(result={"isAuthorized": True})
    assert event["identitySource"] is None
    assert hits("authorizer_fail_open", step("http_api_authorizer", event, ("absent",)), allowed) == [("", "warning")]
    assert hits("authorizer_fail_open", step("token_authorizer", TOKEN, ("garbage",), Vocabulary()), allowed) == [("", "warning")]


@pytest.mark.parametrize(
    ("name", "until", "labels", "expected"),
    [
        ("expiresAtMs", "1600000000000", (), [("expired", "warning")]),
        ("expiresAtMs", "4102444800000", (), []),
        ("expires_at", "1600000000000", (), []),
        ("createdAtMs", "1600000000000", (), []),
        ("expiresAtMs", "1600000000000", ("stored",), []),
    ],
)
def test_who_presents_what_is_over_is_let_in(name: str, until: str, labels: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    table = Table("sessions", ("id",), {"id": "S"})
    got = Call("dynamodb", "GetItem", {"TableName": "sessions", "Key": {"id": {"S": "a"}}})
    items = {"sessions": ({"id": {"S": "a"}, name: {"N": until}}, {"id": {"S": "b"}, "expiresAtMs": {"N": "1600000000000"}})}
    answer = Outcome(result=policy(("Allow", ARN)), calls=(got,), before=items)
    assert hits("authorizer_fail_open", replace(step("token_authorizer", TOKEN, labels), tables=(table,)), answer) == expected
    assert hits("authorizer_fail_open", step("token_authorizer", TOKEN, labels), replace(answer, result=policy(("Deny", ARN)))) == []


def raised(kind: str, message: str, source: str) -> Outcome:
    return Outcome(raised=Raised(kind, message, frames=(Frame("app.py", 3, "handler", source),)))


@pytest.mark.parametrize(("kind", "outcome", "said"), [
    ("token_authorizer", raised("Exception", "Unauthorized", 'raise Exception("Unauthorized")'), []),
    ("token_authorizer", raised("KeyError", "'a'", 'event["a"]'), [("", "warning")]),
    ("cognito", raised("ValueError", "no staff", 'raise ValueError("no staff")'), []),
    ("cognito", raised("KeyError", "'email'", 'attributes["email"]'), [("", "failure")]),
    ("direct", raised("KeyError", "'a'", 'event["a"]'), [("", "warning")]),
    ("websocket", raised("ValueError", "no", 'raise ValueError("no")'), [("", "failure")]),
])
def test_an_exception_is_an_answer_where_the_caller_takes_it_for_one(kind: str, outcome: Outcome, said: list[Any]) -> None:
    assert hits("unhandled_exception", step(kind, {}), outcome) == said


def test_an_inferred_batch_of_aws_tells_nothing_of_the_handler() -> None:
    outcome = raised("KeyError", "'data'", 'record["data"]')
    assert hits("unhandled_exception", step("direct", {}, vocabulary=Vocabulary(event=(Key("records", True),))), outcome) == []


CREATE = custom_resource_event("Create", {"Size": 3})
GOOD = {"Status": "SUCCESS", "PhysicalResourceId": "r", **{name: CREATE[name] for name in ("StackId", "RequestId", "LogicalResourceId")}}


def put(body: Any, method: str = "PUT") -> Received:
    text = body if isinstance(body, str) else json.dumps(body)
    return Received(method, "/", text, len(text.encode()))


@pytest.mark.parametrize(("received", "said"), [
    ([put(GOOD)], []),
    ([put({**GOOD, "Data": {"x": 1}, "NoEcho": True})], []),
    ([], [("unanswered", "failure")]),
    ([put(GOOD, "POST")], [("method", "failure")]),
    ([put("SUCCESS")], [("json", "failure")]),
    ([put({**GOOD, "Data": "x" * 4096})], [("size", "failure")]),
    ([put({**GOOD, "Status": "OK"})], [("Status", "failure")]),
    ([put({**GOOD, "PhysicalResourceId": ""})], [("PhysicalResourceId", "failure")]),
    ([put({**GOOD, "RequestId": "another"})], [("RequestId", "failure")]),
    ([put({name: value for name, value in GOOD.items() if name != "StackId"})], [("StackId", "failure")]),
    ([put({**GOOD, "Status": "FAILED"})], [("Reason", "failure")]),
    ([put({**GOOD, "Status": "FAILED", "Reason": "no"})], [("failed", "warning")]),
    ([put(GOOD), put(GOOD)], [("several", "warning")]),
    ([put(GOOD), put({**GOOD, "Status": "FAILED", "Reason": "no"})], [("several", "failure")]),
])
def test_a_custom_resource_answers_once_and_completely(received: list[Received], said: list[Any]) -> None:
    assert hits("cfn_contract", step("custom_resource", CREATE), Outcome(received=tuple(received))) == said


def test_a_failed_aws_call_may_be_answered_with_failed() -> None:
    failed = put({**GOOD, "Status": "FAILED", "Reason": "no"})
    outcome = Outcome(received=(failed,), calls=(Call("s3", "CreateBucket", {}, "AccessDenied"),))
    assert hits("cfn_contract", step("custom_resource", CREATE), outcome) == []


def test_a_failed_aws_call_is_answered_at_all() -> None:
    fault = Fault(0, "s3:PutObject", "SlowDown")
    silent = Outcome(raised=raised("ClientError", "SlowDown", "s3.put_object()").raised, faults=(fault,))
    assert hits("cfn_contract", step("custom_resource", CREATE), silent) == [("unanswered fault", "warning")]
    failed = put({**GOOD, "Status": "FAILED", "Reason": "no"})
    assert hits("cfn_contract", step("custom_resource", CREATE), Outcome(received=(failed,), faults=(fault,))) == []


def test_the_deletion_of_what_was_never_created_succeeds() -> None:
    event = custom_resource_event("Delete", {}, physical_id=UNKNOWN)
    outcome = Outcome(received=(put({**GOOD, "RequestId": event["RequestId"], "Status": "FAILED", "Reason": "no"}),))
    assert hits("cfn_contract", step("custom_resource", event), outcome) == [("delete", "warning")]


def test_what_was_refused_is_deleted_with_the_same_properties() -> None:
    parses = raised("ValueError", "invalid literal", 'int(properties["Size"])')
    event = custom_resource_event("Delete", {"Size": "lt-wrong"}, physical_id=UNKNOWN)
    refused = replace(step("custom_resource", event), labels=("wrong_type",))
    assert [(hit.exception, hit.severity) for hit in CHECKS["cfn_contract"].hits(refused, parses)] == [("ValueError", "warning")]
    assert hits("cfn_contract", refused, Outcome(received=(put({**GOOD, "RequestId": event["RequestId"]}),))) == []


def test_an_exception_before_the_answer_is_said_once() -> None:
    outcome = raised("KeyError", "'Size'", 'properties["Size"]')
    found = CHECKS["cfn_contract"].hits(step("custom_resource", CREATE), outcome)
    assert [hit.exception for hit in found] == ["KeyError"]
    assert hits("unhandled_exception", step("custom_resource", CREATE), outcome) == []


@pytest.mark.parametrize(("kind", "elapsed", "late"), [
    ("cognito", 6, True), ("cognito", 4, False), ("websocket", 30, True), ("direct", 99, False), ("http_api_authorizer", 11, True),
])
def test_each_source_has_its_own_deadline(kind: str, elapsed: float, late: bool) -> None:
    assert bool(hits("deadline", step(kind, {}), Outcome(elapsed=elapsed))) == late


@pytest.mark.parametrize(("kind", "large"), [("alb", True), ("rest_api", False)])
def test_a_load_balancer_takes_a_megabyte(kind: str, large: bool) -> None:
    assert bool(hits("response_size", step(kind, {}), Outcome(text="x" * 1_100_000))) == large
