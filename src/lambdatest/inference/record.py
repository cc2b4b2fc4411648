"""Records of queues, streams and buckets as powertools shows them: data classes, batch processors, envelopes of parsers.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/batch/
"""

import ast
from collections.abc import Iterator

from lambdatest.inference.annotation import apply_model
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Arguments, Run, Scope
from lambdatest.inference.value import Class, Derived, EventView, Model, Series, Value, join, places

_MEMBERS = {
    "message_id": ("messageId",), "message_attributes": ("messageAttributes",), "attributes": ("attributes",),
    "event_source_arn": ("eventSourceARN",), "event_name": ("eventName",), "receipt_handle": ("receiptHandle",),
    "message": ("Message",), "subject": ("Subject",), "topic_arn": ("TopicArn",), "sns_message": ("Records", "*", "Sns", "Message"),
    "new_image": ("NewImage",), "old_image": ("OldImage",), "keys": ("Keys",), "sequence_number": ("sequenceNumber",),
    "partition_key": ("partitionKey",), "record_id": ("recordId",), "key": ("key",), "name": ("name",), "size": ("size",),
    "bucket_name": ("Records", "*", "s3", "bucket", "name"), "object_key": ("Records", "*", "s3", "object", "key"),
    "detail_type": ("detail-type",), "source": ("source",), "string_value": ("stringValue",), "user_identity": ("userIdentity",),
}  # fmt: skip
_VIEWS = {"sns": "Sns", "kinesis": "kinesis", "dynamodb": "dynamodb", "s3": "s3", "get_object": "object", "bucket": "bucket"}
_DATA = frozenset({"data_as_text", "data_as_bytes", "data_as_json"})
_PROPERTIES_OF = "records"
"""In Firehose's records, whose element bears this name, these are properties; in Kinesis they are methods."""
RECORD_PLACES = frozenset({"Records", "records", "Sns", "kinesis", "dynamodb", "s3", "object", "bucket"})
ENVELOPES = {
    "SqsEnvelope": ("Records", "*", "body"), "SnsEnvelope": ("Records", "*", "Sns", "Message"),
    "SnsSqsEnvelope": ("Records", "*", "body", "@", "Message"), "KinesisDataStreamEnvelope": ("Records", "*", "kinesis", "data"),
    "KinesisFirehoseEnvelope": ("records", "*", "data"), "EventBridgeEnvelope": ("detail",),
}  # fmt: skip
DECORATORS = frozenset({"batch_processor", "async_batch_processor", "sqs_batch_processor"})
PROCESSORS = frozenset({"process_partial_response", "async_process_partial_response"})


def walk(place: Place, trail: tuple[str, ...]) -> Place:
    """The place at the end of *trail*, where ``*`` is an element and ``@`` what a text holds; the code reads all on the way."""
    for part in trail:
        place = place.member() if part == "*" else place.loaded() if part == "@" else place.child(part)
        place.required = place.required or part not in "*@"
    return place


def records(event: Place, kind: str = "") -> Place:
    """A record of *event*, in the data class *kind*: Firehose spells ``records`` in lower case."""
    return walk(event, ("records" if "Firehose" in kind else "Records", "*"))


def view_record(view: EventView, name: str) -> Value | None:
    """What attribute *name* of the view of a record (or of an event of records) is; None where it is none of those."""
    place = view.place
    if name in ("records", "record") and place.parent is None:
        found = EventView(records(place, view.kind), view.kind)
        return (Series([(found,)]),) if name == "records" else (found,)
    if name in _VIEWS:
        return (EventView(walk(place, (_VIEWS[name],)), view.kind),)
    if name in _DATA and place.name == _PROPERTIES_OF:
        return data(place, name)
    return (walk(place, _MEMBERS[name]),) if name in _MEMBERS else None


def data(place: Place, name: str) -> Value | None:
    """``record.kinesis.data_as_json()``: a record's data, decoded."""
    if name not in _DATA:
        return None
    found = walk(place, ("data",))
    return (found.loaded(),) if name == "data_as_json" else (Derived(found, "string"),)


def _view_of(run: Run, arguments: Arguments) -> Value:
    """A record as the handler of a batch processor gets it; a data model where the processor names one."""
    models = list(_models(arguments.at(2, "processor")))
    found = records(run.event)
    for owner in models:
        apply_model(run, found, owner)
    return tuple(Model(found, owner) for owner in models) or (EventView(found),)


def _models(value: Value) -> Iterator[Class]:
    for atom in value:
        if isinstance(atom, Class):
            yield atom
        yield from (inner for inner in getattr(atom, "payload", ()) if isinstance(inner, Class))


def process(run: Run, arguments: Arguments) -> Value:
    """``process_partial_response(event, record_handler=…)``: the record handler is called with each record."""
    handlers = arguments.at(1, "record_handler")
    run.call(handlers, Arguments([_view_of(run, arguments)], scope=Scope(lenient=False)))
    return ()


def process_decorated(run: Run, decorator: ast.expr, scope: Scope) -> None:
    """``@batch_processor(record_handler=…, processor=…)`` above a handler."""
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).rpartition(".")[2] in DECORATORS:
        given = {keyword.arg: run.evaluate(keyword.value, scope) for keyword in decorator.keywords if keyword.arg}
        process(run, Arguments([], given, scope=scope))


def data_class(run: Run, decorator: ast.expr) -> Value | None:
    """``@event_source(data_class=SQSEvent)``: the event is seen through that class."""
    if not isinstance(decorator, ast.Call) or not ast.unparse(decorator.func).endswith("event_source"):
        return None
    named = [ast.unparse(keyword.value).rpartition(".")[2] for keyword in decorator.keywords if keyword.arg == "data_class"]
    return (EventView(run.event, named[0]),) if named else None


def opened(event: Place, envelope: str) -> tuple[Place, bool] | None:
    """What the *envelope* of a parser takes out of an event, and whether that is a list; None for one that is none of records."""
    trail = ENVELOPES.get(envelope)
    if trail is None:
        return None
    found = walk(event, trail)
    return (found.loaded() if trail[-1] in ("body", "Message", "data") else found, "*" in trail)


def image(value: Value) -> Value:
    """``TypeDeserializer().deserialize(value)``: the value itself, whatever letter stands before it."""
    from_letters = [inner for atom in value for inner in getattr(atom, "entries", {}).values()]
    return join(tuple(places(value)), *from_letters)
