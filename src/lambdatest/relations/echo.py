"""What an invocation writes into its own trigger comes back to it as an event."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from lambdatest.results import Outcome, Step

_PUTS = frozenset({"PutObject", "CopyObject", "CompleteMultipartUpload"})
Record = Mapping[str, Any]


def echo(step: Step, outcome: Outcome) -> dict[str, Any] | None:
    """The event of what the invocation wrote into its own bucket, queue, topic or streamed table, or None where it wrote nothing."""
    records = step.event.get("Records") if isinstance(step.event, dict) else None
    makers = {"s3": _objects, "dynamodb_stream": _changes, "sqs": _messages, "sns": _notifications}
    if not records or step.case.kind not in makers or not outcome.ok:
        return None
    found = list(makers[step.case.kind](step, outcome, records[0]))
    return {**step.event, "Records": found} if found else None


def _objects(step: Step, outcome: Outcome, record: Record) -> Iterator[Record]:
    """The notification of the first object that a rule of the trigger lets through: S3 sends one for each."""
    bucket = record["s3"]["bucket"]["name"]
    for call in outcome.calls:
        key = str(call.parameters.get("Key"))
        if call.service == "s3" and call.operation in _PUTS and call.error is None and call.parameters.get("Bucket") == bucket:
            if _lets_through(step.trigger.options.get("rules") or (), key):
                held = {**record["s3"]["object"], "key": quote_plus(key, safe="/*").replace("~", "%7E")}
                yield {**record, "eventName": "ObjectCreated:Put", "s3": {**record["s3"], "object": held}}
                return


def _lets_through(rules: Any, key: str) -> bool:
    """Whether one of the trigger's rules wants the object; without rules every one that is created."""
    return not rules or any(
        any(str(event).removeprefix("s3:").startswith("ObjectCreated") for event in rule.get("events") or ("s3:ObjectCreated:*",))
        and key.startswith(rule.get("prefix") or "")
        and key.endswith(rule.get("suffix") or "")
        for rule in rules
    )


def _changes(step: Step, outcome: Outcome, record: Record) -> Iterator[Record]:
    """The records of the items that are not what they were: a write that changes nothing has none.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
    """
    if step.trigger.options.get("patterns"):
        return  # whether the filter lets them through is not known here
    table = str(record.get("eventSourceARN", "")).partition(":table/")[2].partition("/")[0]
    keys = list(record["dynamodb"]["Keys"])
    states = (outcome.before, outcome.after)
    before, after = ({repr([item.get(key) for key in keys]): item for item in state.get(table, ())} for state in states)
    number = max(int(one["dynamodb"]["SequenceNumber"]) for one in step.event["Records"])
    for n, identity in enumerate(sorted(after)):
        if before.get(identity) == after[identity]:
            continue
        images = {"Keys": {key: after[identity][key] for key in keys}, "NewImage": after[identity]}
        images |= {"OldImage": before[identity]} if identity in before else {}
        changed = {**{k: v for k, v in record["dynamodb"].items() if k != "OldImage"}, **images, "SequenceNumber": str(number + 1 + n)}
        event = f"{int(str(record.get('eventID', '0')), 16) + number + n:032x}"[-32:]
        yield {**record, "eventID": event, "eventName": "MODIFY" if identity in before else "INSERT", "dynamodb": changed}


def _messages(_step: Step, outcome: Outcome, record: Record) -> Iterator[Record]:
    """The messages that were sent to the queue that they came from."""
    queue = str(record.get("eventSourceARN", "")).rpartition(":")[2]
    for n, message in enumerate(_added(outcome, f"sqs:{queue}")):
        yield {**record, "messageId": f"{record['messageId'][:-4]}{n:04x}", "body": message.get("Body", "")}


def _notifications(_step: Step, outcome: Outcome, record: Record) -> Iterator[Record]:
    """The first message that was published to the topic that it came from: SNS sends one for each."""
    topic = str(record.get("Sns", {}).get("TopicArn", "")).rpartition(":")[2]
    for message in _added(outcome, f"sns:{topic}")[:1]:
        yield {**record, "Sns": {**record["Sns"], "Message": message.get("Message", "")}}


def _added(outcome: Outcome, name: str) -> list[Mapping[str, Any]]:
    return list(outcome.after.get(name, ())[len(outcome.before.get(name, ())) :])
