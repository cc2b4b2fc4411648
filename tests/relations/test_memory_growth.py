"""What modules keep of each request is found; what is bounded, emptied, replaced or asked for once is not."""

from base64 import b64encode
from collections.abc import Callable
from textwrap import dedent
from typing import Any

import pytest

from lambdatest.engine import replay
from lambdatest.engine.stage import staged
from lambdatest.model import History, Project
from lambdatest.relations.relation import RELATIONS
from lambdatest.relations.variation import SUFFIX, varied
from strategies.service import history

GET = history("GET", "/items/a", route="/items/{id}", parameters={"id": "a"}, query=(("q", "a"),))
ROUTE = "GET /items/{id}"
POST = history("POST", "/items", kind="http_api", body='{"name": "a", "tags": ["b"]}')

LEAKS = {
    "a list of events": """
        SEEN = []
        def handler(event, context):
            SEEN.append(event)
            return {"statusCode": 200, "body": str(len(SEEN))}
    """,
    "an instance's dictionary by request": """
        class Tracer:
            def __init__(self):
                self.spans = {}
            def note(self, context, event):
                self.spans[context.aws_request_id] = {"path": event["path"], "headers": dict(event["headers"])}
        TRACER = Tracer()
        def handler(event, context):
            TRACER.note(context, event)
            return {"statusCode": 200}
    """,
    "a default argument": """
        def collect(record, found=[]):
            found.append(dict(record))
            return found
        def handler(event, context):
            return {"statusCode": 200, "body": str(len(collect(event["headers"])))}
    """,
    "a cache by what is asked, without a bound": """
        from functools import lru_cache
        @lru_cache(maxsize=None)
        def words(text):
            return tuple(text.upper().split("-"))
        def handler(event, context):
            return {"statusCode": 200, "body": str(len(words(event["queryStringParameters"]["q"])))}
    """,
    "a dictionary in a decorator's closure": """
        def remembered(function):
            known = {}
            def inner(text):
                if text not in known:
                    known[text] = function(text)
                return known[text]
            return inner
        @remembered
        def shout(text):
            return text.upper() * 3
        def handler(event, context):
            return {"statusCode": 200, "body": shout(event["pathParameters"]["id"])}
    """,
    "a handler of a logger": """
        import logging, sys
        def handler(event, context):
            logger = logging.getLogger("lt-work")
            logger.addHandler(logging.StreamHandler(sys.stdout))
            logger.warning("here")
            return {"statusCode": 200}
    """,
    "a pool of threads": """
        from concurrent.futures import ThreadPoolExecutor
        POOLS = []
        def handler(event, context):
            POOLS.append(ThreadPoolExecutor(max_workers=2))
            return {"statusCode": 200, "body": json.dumps(list(POOLS[-1].map(abs, [1, -2])))}
    """,
}
KEEPS = {
    "a handler of a logger that is added once": """
        import logging, sys
        def handler(event, context):
            logger = logging.getLogger("lt-work")
            if not logger.handlers:
                logger.addHandler(logging.StreamHandler(sys.stdout))
            return {"statusCode": 200}
    """,
    "one pool of threads": """
        from concurrent.futures import ThreadPoolExecutor
        POOL = None
        def handler(event, context):
            global POOL
            POOL = POOL or ThreadPoolExecutor(max_workers=2)
            with ThreadPoolExecutor(max_workers=2) as other:
                other.submit(abs, 1).result()
            return {"statusCode": 200, "body": json.dumps(list(POOL.map(abs, [1, -2])))}
    """,
    "a configuration that is read once": """
        from functools import lru_cache
        @lru_cache
        def config():
            return TABLE.scan()
        def handler(event, context):
            return {"statusCode": 200, "body": str(config()["Count"])}
    """,
    "a counter": """
        STATE = {"n": 0}
        def handler(event, context):
            STATE["n"] += 1
            return {"statusCode": 200, "body": str(STATE["n"])}
    """,
    "a cache with a bound": """
        from collections import deque
        from functools import lru_cache
        RECENT = deque(maxlen=50)
        @lru_cache(maxsize=1000)
        def words(text):
            return text.upper().split("-")
        def handler(event, context):
            RECENT.append(event)
            return {"statusCode": 200, "body": str(len(words(event["queryStringParameters"]["q"])))}
    """,
    "a list that is cut": """
        RECENT = []
        def handler(event, context):
            RECENT.append(event)
            if len(RECENT) > 200:
                RECENT.pop(0)
            return {"statusCode": 200}
    """,
    "a cache that is refused when it is full": """
        CACHE = {}
        def handler(event, context):
            q = event["queryStringParameters"]["q"]
            if len(CACHE) < 500:
                CACHE[q] = q * 20
            return {"statusCode": 200, "body": q}
    """,
    "a buffer that another function flushes": """
        BUFFER = []
        def send(lines):
            if len(lines) > 100:
                lines.clear()
        def handler(event, context):
            BUFFER.append(dict(event["headers"]))
            send(BUFFER)
            return {"statusCode": 200}
    """,
    "the last request": """
        LAST = None
        def handler(event, context):
            global LAST
            LAST = dict(event)
            return {"statusCode": 200}
    """,
    "what is stored in the account": """
        import uuid
        SEEN = set()
        def handler(event, context):
            SEEN.add("one")
            TABLE.put_item(Item={"id": str(uuid.uuid4()), "text": "x" * 5000})
            return {"statusCode": 200}
    """,
    "one entry for each known tenant": """
        KNOWN = {}
        def handler(event, context):
            name = event["pathParameters"]["id"]
            if name not in ("a", "b"):
                return {"statusCode": 404}
            KNOWN.setdefault(name, {"limits": list(range(1000, 1200))})
            return {"statusCode": 200}
    """,
}


