"""What an environment keeps is another caller's, or out of date; what it keeps for each, or for a while, is left alone."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.engine.stage import staged
from lambdatest.model import History, Project
from strategies.service import history

ITEMS = [{"id": {"S": name}, "owner": {"S": name}, "text": {"S": f"of {name}"}} for name in ("a", "b")]
GET = history("GET", "/items/a", route="/items/{id}", parameters={"id": "a"}, seeds=ITEMS)
CLAIMED = history("GET", "/items/a", route="/items/{id}", parameters={"id": "a"}, seeds=ITEMS)
CLAIMED.cases[0].event["requestContext"]["authorizer"] = {"claims": {"sub": "a"}}
READ = """
def read(name):
    return (TABLE.get_item(Key={"id": name}).get("Item") or {"text": "none"})["text"]
"""
NOTES = """
class Notes:
    kept = {}
    def __init__(self, who):
        self.who, self.own = who, OWN
    def get(self, name):
        kept = self.kept if self.own is None else self.own
        if name not in kept:
            item = TABLE.get_item(Key={"id": name}).get("Item") or {}
            if item.get("owner") != self.who:
                return None
            kept[name] = item["text"]
        return kept[name]

def handler(event, context):
    text = Notes(event["requestContext"]["authorizer"]["claims"]["sub"]).get(event["pathParameters"]["id"])
    return {"statusCode": 404 if text is None else 200, "body": text or ""}
"""
BAD = {
    "the first one's": """
KEPT = []
def handler(event, context):
    if not KEPT:
        KEPT.append(read(event["pathParameters"]["id"]))
    return {"statusCode": 200, "body": KEPT[0]}
""",
    "the first caller's": """
CALLER = None
def handler(event, context):
    global CALLER
    CALLER = CALLER or event["requestContext"]["authorizer"]["claims"]["sub"]
    return {"statusCode": 200, "body": CALLER}
""",
    "another caller's": NOTES.replace("OWN", "None"),
    "a header": """
HEADERS = {"Content-Type": "text/plain"}
def handler(event, context):
    headers = HEADERS
    text = read(event["pathParameters"]["id"])
    if text != "none":
        headers["X-Text"] = text
    return {"statusCode": 200, "headers": headers, "body": "ok"}
""",
    "a variable of the environment": """
def handler(event, context):
    known = os.environ.get("LT_ID") or event["pathParameters"]["id"]
    os.environ["LT_ID"] = known
    return {"statusCode": 200, "body": known}
""",
    "a precision": """
import decimal
def handler(event, context):
    third = str(decimal.Decimal(1) / 3)
    decimal.getcontext().prec = 4
    return {"statusCode": 200, "body": third}
""",
    "a file in /tmp": """
def handler(event, context):
    with open("/tmp/lt-kept.txt", "a+") as file:
        file.write(event["pathParameters"]["id"])
        file.seek(0)
        return {"statusCode": 200, "body": file.read()}
""",
}
GOOD = {
    "one for each": """
KEPT = {}
def handler(event, context):
    name = event["pathParameters"]["id"]
    if name not in KEPT:
        KEPT[name] = read(name)
    return {"statusCode": 200, "body": KEPT[name]}
""",
    "headers of its own": """
HEADERS = {"Content-Type": "text/plain"}
COUNT = []
def handler(event, context):
    COUNT.append(1)
    return {"statusCode": 200, "headers": {**HEADERS, "X-Text": read(event["pathParameters"]["id"])}, "body": "ok"}
""",
    "a caller's own": NOTES.replace("OWN", "{}"),
    "a variable that is always set": """
import decimal
def handler(event, context):
    os.environ["TZ"] = "UTC"
    decimal.getcontext().prec = 20
    return {"statusCode": 200, "body": str(decimal.Decimal(1) / 3)}
""",
    "a file of its own": """
def handler(event, context):
    with open("/tmp/lt-kept.txt", "w+") as file:
        file.write(event["pathParameters"]["id"])
        file.seek(0)
        return {"statusCode": 200, "body": file.read()}
""",
}


def said(project: Project, asked: History) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["warm_cold"]).findings]


@pytest.mark.parametrize("name", BAD)
def test_what_is_another_request_s_is_found(make_project: Callable[..., Project], name: str) -> None:
    project = make_project(READ + BAD[name], "GET /items/{id}")
    assert said(project, CLAIMED if "caller" in name else GET) == [("warm_cold", "warning")]


@pytest.mark.parametrize("name", GOOD)
def test_what_is_its_own_is_left_alone(make_project: Callable[..., Project], name: str) -> None:
    assert said(make_project(READ + GOOD[name], "GET /items/{id}"), CLAIMED if "caller" in name else GET) == []


CACHE = """
import time
KEPT = {}
def handler(event, context):
    if event["httpMethod"] == "PUT":
        TABLE.put_item(Item={"id": "a", "text": "new"})
        return {"statusCode": 204, "body": ""}
    at, text = KEPT.get("a", (0, None))
    if text is None or time.time() - at > LIMIT:
        KEPT["a"] = time.time(), read("a")
    return {"statusCode": 200, "body": KEPT["a"][1]}
"""


@pytest.mark.parametrize(("limit", "expected"), [("10**9", [("warm_cold", "warning")]), ("300", [])])
def test_what_was_changed_since_is_found_where_it_is_kept_without_a_limit(
    make_project: Callable[..., Project], limit: str, expected: list[tuple[str, str]]
) -> None:
    project = make_project(READ + CACHE.replace("LIMIT", limit), "GET /items/{id}", "PUT /items/{id}")
    (write,) = history("PUT", "/items/a", route="/items/{id}", parameters={"id": "a"}, body="{}").cases
    assert said(project, History((*GET.cases, write, *GET.cases), GET.seeds)) == expected


@pytest.mark.parametrize(("kept", "warmed"), [("made", False), ("own", True)])
def test_a_connection_that_a_model_has_from_its_base_does_not_make_it_warm(
    make_project: Callable[..., Project], kept: str, warmed: bool
) -> None:
    code = f"""
    class Base:
        made = None
    class Model(Base):
        own = None
    def handler(event, context):
        Model.{kept} = Model.{kept} or object()
        return {{"statusCode": 200}}
    """
    with staged(make_project(code, "GET /items/{id}"), "api", ()) as stage:
        assert stage.runner.run(GET).warmed is warmed
