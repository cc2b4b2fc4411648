"""Events of records for a vocabulary: positive and with each mutation, filtered as the service filters, and what the account holds."""

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

import pytest
from aws_lambda_powertools.utilities.parser.models import (
    DynamoDBStreamModel, EventBridgeModel, KinesisDataStreamModel, KinesisFirehoseModel, S3Model, SnsModel, SqsModel,
)  # fmt: skip
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st
from moto.events.models import EventPattern

from lambdatest.event_sources import EVENT_SOURCES, rule_input
from lambdatest.model import Location, Mutation, Trigger
from lambdatest.strategies.body import MALFORMED_LABELS
from lambdatest.vocabulary import Key, Vocabulary

HERE = Location("serverless.yml", 1)
ACCOUNT = "us-east-1:123456789012"
TEXT, WHOLE, NUMBER = frozenset({"string"}), frozenset({"integer"}), frozenset({"number"})
BODY = (Key("id", True, TEXT), Key("count", True, WHOLE, True), Key("total", True, NUMBER, True), Key("note", False, TEXT))
IMAGE = Key("NewImage", True, fields=(
    Key("id", True, fields=(Key("S", True),)), Key("count", True, fields=(Key("N", True, WHOLE),)),
    Key("tags", True, fields=(Key("SS", True),)),
    Key("address", True, fields=(Key("M", True, fields=(Key("city", True, fields=(Key("S", True),)),)),)),
))  # fmt: skip
RECORD = Key("Records", True, fields=(
    Key("eventName"), Key("dynamodb", True, fields=(IMAGE,)), Key("messageAttributes", True, fields=(Key("type", True, fields=(
        Key("stringValue", True, constants=("order",)),)),)),
))  # fmt: skip
VOCABULARY = Vocabulary(body=BODY, parses_json=True, envelope=(RECORD, Key("source", constants=("shop",))))
BATCH = {"batch_size": 3, "reports": False, "patterns": (), "window": None}
STREAM = {
    **BATCH, "stream": f"arn:aws:dynamodb:{ACCOUNT}:table/orders/stream/x", "table": "orders", "keys": ["id"], "types": {"id": "S"},
    "ttl": "expires", "view": "NEW_AND_OLD_IMAGES",
}
RULES = {"bucket": "uploads", "rules": [{"events": ["s3:*"], "prefix": "in/", "suffix": ".txt"}], "versioned": False}


def trigger(kind: str, **options: Any) -> Trigger:
    return Trigger(kind, kind, "f", HERE, {"region": "us-east-1", **options})


QUEUE = trigger("sqs", **BATCH, queue=f"arn:aws:sqs:{ACCOUNT}:in.fifo", wraps=None)
TRIGGERS = [
    (QUEUE, SqsModel), (trigger("sns", topic=f"arn:aws:sns:{ACCOUNT}:sales", filter={}, scope="MessageAttributes"), SnsModel),
    (trigger("s3", **RULES), S3Model), (trigger("eventbridge", pattern={"source": ["shop"]}, buckets=()), EventBridgeModel),
    (trigger("eventbridge", pattern={"source": ["aws.s3"], "detail-type": ["Object Created"]}, buckets=("uploads",)), EventBridgeModel),
    (trigger("schedule", name="hourly", scheduler=False), EventBridgeModel), (trigger("dynamodb_stream", **STREAM), DynamoDBStreamModel),
    (trigger("kinesis", **BATCH | {"window": 60}, stream=f"arn:aws:kinesis:{ACCOUNT}:stream/clicks"), KinesisDataStreamModel),
    (trigger("firehose", stream=f"arn:aws:firehose:{ACCOUNT}:deliverystream/in", source=None), KinesisFirehoseModel),
]
VIA = [
    {"via": "sns", "topic": f"arn:aws:sns:{ACCOUNT}:sales"}, {"via": "s3", **RULES},
    {"via": "eventbridge", "pattern": {"source": ["shop"]}},
]


def events(wiring: Trigger, vocabulary: Vocabulary = VOCABULARY, mutation: Mutation | None = None) -> st.SearchStrategy[Any]:
    return EVENT_SOURCES[wiring.kind].events(wiring, vocabulary, mutation, {"id": ("a", "zz")})


