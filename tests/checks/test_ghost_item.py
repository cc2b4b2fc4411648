"""A message about an item that is not there: consumers that make a part of one, and those that mean it or make none."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import lambdatest
from lambdatest.checks.sent import leaves
from lambdatest.checks.whole_item import identity, of_one_kind
from lambdatest.engine import Options, fuzz, replay
from lambdatest.errors import CheckFailed
from lambdatest.model import Case, History, Project, Trigger
from lambdatest.reports.reproduction import pytest_text, python_name
from lambdatest.strategies.eventbridge import eventbridge_event
from lambdatest.strategies.kinesis import Datum, kinesis_event
from lambdatest.strategies.sns import sns_event
from strategies.record import STREAM, sqs, stream
from strategies.service import HEAD, history, table

CREATES = """
import uuid
def handler(event, context):
    body = json.loads(event["body"])
    item = {"id": str(uuid.uuid4()), "sku": body["sku"], "total": body["total"], "status": "new"}
    TABLE.put_item(Item=item)
    return {"statusCode": 201, "body": json.dumps({"id": item["id"]})}
"""
NAMED_BY = """
def handler(event, context):
    for record in event["Records"]:
        message = json.loads(record["body"])
        UPDATE
"""
PAID = """UpdateExpression="SET #s = :s", ExpressionAttributeNames={"#s": "status"}, ExpressionAttributeValues={":s": "paid"}"""


def consumer(update: str, key: str = 'message["id"]') -> str:
    """A consumer of a queue that updates the item which a message names, with those arguments."""
    return NAMED_BY.replace("UPDATE", f'TABLE.update_item(Key={{"id": {key}}}, {update})')


def before(statements: str) -> str:
    """The plain consumer, with those *statements* before its update."""
    plain = consumer(PAID)
    return plain.replace("TABLE.update", statements.strip().replace("\n", "\n        ") + "\n        TABLE.update", 1)


EVENTS: Mapping[str, Any] = {
    "sqs": {"sqs": {"arn": {"Fn::GetAtt": ["In", "Arn"]}}},
    "sns": {"sns": {"arn": {"Ref": "Told"}, "topicName": "told"}},
    "eventbridge": {"eventBridge": {"pattern": {"source": ["shop"]}}},
    "kinesis": {"stream": {"type": "kinesis", "arn": {"Fn::GetAtt": ["Clicks", "Arn"]}}},
    "dynamodb_stream": {"stream": {"type": "dynamodb", "arn": {"Fn::GetAtt": ["Payments", "StreamArn"]}}},
}
PAYMENTS = table({"payment": "S"})
PAYMENTS["Properties"] |= {"TableName": "payments", "StreamSpecification": {"StreamViewType": "NEW_IMAGE"}}


RESOURCES: Mapping[str, Any] = {
    "sqs": {"In": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "in"}}},
    "sns": {"Told": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "told"}}},
    "kinesis": {"Clicks": {"Type": "AWS::Kinesis::Stream", "Properties": {"Name": "clicks", "ShardCount": 1}}},
    "dynamodb_stream": {"Payments": PAYMENTS},
}


def shop(folder: Path, paid: str, creates: str = CREATES, kind: str = "sqs", keys: Mapping[str, str] | None = None, **more: Any) -> Project:
    """A service that creates orders by POST /orders and changes them by messages; *more* are properties of its table."""
    orders = table(keys or {"id": "S"})
    orders["Properties"] |= more
    (folder / "serverless.yml").write_text(yaml.safe_dump({
        "service": "shop", "provider": {"name": "aws", "runtime": "python3.12"},
        "functions": {
            "create": {"handler": "create.handler", "events": [{"http": "POST /orders"}]},
            "api": {"handler": "paid.handler", "events": [EVENTS[kind]]},
        },
        "resources": {"Resources": {"Items": orders, **RESOURCES.get(kind, {})}},
    }))
    (folder / "create.py").write_text(HEAD + creates)
    (folder / "paid.py").write_text(HEAD + paid)
    return lambdatest.load(folder)


ORDER = {"sku": "apple", "total": 3}
MESSAGE = {"id": "x"}


def said(project: Project, event: Any, body: Any = None, seeds: Any = ()) -> list[str]:
    """What the check says of *event* after a POST with *body*."""
    (posted,) = history("POST", "/orders", body=json.dumps(ORDER if body is None else body)).cases
    (trigger,) = project.function("api").triggers
    cases = (Case("create", "POST /orders", "rest_api", posted.event), Case("api", trigger.label, trigger.kind, event))
    found = replay(project, History(cases, {"items": tuple(seeds)}), ("ghost_item",))
    assert not found.errors and found.outcomes[0].ok
    return [finding.message for finding in found.findings if finding.severity == "warning"]


NEW_ATTRIBUTE = """UpdateExpression="SET receipt = :r", ExpressionAttributeValues={":r": "r"}"""
CLIENT = """
CLIENT = boto3.client("dynamodb")
def handler(event, context):
    for record in event["Records"]:
        CLIENT.update_item(TableName="items", Key={"id": {"S": json.loads(record["body"])["id"]}}, AttributeUpdates={
            "status": {"Action": "PUT", "Value": {"S": "paid"}}})
