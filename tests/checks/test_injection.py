"""A client's text in the language of a query is found, whoever takes the query; what is bound or escaped is left alone."""

from collections.abc import Callable
from textwrap import dedent

import pytest

from lambdatest.engine import Options, fuzz, replay
from lambdatest.model import Project
from lambdatest.strategies.hostile import ATTRIBUTE, MARKUP, QUOTE
from strategies.record import given, triggered
from strategies.service import history

SQLITE = """
import sqlite3
def rows(*statement):
    with sqlite3.connect(":memory:") as db:
        db.execute("create table t(owner text, note text)")
        return db.execute(*statement).fetchall()
def handler(event, context):
    q = event["queryStringParameters"]["q"]
    return {"statusCode": 200, "body": json.dumps(QUERY)}
"""
PARTIQL = """
CLIENT = boto3.client("dynamodb")
def handler(event, context):
    q = event["queryStringParameters"]["q"]
    CALL
    return {"statusCode": 200}
"""
TABLES = """
from boto3.dynamodb.conditions import Attr, Key
def handler(event, context):
    q = event["queryStringParameters"]["q"]
    try:
        CALL
    except Exception as error:
        return {"statusCode": 400, "body": type(error).__name__}
    return {"statusCode": 200}
"""
BAD = {
    "sqlite by f-string": SQLITE.replace("QUERY", "rows(f\"select note from t where owner = '{q}'\")"),
    "sqlite by percent in upper case": SQLITE.replace("QUERY", "rows(\"select note from t where owner like '%%%s%%'\" % q.upper())"),
    "partiql by f-string": PARTIQL.replace("CALL", "CLIENT.execute_statement(Statement=f\"SELECT * FROM items WHERE id = '{q}'\")"),
    "partiql in a batch": PARTIQL.replace(
        "CALL", "CLIENT.batch_execute_statement(Statements=[{\"Statement\": \"SELECT * FROM items WHERE id = '\" + q + \"'\"}])"
    ),
    "data api": """
CLIENT = boto3.client("rds-data")
def handler(event, context):
    name = event["queryStringParameters"]["q"]
    CLIENT.execute_statement(
        resourceArn="arn:aws:rds:us-east-1:123456789012:cluster:a", secretArn="arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
        sql=f"SELECT * FROM users WHERE name = '{name}'",
    )
    return {"statusCode": 200}
""",
    "filter by name": TABLES.replace("CALL", 'TABLE.scan(FilterExpression=f"{q} = :v", ExpressionAttributeValues={":v": 1})'),
    "projection": TABLES.replace("CALL", "TABLE.scan(ProjectionExpression=q)"),
    "update": TABLES.replace(
        "CALL", 'TABLE.update_item(Key={"id": "a"}, UpdateExpression="SET " + q + " = :v", ExpressionAttributeValues={":v": 1})'
    ),
}
GOOD = {
    "sqlite bound": SQLITE.replace("QUERY", 'rows("select note from t where owner = ?", (q,))'),
    "sqlite bound by name": SQLITE.replace("QUERY", 'rows("select note from t where owner = :q", {"q": q})'),
    "sqlite escaped": SQLITE.replace("QUERY", "rows(\"select note from t where owner = '%s'\" % q.replace(\"'\", \"''\"))"),
    "partiql bound": PARTIQL.replace(
        "CALL", 'CLIENT.execute_statement(Statement="SELECT * FROM items WHERE id = ?", Parameters=[{"S": q}])'
    ),
    "data api bound": """
CLIENT = boto3.client("rds-data")
def handler(event, context):
    CLIENT.execute_statement(
        resourceArn="arn:aws:rds:us-east-1:123456789012:cluster:a", secretArn="arn:aws:secretsmanager:us-east-1:123456789012:secret:a",
        sql="SELECT * FROM users WHERE name = :q",
        parameters=[{"name": "q", "value": {"stringValue": event["queryStringParameters"]["q"]}}],
    )
    return {"statusCode": 200}
""",
    "condition": TABLES.replace("CALL", "TABLE.scan(FilterExpression=Attr(q).eq(q) & Attr('b').contains(q))"),
    "key condition": TABLES.replace("CALL", 'TABLE.query(KeyConditionExpression=Key("id").eq(q))'),
    "placeholders": TABLES.replace(
        "CALL",
        'TABLE.scan(FilterExpression="#n = :v", ExpressionAttributeNames={"#n": q}, ExpressionAttributeValues={":v": q})',
    ),
    "allowed names": TABLES.replace("CALL", 'TABLE.scan(ProjectionExpression=q if q in ("id", "name") else "id")'),
    "item": TABLES.replace("CALL", 'TABLE.put_item(Item={"id": q}, ConditionExpression="attribute_not_exists(id)")'),
}

TEMPLATE = """
class Member:
    def __init__(self, name):
        self.name = name
def handler(event, context):
    q = event["queryStringParameters"]["q"]
    return {"statusCode": 200, "body": json.dumps({"text": TEXT, "of": str(type(q))})}
"""
ONCE = Options(max_examples=30, workers=1, checks=("injection",))
REACHED = ATTRIBUTE % "member"


def said(make_project: Callable[..., Project], code: str, text: str) -> list[tuple[str, str]]:
    project = make_project(dedent(code), "GET /items/{id}")
    sent = history("GET", "/items/a", route="/items/{id}", parameters={"id": "a"}, query=(("q", text),), labels=("hostile",))
    return [(finding.check, finding.severity) for finding in replay(project, sent, ["injection"]).findings]


@pytest.mark.parametrize("name", BAD)
def test_what_a_client_writes_into_a_query_is_found(make_project: Callable[..., Project], name: str) -> None:
    assert said(make_project, BAD[name], QUOTE) == [("injection", "failure")]


@pytest.mark.parametrize("text", [QUOTE, MARKUP])
@pytest.mark.parametrize("name", GOOD)
def test_what_is_bound_or_escaped_is_left_alone(make_project: Callable[..., Project], name: str, text: str) -> None:
    assert said(make_project, GOOD[name], text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('q.format(member=Member("a"))', [("injection", "failure")]),
        ('q.format(member="a")', [("injection", "warning")]),
        ('"{q} of {member}".format(q=q, member=Member("a").name)', []),
        ('q.replace("{member.name}", "a")', []),
        ('"<class " + q', []),
    ],
)
def test_a_template_that_a_client_writes_is_found(
    make_project: Callable[..., Project], text: str, expected: list[tuple[str, str]]
) -> None:
    assert said(make_project, TEMPLATE.replace("TEXT", text), REACHED) == expected


def test_what_a_template_can_reach_is_learnt_from_the_code_and_sent(make_project: Callable[..., Project]) -> None:
    report = fuzz(make_project(TEMPLATE.replace("TEXT", 'q.format(member=Member("a"))'), "GET /items"), ONCE)
    assert [finding.check for finding in report.findings] == ["injection"]


@pytest.mark.parametrize(("statement", "found"), [
    ('event["q"]', []), ("\"SELECT * FROM items WHERE id = '%s'\" % event['q']", ["injection"]),
])  # fmt: skip
def test_a_statement_that_is_all_of_a_direct_invocation_is_what_was_asked_for(
    make_project: Callable[..., Project], statement: str, found: list[str]
) -> None:
    code = PARTIQL.partition("    q =")[0] + f"    CLIENT.execute_statement(Statement={statement})\n"
    project = triggered(make_project(code), "direct")
    assert [one.check for one in replay(project, given("direct", {"q": QUOTE}), ["injection"]).findings] == found
