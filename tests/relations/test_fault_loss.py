"""What a handler reports when AWS fails, and what is lost: correct handlers of several styles, and wrong ones."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from lambdatest._fault import Fault
from lambdatest.engine import replay
from lambdatest.engine.run import Runner
from lambdatest.engine.stage import staged
from lambdatest.model import History, Location, Project, Resource
from lambdatest.runtime import legality
from strategies.record import given, sqs, stream, triggered
from strategies.service import history

pytestmark = pytest.mark.searches

Make = Callable[..., Project]
ORDERS = sqs({"id": "a", "n": 1}, {"id": "b", "n": 2}, {"id": "c", "n": 3})
POST = history("POST", "/items", body='{"id": "a"}')

SWALLOWS = """
def handler(event, context):
    for record in event["Records"]:
        try:
            TABLE.put_item(Item=json.loads(record["body"]))
        except Exception as error:
            print(error)
"""
REPORTS_ONE_AND_STOPS = """
def handler(event, context):
    for record in event["Records"]:
        try:
            TABLE.put_item(Item=json.loads(record["body"]))
        except Exception:
            return {"batchItemFailures": [{"itemIdentifier": record["messageId"]}]}
    return {"batchItemFailures": []}
"""
REPORTS_EACH = """
def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            TABLE.put_item(Item=json.loads(record["body"]))
        except Exception:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
"""
LETS_IT_FAIL = """
def handler(event, context):
    for record in event["Records"]:
        TABLE.put_item(Item=json.loads(record["body"]))
"""
COUNTS_ONCE_A_MESSAGE = """
from botocore.exceptions import ClientError
CLIENT = boto3.client("dynamodb")
def handler(event, context):
    for record in event["Records"]:
        number = str(json.loads(record["body"])["n"])
        try:
            CLIENT.transact_write_items(TransactItems=[
                {"Put": {"TableName": "items", "Item": {"id": {"S": record["messageId"]}},
                         "ConditionExpression": "attribute_not_exists(id)"}},
                {"Update": {"TableName": "items", "Key": {"id": {"S": "total"}}, "UpdateExpression": "ADD n :n",
                            "ExpressionAttributeValues": {":n": {"N": number}}}},
            ])
        except ClientError as error:
            reasons = [reason["Code"] for reason in error.response.get("CancellationReasons", [])]
            if "ConditionalCheckFailed" not in reasons:
                raise
"""
MARKS_DONE_FIRST = """
from botocore.exceptions import ClientError
def handler(event, context):
    for record in event["Records"]:
        try:
            TABLE.put_item(Item={"id": record["messageId"]}, ConditionExpression="attribute_not_exists(id)")
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConditionalCheckFailedException":
                continue
            raise
        TABLE.put_item(Item=json.loads(record["body"]))
"""
KEEPS_IT_ELSEWHERE = """
def handler(event, context):
    for record in event["Records"]:
        item = json.loads(record["body"])
        try:
            TABLE.put_item(Item=item)
        except Exception:
            TABLE.put_item(Item={"id": "failed#" + item["id"], "body": record["body"]})
"""
COUNTS_AND_SWALLOWS = """
def handler(event, context):
    for record in event["Records"]:
        try:
            TABLE.update_item(Key={"id": "total"}, UpdateExpression="ADD n :n", ExpressionAttributeValues={":n": 1})
        except Exception:
            print("too bad")
"""
BATCH_UNPROCESSED = """
def handler(event, context):
    client = boto3.client("dynamodb")
    puts = [{"PutRequest": {"Item": {"id": {"S": json.loads(r["body"])["id"]}}}} for r in event["Records"]]
    client.batch_write_item(RequestItems={"items": puts})
"""
BATCH_LOOP = """
import time
def handler(event, context):
    client = boto3.client("dynamodb")
    left = {"items": [{"PutRequest": {"Item": {"id": {"S": json.loads(r["body"])["id"]}}}} for r in event["Records"]]}
    while left:
        left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]
        if left:
            time.sleep(0.1)
"""
BATCH_WRITER = """
def handler(event, context):
    with TABLE.batch_writer() as writer:
        for record in event["Records"]:
            writer.put_item(Item=json.loads(record["body"]))
"""


def first_calls(runner: Runner, asked: History) -> Iterator[Fault]:
    """Every fault that can happen to a call of the history's last invocation, each alone."""
    for number, call in enumerate(runner.run(asked).outcomes[-1].calls):
        for kind in legality.kinds(call.service, call.operation, call.parameters):
            yield Fault(number, call.name, kind)


def said(project: Project, asked: History) -> set[tuple[str, str, str]]:
    """The check, severity and kind of fault of everything that is said of the history with any one fault."""
    found = set()
    with staged(project, "api", ["fault_loss"]) as stage:
        for fault in first_calls(stage.runner, asked):
            for judged in stage.runner.findings(History(asked.cases, asked.seeds, (), (fault,))):
                found.add((judged.check, judged.severity, fault.kind))
    return found


