"""What belongs to one caller is not another's, and what belongs to nobody is everybody's."""

import pytest

from lambdatest.engine import replay
from strategies.service import history

CLAIMS = {"sub": "a", "email": "a@example.com"}
MINE = {"id": {"S": "1"}, "owner": {"S": "a"}, "text": {"S": "x"}}
READ = """
def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    print(caller)
    item = TABLE.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    if item is None CONDITION:
        return {"statusCode": 404, "body": ""}
    return {"statusCode": 200, "body": json.dumps(item)}
"""
DELETE = """
from boto3.dynamodb.conditions import Attr

def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    try:
        TABLE.delete_item(Key={"id": event["pathParameters"]["id"]} CONDITION)
    except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
        return {"statusCode": 404, "body": ""}
    return {"statusCode": 204, "body": ""}
"""
BLIND = """
def handler(event, context):
    item = TABLE.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    return {"statusCode": 200 if item else 404, "body": json.dumps(item)}
"""
WHO_AM_I = """
def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    found = [item for item in TABLE.scan()["Items"] if item.get("owner") == caller]
    return {"statusCode": 200, "body": json.dumps(found)}
"""


def found(make_project, code, method, item=None, claims=None):
    project = make_project(code, f"{method} /items/{{id}}")
    event = history(method, "/items/1", route="/items/{id}", parameters={"id": "1"}, seeds=[item or MINE])
    sent = event.cases[0].event
    sent["requestContext"]["authorizer"] = {"claims": claims or CLAIMS}
    return [(finding.check, finding.severity) for finding in replay(project, event, ["canary_item"]).findings]


LATE = """
def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    key = {"id": event["pathParameters"]["id"]}
    WRITE
    if old is not None and old["owner"] != caller:
        return {"statusCode": 403, "body": ""}
    THEN
    return {"statusCode": 204, "body": ""}
"""
GONE = 'old = TABLE.delete_item(Key=key, ReturnValues="ALL_OLD").get("Attributes")'
EDITED = """old = TABLE.update_item(Key=key, UpdateExpression="SET #t = :t, #b = :b", ReturnValues="ALL_OLD",
        ExpressionAttributeNames={"#t": "text", "#b": "by"}, ExpressionAttributeValues={":t": "new", ":b": caller}).get("Attributes")"""
COUNTED = """old = TABLE.update_item(Key=key, UpdateExpression="ADD attempts :one", ReturnValues="ALL_NEW",
        ExpressionAttributeValues={":one": 1}).get("Attributes")"""
ASKED = 'old = TABLE.get_item(Key=key).get("Item")'


@pytest.mark.parametrize("write", [GONE, EDITED])
def test_an_item_that_a_refused_request_changes_is_found(make_project, write):
    assert found(make_project, LATE.replace("WRITE", write).replace("THEN", ""), "DELETE") == [("canary_item", "warning")]


@pytest.mark.parametrize("write", [ASKED, COUNTED])
def test_a_refused_request_that_changes_nothing_or_is_counted_is_left_alone(make_project, write):
    code = LATE.replace("WRITE", write).replace("THEN", "TABLE.delete_item(Key=key)")
    assert found(make_project, code, "DELETE") == []


@pytest.mark.parametrize(("method", "code"), [("GET", READ.replace("CONDITION", "")), ("DELETE", DELETE.replace("CONDITION", ""))])
def test_an_item_of_one_caller_that_another_gets_is_found(make_project, method, code):
    assert found(make_project, code, method) == [("canary_item", "warning")]


@pytest.mark.parametrize(
    ("method", "code", "item"),
    [
        ("GET", READ.replace("CONDITION", 'or item["owner"] != caller'), MINE),
        ("DELETE", DELETE.replace("CONDITION", ', ConditionExpression=Attr("owner").eq(caller)'), MINE),
        ("GET", WHO_AM_I, MINE),
        ("GET", BLIND, MINE),
        ("GET", READ.replace("CONDITION", ""), {"id": {"S": "1"}, "owner": {"S": "b"}}),
        ("GET", READ.replace("CONDITION", ""), {"id": {"S": "1"}, "title": {"S": "a"}}),
    ],
)
def test_what_is_refused_or_nobodys_or_public_is_left_alone(make_project, method, code, item):
    assert found(make_project, code, method, item) == []