"""
SWALLOWS = """
def handler(event, context):
    for record in event["Records"]:
        try:
            item = TABLE.get_item(Key=json.loads(record["body"])).get("Item") or {}
            if item.get("status") != "paid":
                TABLE.update_item(Key=json.loads(record["body"]), PAID)
        except Exception as error:
            print(error)
""".replace("PAID", PAID)
IN_A_BATCH = CREATES.replace("    TABLE.put_item(Item=item)", "    with TABLE.batch_writer() as batch:\n        batch.put_item(Item=item)")
IN_A_TRANSACTION = CREATES.replace(
    "TABLE.put_item(Item=item)",
    'TABLE.meta.client.transact_write_items(TransactItems=[{"Put": {"TableName": "items", "Item": item}}])',
)
OF_A_KIND = CREATES.replace('"id": str(uuid.uuid4())', '"id": "ORDER#" + str(uuid.uuid4())')
CAUGHT: Mapping[str, tuple[str, str]] = {
    "an update": (consumer(PAID), CREATES),
    "the client, by AttributeUpdates": (CLIENT, CREATES),
    "an update after a look that changes nothing": (SWALLOWS, CREATES),
    "items that are created in a batch": (consumer(PAID), IN_A_BATCH),
    "items that are created in a transaction": (consumer(PAID), IN_A_TRANSACTION),
    "ids with their kind": (consumer(PAID, '"ORDER#" + message["id"]'), OF_A_KIND),
}


@pytest.mark.parametrize("name", CAUGHT)
def test_a_message_about_an_item_that_is_not_there_makes_a_part_of_one(tmp_path: Path, name: str) -> None:
    (message,) = said(shop(tmp_path, *CAUGHT[name]), sqs(MESSAGE))
    made = "UpdateItem of 'ORDER#x'" if "kind" in name else "UpdateItem of 'x'"
    assert message == f"{made}, which is not in items, made an item of id, status; create writes id, sku, total, status"


def of_payments(event: Any) -> Any:
    """The same records, of the stream of another table."""
    arn = STREAM.replace("/items/", "/payments/")
    return {"Records": [{**record, "eventSourceARN": arn} for record in event["Records"]]}


OF_SOURCES: Mapping[str, tuple[str, Any]] = {
    "sns": ('json.loads(record["Sns"]["Message"])', sns_event(json.dumps(MESSAGE), topic="arn:aws:sns:us-east-1:123456789012:told")),
    "kinesis": (
        'json.loads(base64.b64decode(record["kinesis"]["data"]))',
        kinesis_event([Datum(json.dumps(MESSAGE).encode())], stream="arn:aws:kinesis:us-east-1:123456789012:stream/clicks"),
    ),
    "dynamodb_stream": (
        '{"id": record["dynamodb"]["NewImage"]["order"]["S"]}',
        of_payments(stream({"id": {"S": "p"}, "payment": {"S": "p"}, "order": {"S": "x"}})),
    ),
    "eventbridge": ('record["detail"]', eventbridge_event(MESSAGE, source="shop", detail_type="Paid")),
}


@pytest.mark.parametrize("kind", OF_SOURCES)
def test_topics_buses_and_streams_bring_messages_too(tmp_path: Path, kind: str) -> None:
    read, event = OF_SOURCES[kind]
    code = "import base64\n" + consumer(PAID).replace('json.loads(record["body"])', read)
    code = code.replace('event["Records"]', "[event]") if kind == "eventbridge" else code
    (message,) = said(shop(tmp_path, code, kind=kind), event)
    assert message.startswith("UpdateItem of 'x', which is not in items, made an item of id, status")


def test_an_update_that_sets_what_no_item_has_is_told_by_the_name_of_the_key(tmp_path: Path) -> None:
    created = CREATES.replace('"id": str', '"order_id": str').replace('item["id"]', 'item["order_id"]')
    code = consumer(NEW_ATTRIBUTE).replace('{"id": message', '{"order_id": message')
    (message,) = said(shop(tmp_path, code, created, keys={"order_id": "S"}), sqs(MESSAGE))
    assert "made an item of order_id, receipt; create writes order_id, sku" in message


STATUS = 'ExpressionAttributeNames={"#s": "status"}, ExpressionAttributeValues={":s": "paid", '
COUNTS = f'UpdateExpression="SET #s = :s ADD paid :one", {STATUS} ":one": 1}}'
DEFAULTS = f'UpdateExpression="SET #s = :s, paid = if_not_exists(paid, :none)", {STATUS} ":none": 0}}'
APPENDS = f'UpdateExpression="SET #s = :s, log = list_append(if_not_exists(log, :none), :none)", {STATUS} ":none": []}}'
SAME = f'UpdateExpression="SET #s = :s, sku = :k, total = :t", {STATUS} ":k": "apple", ":t": 3}}'
MOST = f'UpdateExpression="SET #s = :s, sku = :k", {STATUS} ":k": "apple"}}'
EXPIRES = f'UpdateExpression="SET #s = :s, gone = :t", {STATUS} ":t": 1_900_000_000}}'
OR_NEW = PAID + ', ConditionExpression="attribute_not_exists(#s) OR #s <> :s"'
CONDITION = PAID + ', ConditionExpression="attribute_exists(id)"'
REFUSES = """
def handler(event, context):
    for record in event["Records"]:
        try:
            TABLE.update_item(Key={"id": json.loads(record["body"])["id"]}, CONDITION)
        except TABLE.meta.client.exceptions.ConditionalCheckFailedException:
            print("no such order")