def queue(make_project: Make, code: str, **options: Any) -> Project:
    return triggered(make_project(code), "sqs", **{"reports": True, **options})


@pytest.mark.parametrize("code", [SWALLOWS, REPORTS_ONE_AND_STOPS, MARKS_DONE_FIRST, COUNTS_AND_SWALLOWS])
def test_a_message_that_is_neither_stored_nor_reported_is_lost(make_project: Make, code: str) -> None:
    found = said(queue(make_project, code), given("sqs", ORDERS))
    assert ("fault_loss", "failure", "ThrottlingException") in found
    assert ("fault_loss", "failure", legality.CLOSED) in found


@pytest.mark.parametrize(
    "code", [REPORTS_EACH, LETS_IT_FAIL, COUNTS_ONCE_A_MESSAGE, KEEPS_IT_ELSEWHERE, BATCH_LOOP, BATCH_WRITER], ids=lambda code: code[:40]
)
def test_a_message_that_is_reported_or_kept_is_not_lost(make_project: Make, code: str) -> None:
    assert said(queue(make_project, code), given("sqs", ORDERS)) == set()


def test_to_report_a_failure_that_nobody_reads_is_to_lose_it(make_project: Make) -> None:
    assert said(queue(make_project, REPORTS_EACH, reports=False), given("sqs", ORDERS))


def test_what_a_batch_leaves_unprocessed_is_lost(make_project: Make) -> None:
    found = said(queue(make_project, BATCH_UNPROCESSED), given("sqs", ORDERS))
    assert found == {("fault_loss", "failure", legality.UNPROCESSED)}


SENDS = """
QUEUE = "https://sqs.us-east-1.amazonaws.com/123456789012/out"
SQS = boto3.client("sqs")
def handler(event, context):
    entries = [{"Id": str(n), "MessageBody": "x" + r["eventID"]} for n, r in enumerate(event["Records"])]
    answer = SQS.send_message_batch(QueueUrl=QUEUE, Entries=entries)
"""


def with_queue(make_project: Make, code: str) -> Project:
    out = Resource("Out", "AWS::SQS::Queue", {"QueueName": "out"}, Location("serverless.yml", 1))
    project = triggered(make_project(code), "dynamodb_stream")
    return replace(project, resources=(*project.resources, out))


def test_entries_that_failed_are_lost_unless_somebody_looks(make_project: Make) -> None:
    records = given("dynamodb_stream", stream({"id": {"S": "a"}}, {"id": {"S": "b"}}))
    assert said(with_queue(make_project, SENDS), records) == {("fault_loss", "failure", legality.PARTIAL)}
    looks = SENDS + '    if answer.get("Failed"):\n        raise RuntimeError("not sent")\n'
    assert said(with_queue(make_project, looks), records) == set()


def test_a_client_that_is_told_loses_nothing(make_project: Make) -> None:
    tells = """
    def handler(event, context):
        try:
            TABLE.put_item(Item=json.loads(event["body"]))
        except Exception:
            return {"statusCode": 503, "body": "try again"}
        return {"statusCode": 201, "body": "stored"}
    """
    assert said(make_project(tells, "POST /items"), POST) == set()
    assert said(make_project(tells.replace("503", "201").replace("try again", "stored"), "POST /items"), POST)


def test_a_second_thing_that_may_be_of_less_importance_is_a_warning(make_project: Make) -> None:
    publishes = """
    def handler(event, context):
        TABLE.put_item(Item=json.loads(event["body"]))
        try:
            boto3.client("s3").put_object(Bucket="files", Key="a", Body=b"x")
        except Exception:
            print("not copied")
        return {"statusCode": 201, "body": "stored"}
    """
    project = make_project(publishes, "POST /items")
    for name, severity in (("files", {"warning"}), ("access-logs", set())):
        (project.root / "app.py").write_text((project.root / "app.py").read_text().replace('"files"', f'"{name}"'))
        bucket = Resource("Files", "AWS::S3::Bucket", {"BucketName": name}, Location("serverless.yml", 1))
        assert {level for _, level, _ in said(replace(project, resources=(*project.resources, bucket)), POST)} == severity


def test_a_fault_that_the_sdk_recovers_from_shows_no_difference(make_project: Make) -> None:
    project = queue(make_project, SWALLOWS)
    for kind in ("ThrottlingException", "InternalServerError", legality.CLOSED):
        replayed = replay(project, given("sqs", ORDERS, faults=(Fault(1, "dynamodb:PutItem", kind, 1),)), ["fault_loss"])
        assert replayed.outcomes[-1].faults and not replayed.findings
        assert replayed.outcomes[-1].calls[1].error is None


