"""Each relation has a handler that it must catch and one that it must leave alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Location, Project, Resource
from lambdatest.relations import RELATIONS
from strategies.service import history

ITEMS = [{"id": {"S": name}, "kind": {"S": kind}} for name, kind in (("a", "y"), ("b", "x"), ("c", "y"))]
LIST = history("GET", "/items", seeds=ITEMS)
POST = history("POST", "/items", kind="http_api", body='{"n": 3}')


@dataclass(frozen=True)
class Pair:
    """A handler that the relation must catch, and ones that it must leave alone."""

    relation: str
    bad: str
    good: tuple[str, ...]
    history: History
    route: str
    kind: str = "http"
    severity: str = "failure"


PAIRS = [
    Pair(
        "page_completeness",
        """
        def handler(event, context):
            return {"statusCode": 200, "body": json.dumps([item["id"] for item in TABLE.scan()["Items"]])}
        """,
        (
            """
            def handler(event, context):
                found, more = [], {}
                while more is not None:
                    page = TABLE.scan(**more)
                    found += page["Items"]
                    more = {"ExclusiveStartKey": page["LastEvaluatedKey"]} if "LastEvaluatedKey" in page else None
                return {"statusCode": 200, "body": json.dumps([item["id"] for item in found])}
            """,
            """
            def handler(event, context):
                page = TABLE.scan()
                return {"statusCode": 200, "body": json.dumps({"items": page["Items"], "next": page.get("LastEvaluatedKey")})}
            """,
            """
            def handler(event, context):
                return {"statusCode": 200, "body": json.dumps(TABLE.scan(Limit=2)["Items"])}
            """,
        ),
        LIST,
        "GET /items",
    ),
    Pair(
        "page_completeness",
        """
        from boto3.dynamodb.conditions import Attr
        def handler(event, context):
            return {"statusCode": 200, "body": json.dumps(bool(TABLE.scan(FilterExpression=Attr("kind").eq("x"), Limit=5)["Items"]))}
        """,
        (),
        LIST,
        "GET /items",
    ),
    Pair(
        "base64_metamorphic",
        """
        def handler(event, context):
            return {"statusCode": 200, "body": event["body"].upper()}
        """,
        (
            """
            import base64
            def handler(event, context):
                text = event["body"]
                if event.get("isBase64Encoded"):
                    text = base64.b64decode(text).decode()
                return {"statusCode": 200, "body": text.upper()}
            """,
            """
            def handler(event, context):
                return {"statusCode": 200, "body": str(json.loads(event["body"])["n"])}
            """,
        ),
        POST,
        "POST /items",
        kind="httpApi",
    ),
    Pair(
        "header_case",
        """
        def handler(event, context):
            return {"statusCode": 200, "body": event["headers"].get("X-Tenant", "none")}
        """,
        (
            """
            def handler(event, context):
                headers = {name.lower(): value for name, value in event["headers"].items()}
                return {"statusCode": 200, "body": headers.get("x-tenant", "none")}
            """,
        ),
        history("GET", "/items", headers=(("X-Tenant", "a"),)),
        "GET /items",
    ),
    Pair(
        "warm_cold",
        """
        seen = []
        def handler(event, context):
            seen.append(1)
            return {"statusCode": 200, "body": json.dumps(seen)}
        """,
        (
            """
            from functools import lru_cache
            @lru_cache
            def config():
                return {"size": 3}
            def handler(event, context):
                return {"statusCode": 200, "body": json.dumps(config())}
            """,
            """
            import time, uuid
            from datetime import datetime
            from functools import lru_cache
            @lru_cache
            def config():
                return TABLE.scan()["Count"]
            def handler(event, context):
                made = {"id": str(uuid.uuid4()), "at": datetime.now().isoformat(), "until": time.time() + 60, "config": config()}
                return {"statusCode": 200, "body": json.dumps(made)}
            """,
        ),
        LIST,
        "GET /items",
        severity="warning",
    ),
]


def said(make_project: Callable[..., Project], pair: Pair, code: str) -> list[tuple[str, str]]:
    project = make_project(code, pair.route, kind=pair.kind)
    return [(finding.check, finding.severity) for finding in replay(project, pair.history, [pair.relation]).findings]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.relation)
def test_a_relation_catches_the_bad_handler(make_project: Callable[..., Project], pair: Pair) -> None:
    assert said(make_project, pair, pair.bad) == [(pair.relation, pair.severity)]


@pytest.mark.parametrize(
    ("pair", "good"), [(pair, good) for pair in PAIRS for good in pair.good], ids=lambda value: getattr(value, "relation", "")
)
def test_a_relation_leaves_the_good_handlers_alone(make_project: Callable[..., Project], pair: Pair, good: str) -> None:
    assert said(make_project, pair, good) == []


def test_every_relation_has_a_pair() -> None:
    """Here, or in a file of its own name."""
    own = {name for name in RELATIONS if (Path(__file__).parent / f"test_{name}.py").exists()}
    assert {pair.relation for pair in PAIRS} | own == set(RELATIONS)


@pytest.mark.parametrize(
    "kept",
    [
        "def add(n, seen=[]):\n    seen.append(n)\n    return seen",
        "def add(n, *, seen={}):\n    seen[len(seen)] = n\n    return list(seen)",
    ],
)
def test_a_default_that_is_changed_in_place_is_seen_by_a_warm_environment(make_project: Callable[..., Project], kept: str) -> None:
    code = kept + '\ndef handler(event, context):\n    return {"statusCode": 200, "body": json.dumps(add(1))}\n'
    pair = next(pair for pair in PAIRS if pair.relation == "warm_cold")
    assert said(make_project, pair, code) == [("warm_cold", "warning")]


UPLOAD = """
import base64
S3 = boto3.client("s3")
def handler(event, context):
    sent = event["body"]
    sent = base64.b64decode(sent)DECODED if event.get("isBase64Encoded") else sentENCODED
    S3.put_object(Bucket="uploads", Key="a", Body=sent)
    return {"statusCode": 200, "body": "ok"}