""".replace("CONDITION", CONDITION)
LOOKS = """
if "Item" not in TABLE.get_item(Key={"id": message["id"]}):
    continue
"""
READS_THEN_COUNTS = before("""
found = TABLE.get_item(Key={"id": message["id"]}).get("Item") or {}
""").replace(PAID, f'UpdateExpression="SET #s = :s, paid = :n", {STATUS} ":n": found.get("paid", 0) + 1}}')
PUTS_FIRST = before("""
if "Item" not in TABLE.get_item(Key={"id": message["id"]}):
    TABLE.put_item(Item={"id": message["id"]})
""")
CLEANS_UP = consumer(PAID).replace("TABLE.update", "found = TABLE.update").rstrip() + """
        if "sku" not in TABLE.get_item(Key={"id": message["id"]})["Item"]:
            TABLE.delete_item(Key={"id": message["id"]})
"""
REPORTS = consumer(PAID).rstrip() + """
    return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in event["Records"]]}
"""
RAISES = consumer(PAID).rstrip() + """
        raise LookupError(message["id"])
"""
OPTIONAL = CREATES.replace('"total": body["total"], ', "").replace(
    "    TABLE.put", '    item |= {name: body[name] for name in ("total", "note") if name in body}\n    TABLE.put'
).replace('"sku": body["sku"], ', "")
SOMETIMES = CREATES.replace('"sku": body["sku"], "total": body["total"], ', "").replace(
    "    TABLE.put", '    if body["total"] > 2:\n        item["large"] = True\n    TABLE.put'
)
BY_UPDATE = """
def handler(event, context):
    body = json.loads(event["body"])
    TABLE.update_item(Key={"id": "new"}, UpdateExpression="SET sku = :k, #s = :s", ExpressionAttributeNames={"#s": "status"},
                      ExpressionAttributeValues={":k": body["sku"], ":s": "new"})
    return {"statusCode": 201, "body": "{}"}
