"""`from_function`: a project of one handler, without an IaC file."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis.errors import InvalidArgument

import lambdatest
from lambdatest.engine import Options, fuzz
from lambdatest.event_sources import EVENT_SOURCES

APP = '''"""A shop."""
import json
import os

import boto3

TABLE = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    order = json.loads(event["body"])
    TABLE.put_item(Item={"id": order["id"], "left": context.get_remaining_time_in_millis()})
    return {"statusCode": 201, "body": json.dumps({"memory": context.memory_limit_in_mb})}
'''
ORDERS = {
    "TableName": "orders", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the handler ``shop/api/orders.py:handler``, which is the working directory."""
    folder = tmp_path / "shop" / "api"
    folder.mkdir(parents=True)
    for path in (folder, folder.parent):
        (path / "__init__.py").write_text("")
    (folder / "orders.py").write_text(APP)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def module(shop: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The handler's module, imported as a test would import it."""
    monkeypatch.syspath_prepend(str(shop))
    monkeypatch.setenv("TABLE", "orders")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    yield importlib.import_module("shop.api.orders")
    for name in ("shop.api.orders", "shop.api", "shop"):
        sys.modules.pop(name, None)


def options() -> dict[str, Any]:
    return {"route": "POST /orders", "tables": [ORDERS], "environment": {"TABLE": "orders"}, "timeout": 7, "memory": 512}


def test_a_handler_by_its_path_is_invoked_with_its_settings(shop: Path) -> None:
    project = lambdatest.from_function("shop/api/orders.py:handler", **options())
    with lambdatest.mocked_aws(project) as account:
        outcome = lambdatest.invoke(project, "handler", {"body": '{"id": "a"}'})
        (item,) = account.items("orders")
    assert json.loads(outcome.result["body"]) == {"memory": "512"} and 0 < item["left"] <= 7000


def test_a_handler_by_its_function_is_the_same_project(shop: Path, module: ModuleType) -> None:
    by_path = lambdatest.from_function("shop/api/orders.py:handler", **options()).functions[0]
    by_function = lambdatest.from_function(module.handler, **options()).functions[0]
    assert (by_function.handler, by_function.code_root) == (by_path.handler, by_path.code_root) == ("shop/api/orders.handler", shop)
    assert str(by_function.location) == "shop/api/orders.py:10"


def test_a_decorated_handler_is_found_too(shop: Path, module: ModuleType) -> None:
    text = "from functools import wraps\nimport shop.api.orders\n@wraps(shop.api.orders.handler)\ndef handler(e, c): return 1\n"
    (shop / "wrapped.py").write_text(text + "handler.__module__ = __name__\n")
    assert lambdatest.from_function(importlib.import_module("wrapped").handler).functions[0].handler == "wrapped.handler"
    del sys.modules["wrapped"]


def test_such_a_project_can_be_fuzzed(shop: Path) -> None:
    report = fuzz(lambdatest.from_function("shop/api/orders.py:handler", **options()), Options(max_examples=30, workers=1))
    (function,) = report.functions
    assert function.triggers[0].label == "POST /orders" and function.triggers[0].examples == 30
    assert "malformed_input" in {finding.check for finding in report.findings}


def test_the_code_root_may_be_given(shop: Path) -> None:
    (shop / "shop" / "__init__.py").unlink()
    by_default = lambdatest.from_function("shop/api/orders.py:handler").functions[0]
    given = lambdatest.from_function("shop/api/orders.py:handler", code_root=".").functions[0]
    assert (by_default.handler, by_default.code_root) == ("api/orders.handler", shop / "shop")
    assert (given.handler, given.code_root) == ("shop/api/orders.handler", shop)


@pytest.mark.parametrize("kind", list(EVENT_SOURCES))
def test_every_kind_of_event_source_has_a_trigger_with_its_usual_options(shop: Path, kind: str) -> None:
    (trigger,) = lambdatest.from_function("shop/api/orders.py:handler", trigger=kind).functions[0].triggers
    assert trigger.kind == kind and trigger.label != kind and trigger.options
    name = next(iter(trigger.options))
    with pytest.raises(InvalidArgument, match=f"{name}s=1: a trigger of kind {kind} has no such option"):
        lambdatest.from_function("shop/api/orders.py:handler", trigger=kind, **{f"{name}s": 1})


def test_options_of_the_event_source_are_taken(shop: Path) -> None:
    project = lambdatest.from_function("shop/api/orders.py:handler", route="put /orders/{id}", binary_types=("image/png",), stage="live")
    (trigger,) = project.functions[0].triggers
    assert (trigger.label, trigger.options["path"], trigger.options["method"]) == ("PUT /orders/{id}", "/orders/{id}", "PUT")
    assert (trigger.options["binary_types"], trigger.options["stage"]) == (("image/png",), "live")


def test_without_a_trigger_nothing_calls_it(shop: Path) -> None:
    assert lambdatest.from_function("shop/api/orders.py:handler", trigger=None).functions[0].triggers == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"handler": "orders"}, "handler='orders' is not of the form 'path/app.py:handler'"),
        ({"handler": "none.py:handler"}, "there is no file"),
        ({"handler": f"{'a' * 300}.py:handler"}, "there is no file"),
        ({"handler": len}, "has no source file"),
        ({"handler": lambda event, context: None}, "is not a function at the top of a module"),
        ({"handler": json.JSONDecoder()}, "is not a function at the top of a module"),
        ({"trigger": "http_appi"}, "trigger='http_appi' is no event source; did you mean 'http_api'?"),
        ({"trigger": 5}, "trigger=5 is not of type str"),
        ({"route": "POST"}, "has no path that begins with a slash"),
        ({"trigger": "function_url", "route": "POST /x"}, "a trigger of kind function_url has no route; remove it"),
        ({"trigger": None, "route": "POST /x"}, "trigger=None has no route and no options; remove route"),
        ({"path": "/x"}, "path='/x': a trigger of kind rest_api has no such option"),
        ({"timeout": 901}, "timeout=901 is not between 1 and 900"),
        ({"memory": 64}, "memory=64 is not between 128 and 10240"),
        ({"environment": {"A": 1}}, "are not both str"),
        ({"tables": "tables.json"}, "tables='tables.json' is one table; write it in a tuple"),
        ({"code_root": "shop/api/none"}, "does not hold the handler's file"),
    ],
)
def test_bad_arguments_are_refused_in_one_line(shop: Path, changes: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"handler": "shop/api/orders.py:handler", **changes}
    with pytest.raises((InvalidArgument, lambdatest.ProjectError)) as caught:
        lambdatest.from_function(**arguments)
    assert message in str(caught.value) and "\n" not in str(caught.value)