"""


@pytest.mark.parametrize(
    ("decoded", "encoded", "binary", "expected"),
    [
        ('.decode("utf-8", "replace")', "", ("image/*",), [("base64_metamorphic", "failure")]),
        ('.decode("latin-1")', "", ("image/*",), [("base64_metamorphic", "failure")]),
        ("", ".encode()", ("image/*",), []),
    ],
)
def test_bytes_are_not_read_as_text(
    make_project: Callable[..., Project], decoded: str, encoded: str, binary: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    project = make_project(UPLOAD.replace("DECODED", decoded).replace("ENCODED", encoded), "POST /items")
    (trigger,) = project.functions[0].triggers
    api = replace(project.functions[0], triggers=(replace(trigger, options={**trigger.options, "binary_types": binary}),))
    bucket = Resource("Uploads", "AWS::S3::Bucket", {"BucketName": "uploads"}, Location("serverless.yml", 1))
    asked = history("POST", "/items", body="plain text", headers=(("Content-Type", "image/png"),))
    found = replay(replace(project, functions=(api,), resources=(*project.resources, bucket)), asked, ["base64_metamorphic"]).findings
    assert [(finding.check, finding.severity) for finding in found] == expected


JSON = """
import base64
def handler(event, context):
    text = event["body"]
    if event.get("isBase64Encoded"):
        text = base64.b64decode(text).decode(CODEC)
    try:
        TABLE.put_item(Item={"id": "a", "name": json.loads(text)["name"]})
    except (ValueError, KeyError):
        return {"statusCode": 400}
    return {"statusCode": 200, "body": "ok"}
"""


@pytest.mark.parametrize(("codec", "expected"), [
    ('"utf-8"', []), ('"latin-1"', [("base64_metamorphic", "failure")]), ('"ascii"', [("base64_metamorphic", "failure")]),
    ('"utf-16"', []),  # every body in base64 is refused, as one may do on purpose
])
def test_json_in_base64_is_read_as_its_text_is(make_project: Callable[..., Project], codec: str, expected: list[Any]) -> None:
    asked = history("POST", "/items", kind="http_api", body='{"name": "Zo\\u00eb"}')
    found = replay(make_project(JSON.replace("CODEC", codec), "POST /items", kind="httpApi"), asked, ["base64_metamorphic"]).findings
    assert [(finding.check, finding.severity) for finding in found] == expected


def test_json_where_the_code_expects_no_base64_is_left_alone(make_project: Callable[..., Project]) -> None:
    code = JSON.replace('event.get("isBase64Encoded")', "False").replace("base64.b64decode(text).decode(CODEC)", "text")
    asked = history("POST", "/items", kind="http_api", body='{"name": "Zoe"}')
    assert replay(make_project(code, "POST /items", kind="httpApi"), asked, ["base64_metamorphic"]).findings == ()
