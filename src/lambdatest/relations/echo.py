"""What an invocation writes into its own trigger comes back to it as an event."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

from lambdatest.model import parse_json
from lambdatest.results import Outcome, Step

_PUTS = frozenset({"PutObject", "CopyObject", "CompleteMultipartUpload"})
Record = Mapping[str, Any]


def echo(step: Step, outcome: Outcome) -> dict[str, Any] | None:
    """The event of what the invocation wrote into its own bucket, queue, topic, stream, bus or streamed table; None where it did not."""
    if step.case.kind == "eventbridge":
        return _put(step, outcome) if outcome.ok and isinstance(step.event, dict) else None
    records = step.event.get("Records") if isinstance(step.event, dict) else None
    makers = {"s3": _objects, "dynamodb_stream": _changes, "sqs": _messages, "sns": _notifications, "kinesis": _data}
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
    """The messages that were sent to the queue that they came from, each received for the first time, with attributes of its own."""
    queue = str(record.get("eventSourceARN", "")).rpartition(":")[2]
    given = {**record.get("attributes", {}), "ApproximateReceiveCount": "1"}
    for n, message in enumerate(_added(outcome, f"sqs:{queue}")):
        own = {"body": message.get("Body", ""), "attributes": given, "messageAttributes": _attributes(message)}
        yield {**record, "messageId": f"{record['messageId'][:-4]}{n:04x}", **own}


def _attributes(message: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of a message as an event spells them."""
    sent = message.get("MessageAttributes") or {}
    return {
        name: {**{key[0].lower() + key[1:]: part for key, part in value.items()}, "stringListValues": [], "binaryListValues": []}
        for name, value in sent.items()
    }


def _notifications(_step: Step, outcome: Outcome, record: Record) -> Iterator[Record]:
    """The first message that was published to the topic that it came from: SNS sends one for each."""
    topic = str(record.get("Sns", {}).get("TopicArn", "")).rpartition(":")[2]
    calls = [call for call in outcome.calls if call.name in ("sns:Publish", "sns:PublishBatch") and call.error is None]
    sent = [entry for call in calls for entry in call.parameters.get("PublishBatchRequestEntries") or [call.parameters]]
    for message, entry in list(zip(_added(outcome, f"sns:{topic}"), sent, strict=False))[:1]:
        said = entry.get("MessageAttributes") or {}
        own = {name: {"Type": value.get("DataType"), "Value": value.get("StringValue", "")} for name, value in said.items()}
        yield {**record, "Sns": {**record["Sns"], "Message": message.get("Message", ""), "MessageAttributes": own}}


def _data(_step: Step, outcome: Outcome, record: Record) -> Iterator[Record]:
    """The records that were put into the stream that they came from."""
    stream = str(record.get("eventSourceARN", "")).rpartition("/")[2]
    calls = [call for call in outcome.calls if call.name in ("kinesis:PutRecord", "kinesis:PutRecords") and call.error is None]
    entries = [(call, entry) for call in calls for entry in call.parameters.get("Records") or [call.parameters]]
    mine = [entry for call, entry in entries if stream in (call.parameters.get("StreamName"), _name(call.parameters.get("StreamARN")))]
    for n, entry in enumerate(mine):
        data = entry["Data"].encode() if isinstance(entry["Data"], str) else bytes(entry["Data"])
        own = {"data": b64encode(data).decode(), "partitionKey": str(entry.get("PartitionKey"))}
        number = str(int(record["kinesis"]["sequenceNumber"]) + 1 + n)
        identity = f"{str(record.get('eventID', '')).partition(':')[0]}:{number}"
        yield {**record, "eventID": identity, "kinesis": {**record["kinesis"], **own, "sequenceNumber": number}}


def _name(arn: Any) -> str:
    return str(arn or "").rpartition("/")[2]


def _put(step: Step, outcome: Outcome) -> dict[str, Any] | None:
    """The first event that was put on the bus and that the rule's pattern, where it is one of sources, types and texts alone, wants."""
    pattern = step.trigger.options.get("pattern")
    if not isinstance(pattern, Mapping) or "detail-type" not in step.event:
        return None  # a rule that hands over something else than the event
    for call in outcome.calls:
        for entry in call.parameters.get("Entries", ()) if call.name == "events:PutEvents" and call.error is None else ():
            detail = parse_json(entry.get("Detail"))
            own = {"source": entry.get("Source"), "detail-type": entry.get("DetailType"), "detail": detail if detail is not None else {}}
            if _wanted(pattern, {**step.event, **own}):
                return {**step.event, **own, "resources": list(entry.get("Resources") or ())}
    return None


def _wanted(pattern: Mapping[str, Any], event: Any) -> bool:
    """Whether *pattern* lets *event* through, by the values that it lists; what else it says lets nothing through here."""
    if not isinstance(event, Mapping):
        return False
    for name, rule in pattern.items():
        if isinstance(rule, Mapping):
            if not _wanted(rule, event.get(name)):
                return False
        elif event.get(name) not in [one for one in rule if not isinstance(one, Mapping)]:
            return False
    return True


def _added(outcome: Outcome, name: str) -> list[Mapping[str, Any]]:
    return list(outcome.after.get(name, ())[len(outcome.before.get(name, ())) :])
