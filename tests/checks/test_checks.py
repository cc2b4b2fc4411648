"""Each check has a handler that it must catch and one that it must leave alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from lambdatest.checks import CHECKS
from lambdatest.engine import replay
from lambdatest.event_sources.request import TOKEN
from lambdatest.model import Case, History, Project
from lambdatest.strategies.hostile import MARKUP_TEXT
from lambdatest.strategies.s3 import s3_event
from lambdatest.strategies.sns import sns_event
from lambdatest.strategies.sqs import Message, sqs_event
from strategies.service import history

HERE = Path(__file__).parent
ITEM = {"id": {"S": "a"}, "price": {"N": "19.99"}, "name": {"S": "Zoë"}}
ROUTE = "/items/{id}"
QUEUE = "arn:aws:sqs:us-east-1:123456789012:in"

BOOKS = """
seat = json.loads(event["body"])
try:
    TABLE.put_item(Item=seat, ConditionExpression="attribute_not_exists(id)")
except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
    %s
return {"statusCode": 201, "body": json.dumps(seat)}
"""
VALUE = """f'<input name="q" value="{text}">'"""
QUOTED = """f"<input name='q' value='{text}'>\""""
BETWEEN = """f'<p class="q">{text}</p>'"""
SEARCHES = """
import html
q = event["queryStringParameters"]["q"]
text = %s
return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": %s}
"""
PARTNER = """
import urllib.parse, urllib.request
url = event["queryStringParameters"]["url"]
if ALLOWED:
    urllib.request.urlopen(url)
return {"statusCode": 200}
"""
LOOKS = 'boto3.client("s3").get_object(Bucket="files", Key=key)\nreturn {"statusCode": 200}'


@dataclass(frozen=True)
class Pair:
    """A handler that the check must catch, and one that it must leave alone, on the same history."""

    check: str
    bad: str
    good: str
    history: History
    route: str
    kind: str = "http"
    severity: str = "failure"
    environment: tuple[tuple[str, str], ...] = ()
    timeout: int = 6


def get(**options: Any) -> History:
    return history("GET", "/items/a", route=ROUTE, parameters={"id": "a"}, **options)


def post(body: str | None, **options: Any) -> History:
    return history("POST", "/items", body=body, **options)


def body(statements: str) -> str:
    return "def handler(event, context):\n" + "\n".join(f"    {line}" for line in statements.strip().splitlines()) + "\n"


def searches(page: str, escaped: str) -> str:
    """A handler that answers a *page* with the client's text, *escaped* in some way."""
    return body(SEARCHES % (escaped, page))


def message(*bodies: str) -> History:
    """A batch of the queue ``in`` whose first message is malformed."""
    event = sqs_event([Message(text) for text in bodies], queue=QUEUE)
    return History((Case("api", "SQS in", "sqs", event, ("malformed",)),))


def notification(key: str) -> History:
    """S3 tells of the object *key*, which is there."""
    case = Case("api", "S3 uploads s3:ObjectCreated:*", "s3", s3_event(key, bucket="uploads"))
    return History((case,), {"s3:uploads": ({"Key": key, "Body": "x"},)})