def said(make_project: Callable[..., Project], code: str) -> list[tuple[str, str]]:
    project = make_project(dedent(code), ROUTE)
    return [(finding.check, finding.severity) for finding in replay(project, GET, ["memory_growth"]).findings]


@pytest.mark.parametrize("name", LEAKS)
def test_what_is_kept_of_each_request_is_found(make_project: Callable[..., Project], name: str) -> None:
    assert said(make_project, LEAKS[name]) == [("memory_growth", "warning")]


@pytest.mark.parametrize("name", KEEPS)
def test_what_has_an_end_is_left_alone(make_project: Callable[..., Project], name: str) -> None:
    assert said(make_project, KEEPS[name]) == []


def test_the_finding_names_what_grows(make_project: Callable[..., Project]) -> None:
    project = make_project(dedent(LEAKS["an instance's dictionary by request"]), ROUTE)
    (finding,) = replay(project, GET, ["memory_growth"]).findings
    assert finding.message.startswith("TRACER.spans of ")


def test_the_texts_of_a_body_are_varied_too(make_project: Callable[..., Project]) -> None:
    code = """
        KNOWN = {}
        def handler(event, context):
            name = json.loads(event["body"])["name"]
            KNOWN[name] = name * 4
            return {"statusCode": 200}
    """
    project = make_project(dedent(code), "POST /items", kind="httpApi")
    found: History = POST
    assert [finding.check for finding in replay(project, found, ["memory_growth"]).findings] == ["memory_growth"]


PAGES = """
    import base64, functools
    @functools.lru_cache(maxsize=SIZE)
    def page(text):
        return f"<p>{text}</p>"
    def handler(event, context):
        body = event["body"]
        return {"statusCode": 200, "body": page(base64.b64decode(body).decode() if event["isBase64Encoded"] else body)}
"""


@pytest.mark.parametrize("body", ["a", b"a"], ids=("text", "bytes"))
@pytest.mark.parametrize(("size", "checks"), [("None", ["memory_growth"]), ("16", [])])
def test_a_body_that_is_no_json_is_varied_as_a_whole(
    make_project: Callable[..., Project], body: str | bytes, size: str, checks: list[str]
) -> None:
    project = make_project(dedent(PAGES.replace("SIZE", size)), "POST /items", kind="httpApi")
    asked = history("POST", "/items", kind="http_api", body=body)
    assert [finding.check for finding in replay(project, asked, ["memory_growth"]).findings] == checks


@pytest.mark.parametrize(("size", "checks"), [("None", ["memory_growth"]), ("16", [])])
def test_a_request_whose_texts_must_be_in_a_range_is_varied_within_it(
    make_project: Callable[..., Project], size: str, checks: list[str]
) -> None:
    code = f"""
        from functools import lru_cache
        @lru_cache(maxsize={size})
        def plan(months):
            return "x" * 500 + str(months)
        def handler(event, context):
            months = event["queryStringParameters"]["months"]
            if not months.isdigit() or int(months) > 480:
                return {{"statusCode": 400}}
            return {{"statusCode": 200, "body": plan(int(months))}}
    """
    asked = history("GET", "/items", query=(("months", "1"),))
    found = replay(make_project(dedent(code), "GET /items"), asked, ["memory_growth"]).findings
    assert [finding.check for finding in found] == checks


@pytest.mark.parametrize(("event", "other"), [
    ({"body": "a"}, {"body": f"a{SUFFIX.format(7)}"}),
    ({"body": '"a"'}, {"body": f'"a{SUFFIX.format(7)}"'}),
    ({"body": "YQ==", "isBase64Encoded": True}, {"body": b64encode(f"a{SUFFIX.format(7)}".encode()).decode(), "isBase64Encoded": True}),
    ({"body": '{"n":1, "on":true}'}, None), ({"body": "null"}, None), ({"body": ""}, None), ({"body": None}, None), ({}, None),
    ({"body": "/w==", "isBase64Encoded": True}, None),
], ids=("text", "a JSON text", "base64", "numbers", "null", "empty", "none", "no body", "bytes"))
def test_only_texts_are_varied(event: dict[str, Any], other: dict[str, Any] | None) -> None:
    assert varied(event, 7) == other


def test_a_request_without_the_texts_that_may_differ_is_no_try(make_project: Callable[..., Project]) -> None:
    code = """
        from functools import cache
        @cache
        def words(text):
            return tuple(text.upper().split("-"))
        def handler(event, context):
            return {"statusCode": 200, "body": str(len(words((event["queryStringParameters"] or {}).get("q", ""))))}
    """
    project = make_project(dedent(code), "GET /items")
    asked, plain = history("GET", "/items", query=(("q", "a"),)), history("GET", "/items")
    assert [len(replay(project, one, ["memory_growth"]).findings) for one in (asked, plain)] == [1, 0]
    with staged(project, "api", ("memory_growth",)) as stage:
        relation = RELATIONS["memory_growth"]
        assert [bool(relation.runs(stage.runner.run(one))) for one in (asked, plain)] == [True, False]
