"""A report on a small CRUD service as a first draft has it: what the snapshots show."""

from pathlib import Path
from typing import Any

import pytest

from lambdatest.finding import Finding, FunctionResult, Report, TriggerResult
from lambdatest.model import Case, History, Location
from lambdatest.reports import View

CREATE = """\
import json
import os

import boto3

dynamodb = boto3.resource("dynamodb")


def create(event, context):
    table = dynamodb.Table(os.environ["TODOS_TABLE"])
    data = json.loads(event["body"])
    item = {"id": context.aws_request_id, "title": data["title"], "price": data.get("price", 0)}
    table.put_item(Item=item)
    return {"statusCode": 200, "body": json.dumps(item)}
"""
DELETE = """\
def delete(event, context):
    table = dynamodb.Table(os.environ["TODOS_TABLE"])
    result = table.delete_item(Key={"id": event["pathParameters"]["id"]}, ReturnValues="ALL_OLD")

    return {"statusCode": 200, "body": json.dumps(result["Attributes"])}
"""
DOCUMENTS = {
    "unhandled_exception": "The handler answers every event that AWS sends for a well-behaved client, and raises nothing.\n\nMore.",
    "malformed_input": "A request that is malformed is answered with a 4xx, not with an exception or a 5xx.\n\nMore.",
    "numeric_roundtrip": "A number that was stored is answered as it was sent.\n\nMore.",
    "ghost_item": "Changing an item that does not exist does not bring it into being.\n\nMore.",
}


def rest_event(method: str, path: str, body: str | None = None, **changes: Any) -> dict[str, Any]:
    """A REST API event with the fields that a service adds to any request."""
    headers = {"Accept": "*/*", "Host": "a1b2c3.execute-api.us-east-1.amazonaws.com", "X-Forwarded-Proto": "https", "User-Agent": "curl/8"}
    return {
        "resource": path, "path": path, "httpMethod": method, "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None, "multiValueQueryStringParameters": None, "pathParameters": None, "stageVariables": None,
        "requestContext": {"accountId": "123456789012", "stage": "dev", "identity": {"sourceIp": "192.0.2.1", "user": None}},
        "body": body, "isBase64Encoded": False,
    } | changes  # fmt: skip


def http_event(method: str, path: str, body: str | None = None, **changes: Any) -> dict[str, Any]:
    """An HTTP API event of payload 2.0."""
    event = {
        "version": "2.0", "rawPath": path, "rawQueryString": "", "headers": {"host": "example.org"}, "isBase64Encoded": False,
        "requestContext": {"stage": "$default", "http": {"method": method, "path": path}},
    }  # fmt: skip
    return event | ({} if body is None else {"body": body}) | changes


def finding(check: str, severity: str, function: str, history: History, message: str, **changes: Any) -> Finding:
    """A finding of the last case of *history*."""
    last = history.cases[-1]
    given: dict[str, Any] = {"labels": last.labels, "step": len(history.cases) - 1, **changes}
    return Finding(check, severity, function, last.trigger, message, history=history, **given)


def rest_case(function: str, trigger: str, path: str, body: str | None = None, labels: tuple[str, ...] = (), **changes: Any) -> Case:
    """A case of a REST API trigger ``METHOD /path``."""
    return Case(function, trigger, "rest_api", rest_event(trigger.split()[0], path, body, **changes), labels)


def _findings() -> tuple[Finding, ...]:
    create, get, delete, update = "POST /todos", "GET /todos/{id}", "DELETE /todos/{id}", "PATCH /todos/{id}"
    stored = History((rest_case("get", get, "/todos/a"),), {"todos": (
        {"id": {"S": "a"}, "price": {"N": "19.99"}, "tags": {"SS": ["x"]}},
    )})  # fmt: skip
    pair = (rest_case("create", create, "/todos", '{"title": "", "price": 1.5}'), rest_case("delete", delete, "/todos/~1.id~"))
    query = {"queryStringParameters": {"q": "ü & b"}, "headers": {"X-Api-Key": "k", "Host": "h"}, "multiValueHeaders": None}
    at = Location("todos/create.py", 11)
    malformed = [
        (("absent",), None, "TypeError: the JSON object must be str, bytes or bytearray, not NoneType", at, "TypeError"),
        (("malformed",), "{", "JSONDecodeError: Expecting property name enclosed in double quotes", at, "JSONDecodeError"),
        (("missing_key",), "{}", "KeyError: 'title'", Location("todos/create.py", 12), "KeyError"),
        (("nonobject", "wrong_type"), "[]", "TypeError: list indices must be integers", Location("todos/create.py", 12), "TypeError"),
    ]
    return (
        *(
            finding("malformed_input", "warning", "create", History((rest_case("create", create, "/todos", body, labels),)), message,
                    location=line, exception=kind, key=labels[0])
            for labels, body, message, line, kind in malformed
        ),
        finding("unhandled_exception", "failure", "create", History(pair[:1]),
                "TypeError: Float types are not supported. Use Decimal types instead.", exception="TypeError", enclosing="create",
                location=Location("todos/create.py", 13), source="table.put_item(Item=item)"),
        finding("unhandled_exception", "failure", "delete", History(pair[1:]), "KeyError: 'Attributes'", exception="KeyError",
                location=Location("todos/delete.py", 5), enclosing="delete",
                source='return {"statusCode": 200, "body": json.dumps(result["Attributes"])}'),
        finding("numeric_roundtrip", "failure", "get", stored, "price 19.99 was stored and 19 answered", key="price",
                response={"statusCode": 200, "body": '{"id": "a", "price": 19}'}, location=Location("todos/get.py", 4),
                source="return int(value)", enclosing="default"),
        finding("ghost_item", "failure", "update", History((*pair[:1], rest_case("update", update, "/todos/~1.id~", "{}", **query))),
                "PATCH of the unknown id 'b' answered 200 and created an item in todos", response={"statusCode": 200, "body": "{}"}),
    )  # fmt: skip


@pytest.fixture
def todos_report() -> Report:
    """Seven functions: four failed, one held, one could not run, one is in another language."""

    def ran(name: str, status: str, label: str, examples: int, lines: float, seconds: float) -> FunctionResult:
        trigger = TriggerResult("rest_api", label, examples)
        return FunctionResult(name, f"todos/{name}.{name}", status, None, None, (trigger,), lines, seconds)

    functions = (
        ran("create", "failed", "POST /todos", 212, 0.93, 4.1),
        ran("get", "failed", "GET /todos/{id}", 200, 1.0, 3.0),
        ran("list", "passed", "GET /todos", 180, 1.0, 2.5),
        ran("update", "failed", "PATCH /todos/{id}", 200, 0.88, 3.3),
        ran("delete", "failed", "DELETE /todos/{id}", 200, 1.0, 3.1),
        FunctionResult("thumbnail", "images/thumb.make", "not_run", "images/thumb.py: no module named 'PIL'", "pip install pillow"),
        FunctionResult("web", "web/index.handler", "skipped", "its runtime is nodejs20.x, not Python"),
    )
    notes = ("serverless.yml:14: ${ssm:/todos/key} cannot be known here; a dummy stands in",)
    return Report(1, "serverless.yml", "serverless", "todos", functions, _findings(), (), notes, "audit hook", 16.04)


@pytest.fixture
def todos_view(tmp_path: Path) -> View:
    """The service's source, and the documents of its checks."""
    (tmp_path / "todos").mkdir()
    (tmp_path / "todos" / "create.py").write_text(CREATE)
    (tmp_path / "todos" / "delete.py").write_text(DELETE)
    return View(tmp_path, documents=DOCUMENTS)