def each(strategy: st.SearchStrategy[Any], holds: Callable[[Any], None], count: int = 30) -> None:
    """*holds* raises for none of the first *count* values of *strategy*."""
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(strategy)
    def held(event: Any) -> None:
        holds(event)

    held()


@pytest.mark.parametrize(("wiring", "model"), TRIGGERS, ids=[f"{n} {one.kind}" for n, (one, _) in enumerate(TRIGGERS)])
def test_every_event_of_a_trigger_is_one_that_powertools_accepts(wiring: Trigger, model: Any) -> None:
    mutations = EVENT_SOURCES[wiring.kind].mutations(wiring, VOCABULARY)
    assert len(set(map(repr, mutations))) == len(mutations)

    def accepted(event: Any) -> None:
        assert json.loads(json.dumps(event)) == event
        model.model_validate(event)

    each(st.sampled_from([None, *mutations]).flatmap(lambda mutation: events(wiring, mutation=mutation)), accepted, 60)


@pytest.mark.parametrize("via", VIA, ids=[one["via"] for one in VIA])
def test_every_message_that_came_through_another_service_is_in_its_envelope(via: dict[str, Any]) -> None:
    queue = trigger("sqs", **{**QUEUE.options, "wraps": via})
    expected = {"sns": {"TopicArn", "Message"}, "s3": {"Records"}, "eventbridge": {"detail", "source"}}[via["via"]]

    def enveloped(event: Any) -> None:
        SqsModel.model_validate(event)
        assert all(expected <= json.loads(record["body"]).keys() for record in event["Records"])

    each(events(queue), enveloped)
    labels = {mutation.label for mutation in EVENT_SOURCES["sqs"].mutations(queue, VOCABULARY)}
    assert ("malformed" in labels) == (via["via"] == "sns") and ("test_event" in labels) == (via["via"] == "s3")


def test_a_queue_whose_topic_is_elsewhere_is_wrapped_as_the_code_expects() -> None:
    vocabulary = Vocabulary(body=BODY, parses_json=True, wrapping="sns")
    each(events(QUEUE, vocabulary), lambda event: json.loads(json.loads(event["Records"][0]["body"])["Message"])["id"])


def bodies(event: Any) -> list[Any]:
    return [json.loads(record["body"]) for record in event["Records"]]


def test_positive_messages_have_what_the_code_asks_for() -> None:
    def asked_for(event: Any) -> None:
        for body, record in zip(bodies(event), event["Records"], strict=True):
            assert {"id", "count", "total"} <= body.keys() and body["id"] in ("a", "zz") and isinstance(body["count"], int)
            assert record["messageAttributes"]["type"]["stringValue"]

    each(events(QUEUE), asked_for)


def test_one_message_of_a_batch_is_poisoned_and_the_others_are_good() -> None:
    mutation = Mutation("missing_key", key="total")

    def one(event: Any) -> None:
        assert len(event["Records"]) > 1 and ["total" in body for body in bodies(event)].count(False) == 1

    each(events(QUEUE, mutation=mutation), one)
    alone = trigger("sqs", **{**QUEUE.options, "batch_size": 1})
    each(events(alone, mutation=mutation), lambda event: [record] if (record := event["Records"]) and len(record) == 1 else 1 / 0)


def test_producers_are_trusted_to_send_no_hostile_text_and_no_extreme_number() -> None:
    found = EVENT_SOURCES["sqs"].mutations(QUEUE, VOCABULARY)
    labels = {mutation.label for mutation in found}
    assert labels == {"malformed", "nonobject", "missing_key", "null", "wrong_type", "number", "unicode"}
    assert {mutation.value for mutation in found if mutation.label == "number"} == {1.5, 19.99}
    assert {mutation.key for mutation in found if mutation.label == "number"} == {"total"}
    assert Mutation("missing_key", "attributes", "type") in found and all(mutation.value != "" for mutation in found)


