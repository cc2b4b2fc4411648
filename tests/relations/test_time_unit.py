"""Times that are written in one unit and read in another."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project
from strategies.service import history

Make = Callable[..., Project]
ROUTE = "/items/{id}"
PUT, GET = (history(method, "/items/a", route=ROUTE, parameters={"id": "a"}) for method in ("PUT", "GET"))
BOTH = PUT.then(*GET.cases)

LEASE = """
import time

def put(key):
    TABLE.put_item(Item={"id": key, "until": WRITTEN})
    return {"statusCode": 204}

def get(key):
    item = TABLE.get_item(Key={"id": key}).get("Item")
    if item is None or READ:
        return {"statusCode": 404, "body": "none"}
    return {"statusCode": 200, "body": json.dumps({"until": int(item["until"])})}

def handler(event, context):
    return {"PUT": put, "GET": get}[event["httpMethod"]](event["pathParameters"]["id"])
"""
IN_SECONDS, IN_MILLISECONDS = "int(time.time()) + 3600", "int((time.time() + 3600) * 1000)"
OVER_IN_SECONDS, OVER_IN_MILLISECONDS = 'item["until"] <= time.time()', 'item["until"] <= time.time() * 1000'
EITHER = '(item["until"] / 1000 if item["until"] > 10**11 else item["until"]) <= time.time()'
OLD = 'time.time() - float(item["until"]) > 30 * 86400'
OLD_IN_MILLISECONDS = 'time.time() * 1000 - float(item["until"]) > 30 * 86400 * 1000'


def said(make: Make, written: str, read: str, asked: History = BOTH) -> list[str]:
    project = make(LEASE.replace("WRITTEN", written).replace("READ", read), f"PUT {ROUTE}", f"GET {ROUTE}")
    findings = replay(project, asked, ["time_unit"]).findings
    assert all(finding.severity == "warning" for finding in findings)
    return [finding.message for finding in findings]


@pytest.mark.parametrize(("written", "read", "units"), [
    (IN_MILLISECONDS, OVER_IN_SECONDS, "written in milliseconds and read in seconds"),
    (IN_SECONDS, OVER_IN_MILLISECONDS, "written in seconds and read in milliseconds"),
], ids=("never over", "always over"))
def test_a_time_that_is_read_in_another_unit_is_told(make_project: Make, written: str, read: str, units: str) -> None:
    (message,) = said(make_project, written, read)
    assert message.startswith(f"until of the table items is {units}: ")


@pytest.mark.parametrize(("written", "read"), [
    (IN_SECONDS, OVER_IN_SECONDS), (IN_MILLISECONDS, OVER_IN_MILLISECONDS), (IN_SECONDS, EITHER), (IN_MILLISECONDS, EITHER),
    (IN_SECONDS, "False"), (IN_MILLISECONDS, "False"), (IN_SECONDS, OLD), (IN_MILLISECONDS, OLD_IN_MILLISECONDS), ("7", OVER_IN_SECONDS),
])
def test_a_time_that_is_read_as_it_is_written_is_left_alone(make_project: Make, written: str, read: str) -> None:
    assert not said(make_project, written, read)


def test_a_time_that_the_application_has_not_written_tells_nothing_of_it(make_project: Make) -> None:
    seeds = [{"id": {"S": "a"}, "until": {"N": "1710075600000"}}]
    stored = history("GET", "/items/a", route=ROUTE, parameters={"id": "a"}, seeds=seeds)
    assert not said(make_project, IN_MILLISECONDS, OVER_IN_SECONDS, stored.then(*GET.cases))
    other = history("PUT", "/items/b", route=ROUTE, parameters={"id": "b"}, seeds=seeds)
    assert not said(make_project, IN_MILLISECONDS, OVER_IN_SECONDS, other.then(*GET.cases))


LOCK = """
import time
from boto3.dynamodb.conditions import Attr

def handler(event, context):
    try:
        TABLE.put_item(
            Item={"id": event["pathParameters"]["id"], "until": int(time.time() + 60) * 1000},
            ConditionExpression=Attr("id").not_exists() | Attr("until").lt(int(time.time())SCALE))
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        return {"statusCode": 409}
    return {"statusCode": 201}
"""


@pytest.mark.parametrize(("scale", "count"), [("", 1), (" * 1000", 0)], ids=("seconds", "milliseconds"))
def test_a_condition_of_dynamodb_reads_a_time_too(make_project: Make, scale: str, count: int) -> None:
    project = make_project(LOCK.replace("SCALE", scale), f"PUT {ROUTE}")
    assert len(replay(project, PUT.then(*PUT.cases), ["time_unit"]).findings) == count