READS = """
def handler(event, context):
    ids, found = json.loads(event["body"]), []
    request = {"items": {"Keys": [{"id": one} for one in ids]}}
    answer = TABLE.meta.client.batch_get_item(RequestItems=request)
    found += [item["id"] for item in answer["Responses"]["items"]]
    return {"statusCode": 200, "body": json.dumps({"found": found, "REST": [one for one in ids if one not in found]})}
"""
AGAIN = """
    while answer.get("UnprocessedKeys"):
        answer = TABLE.meta.client.batch_get_item(RequestItems=answer["UnprocessedKeys"])
        found += [item["id"] for item in answer["Responses"]["items"]]
    return"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (READS.replace("REST", "missing"), {("fault_loss", "warning", legality.UNPROCESSED)}),
        (READS.replace("REST", "notFound"), {("fault_loss", "warning", legality.UNPROCESSED)}),
        (READS.replace("REST", "retry"), set()),
        (READS.replace("REST", "missing").replace("    return", AGAIN.lstrip("\n")), set()),
    ],
    ids=("missing", "notFound", "retry", "again"),
)
def test_what_was_not_read_yet_is_not_missing(make_project: Make, code: str, expected: set[tuple[str, str, str]]) -> None:
    asked = history("POST", "/items", body='["a", "b", "c"]', seeds=[{"id": {"S": "a"}}, {"id": {"S": "c"}}])
    assert said(make_project(code, "POST /items"), asked) == expected


def only(says: str) -> str:
    """A handler that answers with nothing but what *says* of the ids, and the ids found."""
    answer = READS.index("    return {")
    return f"{READS[:answer]}    return {{'statusCode': 200, 'body': json.dumps({says})}}\n"


@pytest.mark.parametrize(("says", "told"), [
    ("{'missing': [one for one in ids if one not in found]}", True),
    ("{'missing': len(ids) - len(found)}", True),
    ("{'exists': {one: one in found for one in ids}}", True),
    ("[{'id': one, 'found': one in found} for one in ids]", True),
    ("{one: ({'id': one} if one in found else None) for one in ids}", True),
    ("{'done': not answer.get('UnprocessedKeys'), 'later': [one for one in ids if one not in found]}", False),
    ("{'later': len(ids) - len(found)}", False),
], ids=("a list", "a number", "flags by id", "flags", "values by id", "tells", "a number of others"))
def test_what_an_answer_says_of_the_missing_alone_is_held_against_what_was_not_read(make_project: Make, says: str, told: bool) -> None:
    asked = history("POST", "/items", body='["a", "b", "c"]', seeds=[{"id": {"S": "a"}}, {"id": {"S": "c"}}])
    assert bool(said(make_project(only(says), "POST /items"), asked)) == told


BROADCAST = """
API = boto3.client("apigatewaymanagementapi", endpoint_url="https://a.execute-api.us-east-1.amazonaws.com/dev")
def handler(event, context):
    for item in TABLE.scan()["Items"]:
        API.post_to_connection(ConnectionId=item["id"], Data=b"x")
    return {"statusCode": 200, "body": "sent"}
"""
POSTED = "        API.post_to_connection(ConnectionId=item["
SWALLOWED = BROADCAST.replace(POSTED, """        try:
            API.post_to_connection(ConnectionId=item[""").replace('Data=b"x")', """Data=b"x")
        except API.exceptions.GoneException:
            AFTER""")


@pytest.mark.parametrize(
    ("code", "missed"),
    [
        (BROADCAST, True),
        (SWALLOWED.replace("AFTER", "break"), True),
        (SWALLOWED.replace("AFTER", 'TABLE.delete_item(Key={"id": item["id"]})'), False),
        (BROADCAST.replace('item["id"]', '"me"'), False),
    ],
    ids=("raises", "breaks", "goes on", "one client"),
)
def test_a_client_that_has_left_takes_nothing_from_the_others(make_project: Make, code: str, missed: bool) -> None:
    asked = history("POST", "/items", body="{}", seeds=[{"id": {"S": "a"}}, {"id": {"S": "b"}}])
    assert (("fault_loss", "warning", legality.GONE) in said(make_project(code, "POST /items"), asked)) is missed


def test_a_fault_that_a_related_run_does_not_meet_is_no_difference(make_project: Make) -> None:
    forgets = SWALLOWED.replace("AFTER", 'TABLE.delete_item(Key={"id": item["id"]})').replace('TABLE.scan()["Items"]', "items()") + """
def items():
    page = TABLE.scan()
    found = page["Items"]
    while "LastEvaluatedKey" in page:
        page = TABLE.scan(ExclusiveStartKey=page["LastEvaluatedKey"])
        found += page["Items"]
    return found
"""
    asked = history("POST", "/items", body="{}", seeds=[{"id": {"S": "a"}}, {"id": {"S": "b"}}])
    gone = Fault(1, legality.POST, legality.GONE)
    with staged(make_project(forgets, "POST /items"), "api", ["page_completeness"]) as stage:
        assert stage.runner.run(replace(asked, faults=(gone,))).outcomes[-1].faults == (gone,)
        assert stage.runner.findings(replace(asked, faults=(gone,))) == []