@pytest.mark.parametrize(("content", "broken"), [("json", 3), ("text", 1), ("unknown", 0), (None, 0)])
def test_an_object_that_the_code_cannot_read_stands_in_the_account_as_the_notification_says(content: str | None, broken: int) -> None:
    said = replace(VOCABULARY, content=content, objects=BODY)
    uploads = trigger("s3", **RULES)
    found = [one for one in EVENT_SOURCES["s3"].mutations(uploads, said) if one.place == "object"]
    assert len(found) == broken and {one.label for one in found} <= MALFORMED_LABELS
    for mutation in found:
        drawn = EVENT_SOURCES["s3"].events(uploads, said, mutation, {})
        event = find(drawn, lambda event: "ObjectCreated" in event["Records"][0]["eventName"])
        ((seed,),) = EVENT_SOURCES["s3"].holds(uploads, said, event).values()
        held = base64.b64decode(seed["Base64"]) if "Base64" in seed else seed["Body"].encode()
        assert held == mutation.value and event["Records"][0]["s3"]["object"]["size"] == len(held)
        with pytest.raises(ValueError):
            json.loads(held.decode()) if content == "json" else held.decode()


def test_what_a_filter_leaves_alone_inside_of_an_object_may_be_wrong() -> None:
    data = Key("data", True, fields=(Key("type", True, frozenset({"string"})), Key("id", True, frozenset({"string"}))))
    said = replace(VOCABULARY, body=(data,), parses_json=True)
    filtered = trigger("sqs", **{**QUEUE.options, "patterns": ({"body": {"data": {"type": ["TEST"]}}},)})
    found = EVENT_SOURCES["sqs"].mutations(filtered, said)
    assert {(one.label, one.within, one.key) for one in found if one.place == "body"} == {
        (label, ("data",), "id") for label in ("missing_key", "null", "wrong_type")}


@pytest.mark.parametrize(("kind", "member"), [("sqs", "body"), ("kinesis", "data")])
def test_no_record_that_the_filter_drops_is_drawn(kind: str, member: str) -> None:
    pattern = {member: {"count": [{"numeric": [">", 100]}], "kind": ["x"]}}
    wiring = next(one for one, _ in TRIGGERS if one.kind == kind)
    filtered = trigger(kind, **{**wiring.options, "patterns": (pattern,)})
    mutations = EVENT_SOURCES[kind].mutations(filtered, VOCABULARY)
    assert mutations and not {"malformed", "nonobject"} & {mutation.label for mutation in mutations}

    def passes(event: Any) -> None:
        for record in event["Records"]:
            text = record["body"] if kind == "sqs" else base64.b64decode(record["kinesis"]["data"])
            assert EventPattern.load(json.dumps(pattern)).matches_event({member: json.loads(text)})

    each(st.sampled_from([None, *mutations]).flatmap(lambda mutation: events(filtered, mutation=mutation)), passes)


def test_no_change_that_the_filter_drops_is_drawn() -> None:
    pattern = {"eventName": ["INSERT", "MODIFY"], "dynamodb": {"NewImage": {"status": {"S": ["PAID"]}}}}
    filtered = trigger("dynamodb_stream", **STREAM | {"patterns": (pattern,)})
    mutations = [mutation for mutation in EVENT_SOURCES["dynamodb_stream"].mutations(filtered, VOCABULARY) if mutation.key != "status"]

    def passes(event: Any) -> None:
        assert all(EventPattern.load(json.dumps(pattern)).matches_event(record) for record in event["Records"])

    each(st.sampled_from([None, *mutations]).flatmap(lambda mutation: events(filtered, mutation=mutation)), passes)


def test_images_have_the_letters_that_the_code_reads_and_the_table_s_key() -> None:
    def read(event: Any) -> None:
        for image in (record["dynamodb"]["NewImage"] for record in event["Records"] if "NewImage" in record["dynamodb"]):
            assert image["id"]["S"] in ("a", "zz") and int(image["count"]["N"]) >= 0 and image["address"]["M"]["city"]["S"] is not None
            assert image["tags"]["SS"]

    each(events(trigger("dynamodb_stream", **STREAM)), read)


@pytest.mark.parametrize(("name", "types", "label"), [
    ("total", NUMBER, "number"), ("price", WHOLE, "number"), ("n", WHOLE, "fraction"), ("zzz", WHOLE, "fraction"), ("count", WHOLE, None),
])
def test_a_fraction_is_a_guess_where_a_whole_number_is_read(name: str, types: frozenset[str], label: str | None) -> None:
    image = Key("NewImage", fields=(Key(name, True, fields=(Key("N", True, types),)),))
    vocabulary = Vocabulary(envelope=(Key("Records", fields=(Key("dynamodb", fields=(image,)),)),))
    found = EVENT_SOURCES["dynamodb_stream"].mutations(trigger("dynamodb_stream", **STREAM), vocabulary)
    assert {one.label for one in found if one.value == {"N": "19.99"}} == ({label} if label else set())