READ_OBJECT = """
s3 = boto3.client("s3")
key = event["Records"][0]["s3"]["object"]["key"]
"""
OK = body('return {"statusCode": 200, "body": "{}"}')
PAIRS = [
    Pair(
        "batch_split",
        body('return [json.loads(record["body"]) for record in event["Records"]]'),
        body('return [record["body"] for record in event["Records"]]'),
        message("{", "{}"),
        QUEUE,
        "sqs",
        "warning",
    ),
    Pair(
        "s3_key_encoding",
        body(READ_OBJECT + 's3.head_object(Bucket="uploads", Key=key)'),
        body(READ_OBJECT + 'from urllib.parse import unquote_plus\ns3.head_object(Bucket="uploads", Key=unquote_plus(key))'),
        notification("photo 1.jpg"),
        "uploads",
        "s3",
    ),
    Pair("unhandled_exception", body('return {"statusCode": 200, "body": event["pathParameters"]["no"]}'), OK, get(), f"GET {ROUTE}"),
    Pair(
        "malformed_input",
        body('json.loads(event["body"])\nreturn {"statusCode": 200}'),
        body('return {"statusCode": 200 if event["body"] else 400, "body": ""}'),
        post(None, labels=("absent",)),
        "POST /items",
        severity="warning",
    ),
    Pair("server_error", body('return {"statusCode": 500, "body": "oops"}'), body('return {"statusCode": 503}'), get(), f"GET {ROUTE}"),
    Pair("response_shape", body('return {"statusCode": 200, "body": {}}'), OK, get(), f"GET {ROUTE}"),
    Pair(
        "json_serialisable",
        body('return {"statusCode": 200, "body": "", "headers": {"x": {1, 2}}}'),
        body('from decimal import Decimal\nreturn {"statusCode": Decimal(200), "body": ""}'),
        get(),
        f"GET {ROUTE}",
    ),
    Pair(
        "json_strict",
        body('return {"statusCode": 200, "body": json.dumps({"x": float("nan")})}'),
        body('return {"statusCode": 200, "body": "NaN", "headers": {"Content-Type": "text/plain"}}'),
        get(),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "response_size",
        body('return {"statusCode": 200, "body": "x" * (7 * 2**20)}'),
        body('return {"statusCode": 200, "body": "x" * 2**20}'),
        get(),
        f"GET {ROUTE}",
    ),
    Pair(
        "header_injection",
        body('return {"statusCode": 302, "headers": {"Location": event["queryStringParameters"]["to"]}}'),
        body('return {"statusCode": 302, "headers": {"Location": repr(event["queryStringParameters"]["to"])}}'),
        get(query=(("to", "evil\r\nX-Injected: lt7f3"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "open_redirect",
        body('return {"statusCode": 302, "headers": {"Location": event["queryStringParameters"]["to"]}}'),
        body(
            'from urllib.parse import quote\n'
            'return {"statusCode": 302, "headers": {"Location": "/login?next=" + quote(event["queryStringParameters"]["to"])}}'
        ),
        get(query=(("to", "https://canary-host.example/"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "open_redirect",
        body(
            'host = event["queryStringParameters"]["to"].split("/")[2]\n'
            'return {"statusCode": "301", "multiValueHeaders": {"location": ["//" + host + "/x"]}}'
        ),
        body(
            'to = event["queryStringParameters"]["to"]\nknown = to.startswith("https://shop.example/")\n'
            'return {"statusCode": 302, "headers": {"Location": to if known else "https://shop.example/"}}'
        ),
        get(query=(("to", "https://canary-host.example/"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "log_injection",
        body('print("looks for " + event["queryStringParameters"]["q"])\nreturn {"statusCode": 200}'),
        body('print(json.dumps(event))\nprint("looks for %r" % event["queryStringParameters"]["q"])\nreturn {"statusCode": 200}'),
        get(query=(("q", "evil\r\nX-Injected: lt7f3"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "log_injection",
        body(
            'import logging\nlogging.getLogger().warning("no user %s", event["queryStringParameters"]["q"])\n'
            'return {"statusCode": 404, "body": ""}'
        ),
        body('raise ValueError(event["queryStringParameters"]["q"])'),
        get(query=(("q", "evil\r\nX-Injected: lt7f3"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "s3_key_traversal",
        body(
            'boto3.client("s3").put_object(Bucket="files", Key="uploads/" + event["queryStringParameters"]["name"], Body=b"")\n'
            'return {"statusCode": 200}'
        ),
        body(
            'name = os.path.basename(event["queryStringParameters"]["name"])\ns3 = boto3.client("s3")\n'
            's3.put_object(Bucket="files", Key="uploads/" + name, Body=b"")\n'
            'return {"statusCode": 200, "body": str(s3.list_objects_v2(Bucket="files", Prefix=event["queryStringParameters"]["name"]))}'
        ),
        get(query=(("name", "../../../etc/lt7f3"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "s3_key_traversal",
        body('key = os.path.normpath(os.path.join("users", "a", event["queryStringParameters"]["name"]))\n' + LOOKS),
        body('key = os.path.join("users", "a", event["queryStringParameters"]["name"].replace("../", ""))\n' + LOOKS),
        get(query=(("name", "../../../etc/lt7f3"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "xss",
        body('return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": event["queryStringParameters"]["q"]}'),
        body('return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": event["queryStringParameters"]["q"]}'),
        get(query=(("q", "<script>lt7f3</script>"),)),
        f"GET {ROUTE}",
    ),
    *(
        Pair("xss", searches(*bad), searches(*good), get(query=(("q", MARKUP_TEXT),)), f"GET {ROUTE}")
        for bad, good in (
            ((VALUE, "html.escape(q, quote=False)"), (VALUE, "html.escape(q)")),
            ((QUOTED, 'q.replace("<", "")'), (BETWEEN, "html.escape(q, quote=False)")),
        )
    ),
    Pair(
        "cors",
        body(
            'return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": event["headers"]["Origin"],'
            ' "Access-Control-Allow-Credentials": "true"}}'
        ),
        body('return {"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "*"}}'),
        get(headers=(("Origin", "https://evil.canary.example"),)),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "cookie_flags",
        body('return {"statusCode": 200, "headers": {"Set-Cookie": "a=1"}}'),
        body('return {"statusCode": 200, "headers": {"Set-Cookie": "a=1; Secure; HttpOnly"}}'),
        get(),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "stacktrace_leak",
        body(
            'import traceback\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    return {"statusCode": 400, "body": traceback.format_exc()}'
        ),
        body('return {"statusCode": 400, "body": "a Traceback is not shown"}'),
        get(),
        f"GET {ROUTE}",
    ),
    Pair(
        "secret_leak",
        body('print(os.environ["DB_PASSWORD"])\nreturn {"statusCode": 200}'),
        body('print("connected")\nreturn {"statusCode": 200}'),
        get(),
        f"GET {ROUTE}",
        environment=(("DB_PASSWORD", "correct horse battery"),),
    ),
    Pair(
        "deadline",
        body('import time\ntime.sleep(40)\nreturn {"statusCode": 200}'),
        body('import time\ntime.sleep(20)\nreturn {"statusCode": 200}'),
        get(),
        f"GET {ROUTE}",
        timeout=60,
    ),
    Pair("timeout", body("while True: pass"), OK, get(), f"GET {ROUTE}", timeout=1),
    Pair(
        "timeout",
        body("import time\ntime.sleep(100)\nreturn {}"),
        body('import time\ntime.sleep(2)\nreturn {"statusCode": 200}'),
        get(),
        f"GET {ROUTE}",
    ),
    Pair(
        "thread_leak",
        body(
            'import threading\nwait = threading.Event().wait\n'
            'threading.Thread(target=wait, args=(0.3,)).start()\nreturn {"statusCode": 200}'
        ),
        body(
            "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(2) as pool:\n"
            '    list(pool.map(str, range(4)))\nreturn {"statusCode": 200}'
        ),
        get(),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "guard_file",
        body('open("cache.txt", "w").write("x")\nreturn {"statusCode": 200}'),
        body('open("/tmp/lambdatest-cache.txt", "w").write("x")\nreturn {"statusCode": 200}'),
        get(),
        f"GET {ROUTE}",
    ),
    Pair(
        "guard_network",
        body('import urllib.request\nurllib.request.urlopen(event["queryStringParameters"]["url"])\nreturn {"statusCode": 200}'),
        OK,
        get(query=(("url", "https://canary-host.example/"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "guard_network",
        body('import urllib.request\nurllib.request.urlopen(event["queryStringParameters"]["url"])\nreturn {"statusCode": 200}'),
        OK,
        get(query=(("url", "http://169.254.169.254/latest/meta-data/"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "guard_network",
        body(PARTNER.replace("ALLOWED", 'url.startswith("https://partner.example")')),
        body(PARTNER.replace("ALLOWED", 'urllib.parse.urlsplit(url).hostname == "partner.example"')),
        get(query=(("url", "https://partner.examplea/x"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "guard_process",
        body('os.system("convert " + event["queryStringParameters"]["name"])\nreturn {"statusCode": 200}'),
        OK,
        get(query=(("name", "$(canary;id)"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "guard_process",
        body('import subprocess\nsubprocess.run(f"convert {event[\'queryStringParameters\'][\'name\']}", shell=True)'),
        body('import subprocess\nsubprocess.run(["convert", event["queryStringParameters"]["name"]])'),
        get(query=(("name", "canary; echo $HOME"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "guard_process",
        body('import subprocess\nsubprocess.Popen(["bash", "-lc", "ls " + event["queryStringParameters"]["name"]])'),
        body('import shlex\nos.system("convert " + shlex.quote(event["queryStringParameters"]["name"]))'),
        get(query=(("name", "canary; echo $HOME"),)),
        f"GET {ROUTE}",
    ),
    Pair(
        "numeric_roundtrip",
        body(
            'item = TABLE.get_item(Key={"id": "a"})["Item"]\n'
            'return {"statusCode": 200, "body": json.dumps({"id": "a", "price": int(item["price"])})}'
        ),
        body(
            'item = TABLE.get_item(Key={"id": "a"})["Item"]\n'
            'return {"statusCode": 200, "body": json.dumps({"id": "a", "price": float(item["price"])})}'
        ),
        get(seeds=[ITEM]),
        f"GET {ROUTE}",
    ),
    Pair(
        "numeric_roundtrip",
        body('sent = json.loads(event["body"])\nTABLE.put_item(Item={"id": "b", "cost": round(sent["cost"])})\nreturn {"statusCode": 201}'),
        body(
            'from decimal import Decimal\nsent = json.loads(event["body"], parse_float=Decimal)\n'
            'TABLE.put_item(Item={"id": "b", "cost": sent["cost"]})\nreturn {"statusCode": 201}'
        ),
        post('{"cost": 19.99}'),
        "POST /items",
    ),
    Pair(
        "numeric_roundtrip",
        body(
            'price = json.loads(event["body"])["price"]\n'
            'TABLE.put_item(Item={"id": "b", "cents": int(price * 100)})\nreturn {"statusCode": 201}'
        ),
        body(
            'price = json.loads(event["body"])["price"]\n'
            'TABLE.put_item(Item={"id": "b", "cents": round(price * 100)})\nreturn {"statusCode": 201}'
        ),
        post('{"price": 19.99}'),
        "POST /items",
    ),
    Pair(
        "unicode_roundtrip",
        body(
            'name = json.loads(event["body"])["name"].encode("ascii", "replace").decode()\n'
            'TABLE.put_item(Item={"id": "b", "name": name})\nreturn {"statusCode": 201}'
        ),
        body(
            'name = json.loads(event["body"])["name"].strip().lower()\n'
            'TABLE.put_item(Item={"id": "b", "name": name})\nreturn {"statusCode": 201}'
        ),
        post('{"name": "Zoë "}'),
        "POST /items",
    ),
    Pair(
        "ghost_item",
        body(
            'TABLE.update_item(Key={"id": event["pathParameters"]["id"]}, UpdateExpression="SET n = :n",'
            ' ExpressionAttributeValues={":n": 1})\nreturn {"statusCode": 200}'
        ),
        body('TABLE.put_item(Item={"id": event["pathParameters"]["id"], "n": 1})\nreturn {"statusCode": 200}'),
        history("PATCH", "/items/a", route=ROUTE, parameters={"id": "a"}),
        f"PATCH {ROUTE}",
    ),
    Pair(
        "create_no_clobber",
        body('TABLE.put_item(Item={**json.loads(event["body"]), "status": "new"})\nreturn {"statusCode": 201}'),
        body(
            'if "Item" not in TABLE.get_item(Key={"id": "a"}):\n'
            '    TABLE.put_item(Item=json.loads(event["body"]))\nreturn {"statusCode": 409}'
        ),
        post('{"id": "a", "n": 1}', seeds=[ITEM]),
        "POST /items",
        severity="warning",
    ),
    Pair(
        "refused_write",
        body(BOOKS % 'return {"statusCode": 200, "body": json.dumps(seat)}'),
        body(BOOKS % 'return {"statusCode": 200, "body": json.dumps({"n": int(TABLE.get_item(Key={"id": "a"})["Item"]["n"])})}'),
        post('{"id": "a", "guest": "ann"}', seeds=[{"id": {"S": "a"}, "n": {"N": "1"}, "guest": {"S": "bob"}}]),
        "POST /items",
        severity="warning",
    ),
    Pair(
        "delete_effective",
        body('TABLE.delete_item(Key={"id": event["pathParameters"]["id"] + "/"})\nreturn {"statusCode": 204}'),
        body('TABLE.delete_item(Key={"id": event["pathParameters"]["id"]})\nreturn {"statusCode": 204}'),
        history("DELETE", "/items/a", route=ROUTE, parameters={"id": "a"}, seeds=[ITEM]),
        f"DELETE {ROUTE}",
    ),
    Pair(
        "safe_method",
        body('TABLE.delete_item(Key={"id": "a"})\nreturn {"statusCode": 200}'),
        body('TABLE.delete_item(Key={"id": "nobody"})\nreturn {"statusCode": 200}'),
        get(seeds=[ITEM]),
        f"GET {ROUTE}",
        severity="warning",
    ),
    Pair(
        "mass_assignment",
        body('TABLE.put_item(Item={"role": "user", **json.loads(event["body"])})\nreturn {"statusCode": 201}'),
        body('TABLE.put_item(Item={"id": json.loads(event["body"])["id"]})\nreturn {"statusCode": 201}'),
        post('{"id": "b", "lt_extra_7f3": "x"}', labels=("extra",)),
        "POST /items",
        severity="warning",
    ),
]


def said(make_project: Callable[..., Project], pair: Pair, code: str) -> list[tuple[str, str]]:
    project = make_project(code, pair.route, kind=pair.kind, environment=dict(pair.environment), timeout=pair.timeout)
    return [(finding.check, finding.severity) for finding in replay(project, pair.history, [pair.check]).findings]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.check)
def test_a_check_catches_the_bad_handler(make_project: Callable[..., Project], pair: Pair) -> None:
    assert said(make_project, pair, pair.bad) == [(pair.check, pair.severity)]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.check)
def test_a_check_leaves_the_good_handler_alone(make_project: Callable[..., Project], pair: Pair) -> None:
    assert said(make_project, pair, pair.good) == []


@pytest.mark.parametrize(("stored", "found"), [("5000", []), ("5000.5", ["n: stored 5001.5, answered 5000"])])
def test_a_counter_may_answer_what_it_was_before_it_counted(make_project: Callable[..., Project], stored: str, found: list[str]) -> None:
    code = """
    def handler(event, context):
        item = TABLE.get_item(Key={"id": "a"})["Item"]
        named = {"ExpressionAttributeNames": {"#n": "n"}, "ExpressionAttributeValues": {":one": 1}}
        TABLE.update_item(Key={"id": "a"}, UpdateExpression="ADD #n :one", **named)
        return {"statusCode": 200, "body": json.dumps({"id": "a", "n": int(item["n"])})}
    """
    asked = get(seeds=[{"id": {"S": "a"}, "n": {"N": stored}}])
    assert [one.message for one in replay(make_project(code, f"GET {ROUTE}"), asked, ["numeric_roundtrip"]).findings] == found


def test_a_number_that_no_code_stores_is_named_so(make_project: Callable[..., Project]) -> None:
    code = """
    class Whole(json.JSONEncoder):
        def default(self, number):
            return int(number)
    def handler(event, context):
        return {"statusCode": 200, "body": json.dumps(TABLE.get_item(Key={"id": "a"})["Item"], cls=Whole)}
    """
    asked = replace(get(seeds=[{"id": {"S": "a"}, "lt_number": {"N": "19.99"}}]), stored=("stored",))
    (finding,) = replay(make_project(code, f"GET {ROUTE}"), asked, ["numeric_roundtrip"]).findings
    assert finding.severity == "warning"
    assert finding.message == "lt_number, to which no code is known to give a number: stored 19.99, answered 19"


HIDING = """
def handler(event, context):
    try:
        return {"statusCode": 200, "body": event["body"].strip()}
    except Exception:
        %s
"""


@pytest.mark.usefixtures("nobody_traces")
@pytest.mark.parametrize(("answer", "check", "said"), [
    ('return {"statusCode": 500, "body": "sorry"}', "server_error", "answers 500 sorry"),
    ("pass", "response_shape", "API Gateway answers 502: the answer null is not an object with "
     "statusCode, headers, multiValueHeaders, body, isBase64Encoded"),
])
def test_an_answer_tells_what_the_handler_caught(make_project: Callable[..., Project], answer: str, check: str, said: str) -> None:
    (finding,) = replay(make_project(HIDING % answer, "GET /items"), history("GET", "/items"), [check]).findings
    assert finding.message == said + ", having caught AttributeError: 'NoneType' object has no attribute 'strip'"


STORED = {
    "a batch says that it writes over what there is": (
        "create_no_clobber",
        'with TABLE.batch_writer(overwrite_by_pkeys=["id"]) as batch:\n'
        '    batch.put_item(Item={**json.loads(event["body"]), "at": "1"})\nreturn {"statusCode": 201}',
    ),
    "a POST that does not say that it creates may replace": (
        "create_no_clobber", 'TABLE.put_item(Item={**json.loads(event["body"]), "at": "1"})\nreturn {"statusCode": 200}',
    ),
    "a document is stored as it came": ("create_no_clobber", 'TABLE.put_item(Item=json.loads(event["body"]))\nreturn {"statusCode": 201}'),
    "a condition says when one may be replaced": (
        "create_no_clobber",
        'TABLE.put_item(Item={**json.loads(event["body"]), "at": "1"}, ConditionExpression="n = :n OR attribute_not_exists(id)",\n'
        '               ExpressionAttributeValues={":n": 5})\nreturn {"statusCode": 201}',
    ),
    "there is one key only": (
        "create_no_clobber", 'TABLE.put_item(Item={"id": "a", "n": json.loads(event["body"])["n"]})\nreturn {"statusCode": 201}',
    ),
    "a store of documents takes any key": (
        "mass_assignment", 'TABLE.put_item(Item=json.loads(event["body"]))\nreturn {"statusCode": 201}',
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STORED)
def test_a_service_that_means_to_store_what_it_is_sent_is_left_alone(make_project: Callable[..., Project], name: str) -> None:
    check, code = STORED[name]
    sent = post('{"id": "a", "n": 1, "lt_extra_7f3": "x"}', seeds=[ITEM], labels=("extra",))
    assert replay(make_project(body(code), "POST /items"), sent, [check]).findings == ()


def test_a_delete_that_takes_away_a_part_leaves_the_item(make_project: Callable[..., Project]) -> None:
    code = (
        'TABLE.update_item(Key={"id": "a"}, UpdateExpression="DELETE tags :t", ExpressionAttributeValues={":t": {"x"}})\n'
        'return {"statusCode": 200}'
    )
    sent = history("DELETE", "/items/a", route=ROUTE, parameters={"id": "a"}, seeds=[ITEM])
    assert replay(make_project(body(code), f"DELETE {ROUTE}"), sent, ["delete_effective"]).findings == ()


def test_an_id_that_the_gateway_gives_each_request_replaces_nobodys_item(make_project: Callable[..., Project]) -> None:
    code = 'TABLE.put_item(Item={"id": ID, "n": json.loads(event["body"])["n"]})\nreturn {"statusCode": 201}'
    sent = post('{"id": "a", "n": 1}')
    known = sent.cases[-1].event["requestContext"]["requestId"]
    for key, replaced, said in (('event["requestContext"]["requestId"]', known, 0), ('json.loads(event["body"])["id"]', "a", 1)):
        stored = replace(sent, seeds={"items": ({"id": {"S": replaced}, "n": {"N": "5"}, "at": {"S": "1"}},)})
        code_of = body(code.replace("ID", key).replace('["n"]})', '["n"], "by": "us"})'))
        assert len(replay(make_project(code_of, "POST /items"), stored, ["create_no_clobber"]).findings) == said


def test_an_item_is_found_by_the_name_that_it_was_given(make_project: Callable[..., Project]) -> None:
    code = (
        'from urllib.parse import unquote\nif event["httpMethod"] == "POST":\n    TABLE.put_item(Item=json.loads(event["body"]))\n'
        '    return {"statusCode": 201}\nfound = "Item" in TABLE.get_item(Key={"id": DECODE(event["pathParameters"]["id"])})\n'
        'return {"statusCode": 200 if found else 404}'
    )
    routes = ["POST /items", f"GET {ROUTE}"]
    written, read = post('{"id": "caf\u00e9 1"}'), history("GET", "/items/caf%C3%A9%201", route=ROUTE)
    both, alone = History((*written.cases, *read.cases)), replace(read, seeds={"items": ({"id": {"S": "caf\u00e9 1"}},)})
    for decode, said in (("str", ["warning"]), ("unquote", [])):
        project = make_project(body(code.replace("DECODE", decode)), *routes)
        assert [one.severity for one in replay(project, both, ["unicode_roundtrip"]).findings] == said
        assert not replay(project, alone, ["unicode_roundtrip"]).findings  # what nobody sent may have been written under another name


# They need another event source than HTTP: test_source_checks.py has their pairs.
ELSEWHERE = {"authorizer_fail_open", "cfn_contract"}


def test_every_check_has_a_pair() -> None:
    """Here, in `test_source_checks.py`, or in a file of its own name."""
    own = {name for name in CHECKS if (HERE / f"test_{name}.py").exists()}
    assert {pair.check for pair in PAIRS} | ELSEWHERE | own == set(CHECKS)


@pytest.mark.parametrize("name", list(CHECKS))
def test_a_check_says_what_it_means_and_which_document_supports_it(name: str) -> None:
    text = CHECKS[name].document
    assert text.split("\n")[0].endswith(".") or "\n\n" in text
    assert "https://" in text or "`malformed_input`" in text


@pytest.mark.parametrize(
    ("name", "value", "leaks"),
    [
        ("DB_PASSWORD", "correct horse battery", True),
        ("apiKey", "0123456789abcdef", True),
        ("TOKEN_TABLE", "tokens-production", False),
        ("DB_SECRET", "arn:aws:secretsmanager:us-east-1:123456789012:secret:db", False),
        ("DB_PASSWORD", "/production/db/password", False),
        ("DB_PASSWORD", "short", False),
    ],
)
def test_a_secret_is_what_its_name_says_and_its_value_does_not_deny(
    make_project: Callable[..., Project], name: str, value: str, leaks: bool
) -> None:
    code = body(f'print(os.environ["{name}"])\nreturn {{"statusCode": 200}}')
    project = make_project(code, f"GET {ROUTE}", environment={name: value})
    assert bool(replay(project, get(), ["secret_leak"]).findings) == leaks


@pytest.mark.parametrize(("sent", "statement", "leaks"), [
    ('{"password": "correct horse"}', "print(sent)", True), ('{"webhookSecret": "correct horse"}', "print(sent)", True),
    ('{"password": "correct horse"}', "print(list(sent))", False), ('{"password": "short"}', "print(sent)", False),
    ('{"password": "correct horse", "name": "correct horse"}', "print(sent)", False), ('{"note": "correct horse"}', "print(sent)", False),
])
def test_what_a_client_sends_as_its_secret_is_not_logged(
    make_project: Callable[..., Project], sent: str, statement: str, leaks: bool
) -> None:
    project = make_project(body(f'sent = json.loads(event["body"])\n{statement}\nreturn {{"statusCode": 200}}'), "POST /items")
    found = replay(project, post(sent), ["secret_leak"]).findings
    assert [finding.severity for finding in found] == ["warning"] * leaks


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("logging.getLogger().info('event %s', json.dumps(event))", [("secret_leak", "warning")]),
        ("logging.info(event)", [("secret_leak", "warning")]),
        ("logging.getLogger('app').setLevel('INFO'); logging.getLogger('app').info('event %s', event)", [("secret_leak", "warning")]),
        ("logging.getLogger().info('request %s', event['path'])", []),
        ("logging.getLogger().debug('event %s', event)", []),
    ],
)
def test_what_the_level_of_the_log_holds_back_is_a_warning(
    make_project: Callable[..., Project], statement: str, expected: list[Any]
) -> None:
    project = make_project("import logging\n" + body(f'{statement}\nreturn {{"statusCode": 200}}'), f"GET {ROUTE}")
    asked = get(headers=(("Authorization", f"Bearer {TOKEN}"),))
    assert [(finding.check, finding.severity) for finding in replay(project, asked, ["secret_leak"]).findings] == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('TABLE.put_item(Item={"id": "p", "preview": text.encode()[:9].decode("utf-8", "replace")})', "warning"),
        ('return {"statusCode": 200, "body": text.encode()[:9].decode("utf-8", "replace")}', "warning"),
        ('TABLE.put_item(Item={"id": "p", "preview": text.encode()[:9].decode("utf-8", "ignore")})', None),
        ('TABLE.put_item(Item={"id": "p", "preview": text[:9]})', None),
    ],
)
def test_a_character_that_is_cut_leaves_a_sign(make_project: Callable[..., Project], statement: str, expected: str | None) -> None:
    code = body(f'text = json.loads(event["body"])["text"]\n{statement}\nreturn {{"statusCode": 200}}')
    project = make_project(code, "POST /items")
    found = replay(project, post('{"text": "xé日😀é日😀"}'), ["unicode_roundtrip"]).findings
    assert [finding.severity for finding in found] == ([expected] if expected else [])
    assert not replay(project, post('{"text": "x\ufffd"}'), ["unicode_roundtrip"]).findings


def test_a_bad_record_alone_may_raise_and_one_that_shall_be_named_may_not(make_project: Callable[..., Project]) -> None:
    code = body('return [json.loads(record["body"]) for record in event["Records"]]')
    plain = make_project(code, QUEUE, kind="sqs")
    assert replay(plain, message("{"), ["batch_split", "malformed_input", "unhandled_exception"]).findings == ()
    named = make_project(code, {"arn": QUEUE, "functionResponseType": "ReportBatchItemFailures"}, kind="sqs")
    (finding,) = replay(named, message("{", "{}"), ["batch_split"]).findings
    assert finding.severity == "failure" and "one bad record of 2 fails the whole batch" in finding.message


@pytest.mark.parametrize(("statement", "severity"), [('raise ValueError("gone")', "warning"), ('{}["gone"]', "failure")])
def test_a_consumer_that_raises_by_itself_is_a_warning(make_project: Callable[..., Project], statement: str, severity: str) -> None:
    project = make_project(body(statement), "alarms", kind="sns")
    case = Case("api", "SNS alarms", "sns", sns_event("x", topic="arn:aws:sns:us-east-1:123456789012:alarms"))
    (finding,) = replay(project, History((case,)), ["unhandled_exception"]).findings
    assert finding.severity == severity


def test_a_timeout_names_the_regular_expression_that_exploded(make_project: Callable[..., Project]) -> None:
    code = body('import re\nq = event["queryStringParameters"]["q"]\nreturn {"statusCode": 200 if re.match(r"^([a-z]+)*$", q) else 400}')
    project = make_project(code, f"GET {ROUTE}", timeout=1)
    (finding,) = replay(project, get(query=(("q", "a" * 64 + "!"),), labels=("hostile",)), ["timeout"]).findings
    assert finding.message == "no answer within the timeout of 1 s: the regular expression ^([a-z]+)*$ takes exponential time"
    assert not replay(project, get(query=(("q", "a" * 64),)), ["timeout"]).findings


def test_a_finding_says_which_managed_rule_group_would_have_stopped_the_request(make_project: Callable[..., Project]) -> None:
    code = body('return {"statusCode": 200, "headers": {"Content-Type": "text/html"}, "body": event["queryStringParameters"]["q"]}')
    project = make_project(code, f"GET {ROUTE}")
    (finding,) = replay(project, get(query=(("q", "<script>lt7f3</script>"),), labels=("hostile",)), ["xss"]).findings
    assert finding.message.endswith("; AWS WAF's core rule set would have stopped it")
