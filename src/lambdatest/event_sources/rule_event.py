"""Events that a rule of EventBridge lets through: its pattern, what the code names, and what S3 says of an object."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import unquote_plus

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import message, s3_object
from lambdatest.event_sources.aws_detail import shaped
from lambdatest.event_sources.event_source import Contents, Known
from lambdatest.model import ACCOUNT_ID, Mutation, parse_json
from lambdatest.strategies import batch, event_pattern
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.eventbridge import eventbridge_event
from lambdatest.vocabulary import Vocabulary

_S3 = "aws.s3"


def events(
    pattern: Mapping[str, Any], texts: SearchStrategy[str], vocabulary: Vocabulary, mutation: Mutation | None, region: str,
    buckets: Sequence[str] = (), known: Known | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Events that *pattern* lets through; *texts* are the JSON of their details, of S3's own events that names an object of *buckets*.

    *known* are the ids of the account's items, by the name of a key.
    """
    source = st.sampled_from(_constants(vocabulary, "source", "example.app"))
    kinds = st.sampled_from(_constants(vocabulary, "detail-type", "Something Happened"))
    if is_of_s3(pattern):
        return _applied(pattern, _of_s3(vocabulary, mutation, region, buckets)).map(_without_size)
    made = st.builds(
        lambda text, origin, kind, arns, n: eventbridge_event(
            parse_json(text), source=origin, detail_type=kind, resources=arns, region=region, opaque=n, epoch=message.NOW),
        texts, source, kinds, _resources(vocabulary, known or {}, region), FEW_OPAQUE,
    )
    return _applied(pattern, made).map(shaped)


def _resources(vocabulary: Vocabulary, known: Known, region: str) -> SearchStrategy[list[str]]:
    """What the event is about: one resource where the code reads any, since the one who sends events to it knows that it does.

    It need not be an ARN, and is the id of an item where the code looks one up by it.
    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html
    """
    if vocabulary.event_key("resources") is None:
        return st.just([])
    ids = known.get(vocabulary.naming.get("resources", ""), ())
    return st.sampled_from(ids or (batch.arn("ec2", "instance/i-1234567890abcdef0", region),)).map(lambda one: [one])


def _without_size(event: dict[str, Any]) -> dict[str, Any]:
    """An event of S3; that of a deletion says how, and no size."""
    if event.get("detail-type") != "Object Deleted":
        return event
    detail = event["detail"]
    found = {name: value for name, value in detail["object"].items() if name != "size"}
    told = {"object": found, "reason": "DeleteObject", "deletion-type": "Permanently Deleted"}
    return {**event, "detail": {**detail, **told}}


def is_of_s3(pattern: Mapping[str, Any]) -> bool:
    """Whether the rule asks for events of S3."""
    return _S3 in (pattern.get("source") or ())


def _applied(pattern: Mapping[str, Any], made: SearchStrategy[dict[str, Any]]) -> SearchStrategy[dict[str, Any]]:
    return st.builds(event_pattern.applied, event_pattern.wanted(pattern), made) if pattern else made


def _constants(vocabulary: Vocabulary, name: str, usual: str) -> list[str]:
    """The values that the code compares a member of the event with, and the usual one."""
    named = [str(constant) for key in vocabulary.envelope if key.name == name for constant in key.constants]
    return [*named, usual]


def _of_s3(vocabulary: Vocabulary, mutation: Mutation | None, region: str, buckets: Sequence[str]) -> SearchStrategy[dict[str, Any]]:
    """An object that was created, as S3 tells EventBridge: the key is not URL-encoded.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
    """
    def event(told: Mapping[str, Any]) -> dict[str, Any]:
        record = told["Records"][0]
        bucket, found = record["s3"]["bucket"]["name"], record["s3"]["object"]
        detail = {
            "version": "0", "bucket": {"name": bucket},
            "object": {"key": unquote_plus(found["key"]), "size": found["size"], "etag": found["eTag"], "sequencer": found["sequencer"]},
            "request-id": record["responseElements"]["x-amz-request-id"], "requester": ACCOUNT_ID,
            "source-ip-address": record["requestParameters"]["sourceIPAddress"], "reason": "PutObject",
        }
        arns = [f"arn:aws:s3:::{bucket}"]
        return eventbridge_event(detail, source=_S3, detail_type="Object Created", resources=arns, region=region, epoch=message.NOW)
    rules = {"bucket": next(iter(buckets), "bucket"), "rules": [{"events": ["s3:ObjectCreated:Put"]}]}
    return s3_object.notifications(rules, vocabulary, mutation, region).map(event)


def held(events_: Iterable[Any], vocabulary: Vocabulary) -> Contents:
    """The objects that events of S3 name."""
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for event in events_:
        if isinstance(event, Mapping) and event.get("source") == _S3 and event.get("detail-type") != "Object Deleted":
            detail = event["detail"]
            bucket, told = f"s3:{detail['bucket']['name']}", detail["object"]
            found[bucket] = (*found.get(bucket, ()), s3_object.seed(vocabulary, told["key"], str(told.get("etag"))))
    return found