def names(event: Any) -> list[str]:
    return [record["eventName"] for record in event["Records"]]


def test_an_item_is_removed_where_its_time_ends_or_the_code_asks_what_happened() -> None:
    silent = Vocabulary(envelope=(Key("Records", fields=(Key("dynamodb", fields=(IMAGE,)),)),))
    plain, mortal = (trigger("dynamodb_stream", **STREAM | {"ttl": ttl}) for ttl in (None, "expires"))
    source = EVENT_SOURCES["dynamodb_stream"]
    assert "removed" in {mutation.label for mutation in source.mutations(plain, silent)}
    assert "removed" not in {mutation.label for mutation in (*source.mutations(mortal, silent), *source.mutations(plain, VOCABULARY))}
    each(events(plain, silent), lambda event: [record["dynamodb"]["NewImage"] for record in event["Records"]])
    expired = find(events(mortal, silent), lambda event: "userIdentity" in event["Records"][0], settings=settings(database=None))
    assert expired["Records"][0]["eventName"] == "REMOVE"
    each(events(plain, silent, Mutation("removed")), lambda event: {"REMOVE": 1}["REMOVE" if "REMOVE" in names(event) else ""])


@pytest.mark.parametrize("content", ["json", "text", "unknown", None])
def test_the_account_holds_the_object_that_a_notification_names(content: str | None) -> None:
    vocabulary = Vocabulary(content=content, objects=(Key("price", True, NUMBER), Key("lines", fields=(Key("sku"),))))
    for wiring in (trigger("s3", **RULES), trigger("sqs", **{**QUEUE.options, "wraps": {"via": "s3", **RULES}})):
        def held(event: Any, wiring: Trigger = wiring) -> None:
            found = EVENT_SOURCES[wiring.kind].holds(wiring, vocabulary, event).get("s3:uploads", ())
            octets = {one["Key"]: base64.b64decode(one["Base64"]) if "Base64" in one else one["Body"].encode() for one in found}
            notified = [event] if wiring.kind == "s3" else bodies(event)
            for record in (one["Records"][0] for one in notified):
                told = record["s3"]["object"]
                key = unquote_plus(told["key"])
                assert key.startswith("in/") and key.endswith(".txt")
                if record["eventName"].startswith("ObjectCreated") and len(notified) == 1:
                    assert len(octets[key]) == told["size"]
                    assert content != "json" or json.loads(octets[key]).keys() == {"price", "lines"}
            assert all(("Base64" in one) == (content == "unknown") for one in found)

        each(events(wiring, vocabulary), held)


def test_the_account_holds_the_item_that_a_stream_shows() -> None:
    wiring = trigger("dynamodb_stream", **STREAM)

    def held(event: Any) -> None:
        items = EVENT_SOURCES["dynamodb_stream"].holds(wiring, VOCABULARY, event).get("orders", ())
        last = event["Records"][-1]
        shown = last["dynamodb"].get("NewImage")
        assert (shown in items) == (shown is not None) and len({item["id"]["S"] for item in items}) == len(items)

    each(events(wiring), held)


def test_data_is_compressed_where_the_code_decompresses_it() -> None:
    vocabulary = Vocabulary(body=BODY, parses_json=True, compression="gzip")
    stream = next(one for one, _ in TRIGGERS if one.kind == "kinesis")
    first = events(stream, vocabulary).map(lambda event: base64.b64decode(event["Records"][0]["kinesis"]["data"]))
    each(first, lambda data: json.loads(gzip.decompress(data))["id"])