def test_an_id_that_stands_inside_of_another_word_of_the_answer_is_none(make_project):
    code = """
def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    found = [item["id"] for item in TABLE.scan()["Items"] if item.get("owner") == caller and item.get("state") == "open"]
    return {"statusCode": 200, "body": json.dumps({"items": found})}
"""
    assert found(make_project, code, "GET", {**MINE, "id": {"S": "m"}}) == []


OWN = """
def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    params = event.get("queryStringParameters") or {}
    body = json.loads(event.get("body") or "{}")
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    WHO
    if event["httpMethod"] == "PUT":
        TABLE.put_item(Item={"id": ID, "user_id": who, "text": body.get("text", "")})
        return {"statusCode": 204, "body": ""}
    found = TABLE.get_item(Key={"id": ID}).get("Item")
    return {"statusCode": 200, "body": json.dumps(found or {})}
"""


def named(make_project, who, identity, method, body=None):
    project = make_project(OWN.replace("WHO", who).replace("ID", identity), f"{method} /mine")
    asked = history(method, "/mine", body=body, query=(("user_id", "b"),), headers=(("X-User-Id", "b"),))
    asked.cases[0].event["requestContext"]["authorizer"] = {"claims": CLAIMS}
    return [(finding.check, finding.severity) for finding in replay(project, asked, ["canary_item"]).findings]


@pytest.mark.parametrize(
    ("who", "identity", "method"),
    [
        ('who = body.get("user_id", caller)', '"note"', "PUT"),
        ('who = body.get("user_id", caller)', "who", "PUT"),
        ('who = params.get("user_id", caller)', "who", "GET"),
        ('who = headers.get("x-user-id", caller)', '"USER#" + who', "GET"),
    ],
)
def test_a_client_that_says_who_it_is_is_found(make_project, who, identity, method):
    assert named(make_project, who, identity, method, '{"text": "x", "user_id": "b"}') == [("canary_item", "warning")]


@pytest.mark.parametrize(
    ("who", "identity", "method"),
    [
        ("who = caller", "who", "PUT"),
        ('who = caller\n    print(body.get("user_id"), params.get("user_id"))', "who", "PUT"),
        (
            'who = params.get("user_id", caller)\n    if who != caller:\n        return {"statusCode": 403, "body": ""}',
            "who",
            "GET",
        ),
        ('who = body.get("user_id", "nobody")', '"note"', "PUT"),
    ],
)
def test_a_client_that_is_asked_nothing_or_not_believed_is_left_alone(make_project, who, identity, method):
    assert named(make_project, who, identity, method, '{"text": "x", "user_id": "b"}') == []


LISTED = """
from boto3.dynamodb.conditions import Key
def handler(event, context):
    caller = event["requestContext"]["authorizer"]["claims"]["sub"]
    tenant = event["pathParameters"]["tenant"]
    CHECK
    return {"statusCode": 200, "body": json.dumps(TABLE.query(KeyConditionExpression=Key("tenant").eq(tenant))["Items"])}
"""


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("print(caller)", [("canary_item", "warning")]),
        ('if tenant != caller:\n        return {"statusCode": 403, "body": ""}', []),
        ("tenant = caller", []),
    ],
)
def test_a_tenant_of_the_path_is_the_caller_s(make_project, check, expected):
    project = make_project(LISTED.replace("CHECK", check), "GET /{tenant}/items", keys={"tenant": "S", "id": "S"})
    item = {"tenant": {"S": "a"}, "id": {"S": "7"}}
    asked = history("GET", "/a/items", route="/{tenant}/items", parameters={"tenant": "a"}, seeds=[item])
    asked.cases[0].event["requestContext"]["authorizer"] = {"claims": CLAIMS}
    assert [(finding.check, finding.severity) for finding in replay(project, asked, ["canary_item"]).findings] == expected