"""
ANOTHER_KIND = CREATES.replace('"id": str(uuid.uuid4())', '"id": "USER#" + str(uuid.uuid4())')
LEFT_ALONE: Mapping[str, tuple[str, str]] = {
    "a counter": (consumer(COUNTS), CREATES),
    "a default": (consumer(DEFAULTS), CREATES),
    "a list that begins": (consumer(APPENDS), CREATES),
    "a counter of the client's": (CLIENT.replace('"PUT", "Value": {"S": "paid"}', '"ADD", "Value": {"N": "1"}'), CREATES),
    "a number of an item that was read": (READS_THEN_COUNTS, CREATES),
    "all attributes of a whole item": (consumer(SAME), CREATES),
    "most attributes of a whole item": (consumer(MOST), CREATES),
    "an item that expires": (consumer(EXPIRES), CREATES),
    "a condition that a new item fulfils": (consumer(OR_NEW), CREATES),
    "a condition whose failure is caught": (REFUSES, CREATES),
    "a look before the update": (before(LOOKS), CREATES),
    "an item that the handler put itself": (PUTS_FIRST, CREATES),
    "an item that the handler removes again": (CLEANS_UP, CREATES),
    "a message that is reported as failed": (REPORTS, CREATES),
    "a message that is answered with an exception": (RAISES, CREATES),
    "a key of AWS's own": (consumer(PAID, 'record["messageId"]'), CREATES),
    "a key of the code's own": (consumer(PAID, '"latest"'), CREATES),
    "a kind of its own": (consumer(PAID, '"USER#" + message["id"]'), OF_A_KIND),
    "items of another kind": (consumer(PAID), ANOTHER_KIND),
    "an attribute that no other item has": (consumer(NEW_ATTRIBUTE), CREATES),
    "whole items of which more is optional": (consumer(PAID), OPTIONAL),
    "whole items that sometimes have more": (consumer(PAID), SOMETIMES),
    "a table into which only updates write": (consumer(PAID), BY_UPDATE),
}


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_an_update_that_may_be_meant_is_left_alone(tmp_path: Path, name: str) -> None:
    project = shop(tmp_path, *LEFT_ALONE[name], TimeToLiveSpecification={"AttributeName": "gone", "Enabled": True})
    assert not said(project, sqs(MESSAGE), {**ORDER, "note": "mine"})


LINES = CREATES.replace('"sku": body["sku"], "total": body["total"]', '"lines": body["lines"]')
LABELLED = CREATES.replace('"sku": body["sku"], "total": body["total"], ', "").replace(
    "    TABLE.put", '    item |= {name: body[name] for name in ("tags", "notes") if name in body}\n    TABLE.put'
)


def test_a_list_that_a_request_must_have_is_in_every_item_and_one_that_it_may_have_is_not(tmp_path: Path) -> None:
    (message,) = said(shop(tmp_path, consumer(PAID), LINES), sqs(MESSAGE), {"lines": [{"sku": "apple", "count": 2}]})
    assert message.endswith("made an item of id, status; create writes id, lines, status")
    assert not said(shop(tmp_path, consumer(PAID), LABELLED), sqs(MESSAGE), {"tags": [], "notes": ["a", "b"]})


def test_an_item_that_is_there_is_only_changed(tmp_path: Path) -> None:
    assert not said(shop(tmp_path, consumer(PAID)), sqs(MESSAGE), seeds=[{"id": {"S": "x"}}])


def test_a_table_into_which_nothing_else_was_written_is_left_alone(tmp_path: Path) -> None:
    project = shop(tmp_path, consumer(PAID))
    case = Case("api", project.function("api").triggers[0].label, "sqs", sqs(MESSAGE))
    assert not replay(project, History((case,)), ("ghost_item",)).findings


def test_an_update_of_the_table_whose_stream_it_is_is_left_alone(tmp_path: Path) -> None:
    code = consumer(PAID).replace('json.loads(record["body"])', '{"id": record["dynamodb"]["Keys"]["id"]["S"]}')
    assert not said(shop(tmp_path, code, kind="dynamodb_stream"), stream({"id": {"S": "x"}, "sku": {"S": "apple"}}))


def test_a_task_of_a_state_machine_is_left_alone(tmp_path: Path) -> None:
    project = shop(tmp_path, consumer(PAID).replace("json.loads(record[\"body\"])", "event").replace('event["Records"]', "[event]"))
    (posted,) = history("POST", "/orders", body=json.dumps(ORDER)).cases
    function = project.function("api")
    task = replace(function, triggers=(Trigger("direct", "direct invocation", "api", function.location),))
    cases = (Case("create", "POST /orders", "rest_api", posted.event), Case("api", "direct invocation", "direct", MESSAGE))
    found = replay(replace(project, functions=(project.function("create"), task)), History(cases), ("ghost_item",))
    assert {"id": {"S": "x"}, "status": {"S": "paid"}} in found.outcomes[1].after["items"] and not found.findings


@pytest.mark.searches
@pytest.mark.parametrize("seed", range(2))
def test_a_search_finds_the_message_and_keeps_the_request_that_shows_a_whole_item(tmp_path: Path, seed: int) -> None:
    options = Options(max_examples=60, workers=1, seed=seed, checks=("ghost_item",))
    (finding,) = fuzz(shop(tmp_path, consumer(PAID)), options).findings
    assert [case.function for case in finding.history.cases] == ["create", "api"] and not any(finding.history.seeds.values())
    assert (finding.function, finding.severity, finding.location and finding.location.file) == ("api", "warning", "paid.py")


@pytest.mark.searches
def test_the_test_that_is_generated_fails_until_the_update_has_a_condition(tmp_path: Path) -> None:
    (finding,) = fuzz(shop(tmp_path, consumer(PAID)), Options(max_examples=40, workers=1, checks=("ghost_item",))).findings
    generated = {"__file__": str(tmp_path / "test_generated.py"), "__name__": "test_generated"}
    exec(pytest_text(finding, "serverless.yml"), generated)  # pylint: disable=exec-used  # the file that `lambdatest replay` writes
    run: Any = generated[f"test_{python_name(finding)}"]
    with pytest.raises(CheckFailed, match="UpdateItem of 'zz', which is not in items, made an item of id, status; create writes id, sku"):
        run()
    (tmp_path / "paid.py").write_text(HEAD + REFUSES)
    run()


@pytest.mark.searches
@pytest.mark.parametrize("name", ["a condition whose failure is caught", "a default", "whole items of which more is optional"])
def test_a_search_has_nothing_to_say_of_a_consumer_that_is_right(tmp_path: Path, name: str) -> None:
    assert not fuzz(shop(tmp_path, *LEFT_ALONE[name]), Options(max_examples=40, workers=1, checks=("ghost_item",))).findings


IDS = st.text("abc1-", min_size=1)


@given(kind=IDS, other=IDS, one=IDS, two=IDS)
def test_keys_of_one_kind_differ_in_their_id_alone(kind: str, other: str, one: str, two: str) -> None:
    assert of_one_kind(f"{kind}#{one}", f"{kind}#{two}") and of_one_kind(one, two) and identity(f"{kind}#{one}") == one == identity(one)
    assert not of_one_kind(f"{kind}#{one}", one) and of_one_kind(f"{kind}#{one}", f"{other}#{two}") == (kind == other)


@given(st.recursive(IDS | st.integers(), lambda inner: st.lists(inner) | st.dictionaries(IDS, inner), max_leaves=9))
def test_what_stands_in_json_text_is_found_as_well(value: Any) -> None:
    assert sorted(leaves({"body": value})) == sorted(leaves({"body": json.dumps(value) if isinstance(value, dict | list) else value}))