HANDED = {"detail": {"id": "a", "list": [1, 2]}, "time": "now"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, HANDED), ({"input": '{"a": 1}'}, {"a": 1}), ({"input": {"a": 1}}, {"a": 1}), ({"input": "plain"}, "plain"),
        ({"input_path": "$.detail"}, HANDED["detail"]), ({"input_path": "$.detail.list[1]"}, 2), ({"input_path": "$.none.x"}, None),
        ({"transformer": {"paths": {"id": "$.detail.id"}, "template": '{"id": <id>, "said": "id <id>"}'}}, {"id": "a", "said": "id a"}),
        ({"transformer": {"paths": {"l": "$.detail.list"}, "template": '{"l": <l>}'}}, {"l": [1, 2]}),
        ({"transformer": {"paths": {"id": "$.detail.id"}, "template": '"order <id> is here"'}}, "order a is here"),
    ],
)
def test_a_target_gets_what_the_rule_makes_of_the_event(options: dict[str, Any], expected: Any) -> None:
    assert rule_input.handed_over(options, HANDED) == expected


def test_a_constant_input_is_the_whole_event_and_nobody_gets_it_wrong() -> None:
    wiring = trigger("eventbridge", pattern={"source": ["shop"]}, buckets=(), input={"job": "clean"})
    each(events(wiring), lambda event: {}[event] if event != {"job": "clean"} else None, 3)
    assert EVENT_SOURCES["eventbridge"].mutations(wiring, VOCABULARY) == ()
    assert EVENT_SOURCES["schedule"].mutations(trigger("schedule", name="a", scheduler=True), VOCABULARY) == ()


def test_the_scheduler_s_own_event_has_its_detail_as_text() -> None:
    found = find(events(trigger("schedule", name="a", scheduler=True)), lambda event: True, settings=settings(database=None))
    assert (found["source"], found["detail"]) == ("aws.scheduler", "{}")


def test_an_event_of_an_application_names_a_resource_where_the_code_reads_any() -> None:
    wiring, reading = trigger("eventbridge", pattern={"source": ["shop"]}, buckets=()), replace(VOCABULARY, event=(Key("resources", True),))

    def about(vocabulary: Vocabulary, named: list[str]) -> None:
        def is_about(event: Any) -> None:
            assert event["resources"] == named

        each(EVENT_SOURCES["eventbridge"].events(wiring, vocabulary, None, {"id": ("o-1",)}), is_about)

    about(reading, ["arn:aws:ec2:us-east-1:123456789012:instance/i-1234567890abcdef0"])
    about(replace(reading, naming={"resources": "id"}), ["o-1"])
    about(VOCABULARY, [])


def test_a_text_of_an_image_has_the_shape_in_which_the_code_reads_it() -> None:
    day = Key("S", True, frozenset({"date"}), True, layouts=("%d-%m-%Y %H:%M",))
    ref = Key("S", True, TEXT, True, patterns=("order-[0-9]+",))
    read = Key("NewImage", True, fields=(Key("day", True, fields=(day,)), Key("ref", True, fields=(ref,)), Key("note", fields=(Key("S"),))))
    envelope = (Key("Records", True, fields=(Key("eventName"), Key("dynamodb", True, fields=(read,)))),)
    wiring, vocabulary = trigger("dynamodb_stream", **STREAM), Vocabulary(envelope=envelope)

    def is_so(event: Any) -> None:
        for image in (one["dynamodb"]["NewImage"] for one in event["Records"] if "NewImage" in one["dynamodb"]):
            assert datetime.strptime(image["day"]["S"], "%d-%m-%Y %H:%M") and image["ref"]["S"].startswith("order-")

    each(EVENT_SOURCES["dynamodb_stream"].events(wiring, vocabulary, None, {}), is_so)
    labelled = {(one.label, one.key) for one in EVENT_SOURCES["dynamodb_stream"].mutations(wiring, vocabulary)}
    assert ("unicode", "note") in labelled and not {("unicode", "day"), ("unicode", "ref")} & labelled


def test_a_producer_sends_no_other_text_where_the_code_knows_its_values_or_their_shape() -> None:
    body = (Key("state", True, TEXT, constants=("OK", "ALARM")), Key("ref", True, TEXT, patterns=("o-[0-9]+",)), Key("note", True, TEXT))
    found = EVENT_SOURCES["sqs"].mutations(QUEUE, Vocabulary(body=body, parses_json=True))
    assert {one.key for one in found if one.label == "unicode"} == {"note"}
    assert {one.key for one in found if one.label == "wrong_type"} == {"state", "ref", "note"}
