"""SQS: ``sqs`` of serverless.yml, ``SQS`` of SAM, and event source mappings; messages that came through SNS, S3 or EventBridge too."""

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import mapping, message, rule_event, s3_object
from lambdatest.event_sources.batch_response import batch_error
from lambdatest.event_sources.event_source import EVENT_SOURCES, Contents, EventSource, Known
from lambdatest.event_sources.queue_source import subscribed
from lambdatest.model import Declaration, Mutation, Trigger, parse_json
from lambdatest.strategies import batch
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.sns import sns_notification
from lambdatest.strategies.sqs import FIFO_BATCH, Message, sqs_event
from lambdatest.vocabulary import Vocabulary

DEFAULT_BATCH = 10


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a queue: *queue* is its ARN, *wraps* what puts messages into it (``via``, and what that kind needs), or None.

    An ``SNS`` event of SAM with ``SqsSubscription`` is one too: the queue stands between topic and function.
    """
    through = declaration.format == "sam" and declaration.type == "SNS" and declaration.properties.get("SqsSubscription")
    if not through and not mapping.is_of(declaration, "sqs", ("serverless", "sqs"), ("sam", "SQS")):
        return None
    found = through if isinstance(through, Mapping) else declaration.properties
    arn = next((str(found[name]) for name in ("arn", "Queue", "QueueArn", "EventSourceArn") if found.get(name)), "queue")
    queue = mapping.arn_of(declaration, "sqs", arn)
    shared = mapping.options(declaration, DEFAULT_BATCH)
    if through:
        shared["batch_size"] = int(found.get("BatchSize") or DEFAULT_BATCH)
        wraps: Any = {"via": "sns", "topic": str(declaration.properties.get("Topic"))}
    else:
        wraps = subscribed(declaration.resources, queue)
    if queue.endswith(".fifo"):
        shared["batch_size"] = min(shared["batch_size"], FIFO_BATCH)
    options = {**shared, "queue": queue, "wraps": wraps}
    return Trigger("sqs", f"SQS {mapping.name_of(queue)}", declaration.function, declaration.location, options)


def _via(trigger: Trigger, vocabulary: Vocabulary) -> Mapping[str, Any]:
    """What put the messages into the queue: what is declared, else what the code expects."""
    declared = trigger.options.get("wraps")
    if declared:
        return dict(declared)
    topic = batch.arn("sns", "topic", batch.region_of(trigger.options["queue"]))
    return {"via": vocabulary.wrapping, "topic": topic, "bucket": "bucket", "pattern": {}}


def _pattern(trigger: Trigger) -> Mapping[str, Any]:
    """The filter of what stands in the body, as far as that is JSON."""
    body = message.chosen(trigger.options.get("patterns") or ()).get("body")
    return body if isinstance(body, Mapping) else {}


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """What a producer may get wrong in a message; nothing where S3 or EventBridge writes it."""
    via = _via(trigger, vocabulary)["via"]
    if via == "s3":
        return (*s3_object.mutations(), *s3_object.unreadable(vocabulary), Mutation("test_event"))
    found = message.mutations(vocabulary, _pattern(trigger), is_json=via == "eventbridge")
    return (*found, *message.missing_attributes(vocabulary, "Records", "messageAttributes"))


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Batches of messages; with a *mutation* one of them is a poison message."""
    queue = trigger.options["queue"]
    good, bad = _messages(trigger, vocabulary, None, known), _messages(trigger, vocabulary, mutation, known) if mutation else None
    found = message.batches(good, bad, mapping.records(trigger.options))
    return st.builds(lambda drawn, opaque: sqs_event(drawn, queue=queue, opaque=opaque, epoch=message.NOW), found, FEW_OPAQUE)


def _messages(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Message]:
    given = message.attributes(vocabulary, "Records", "messageAttributes").map(lambda drawn: message.without(drawn, mutation))
    return st.builds(
        Message, _bodies(trigger, vocabulary, mutation, known), given, st.sampled_from(("a", "b")), st.sampled_from((1, 1, 2)),
    )


def _bodies(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[str]:
    """The texts in the queue, with what SNS, S3 or EventBridge put around them."""
    wraps = _via(trigger, vocabulary)
    via, region = wraps["via"], batch.region_of(trigger.options["queue"])
    if via == "s3" and mutation is not None and mutation.label == "test_event":
        return st.just(s3_object.test_event(wraps["bucket"]))
    if via == "s3":
        return s3_object.notifications(wraps, vocabulary, mutation, region).map(json.dumps)
    texts = message.texts(vocabulary, mutation, known, {} if via else _pattern(trigger))
    if via == "sns":
        return st.builds(lambda text, n: sns_notification(text, topic=wraps["topic"], opaque=n, epoch=message.NOW), texts, FEW_OPAQUE)
    if via == "eventbridge":
        return rule_event.events(wraps["pattern"], texts, vocabulary, mutation, region).map(json.dumps)
    return texts


def holds(trigger: Trigger, vocabulary: Vocabulary, event: Any) -> Contents:
    """The objects that notifications of S3 in the messages name."""
    if _via(trigger, vocabulary)["via"] != "s3":
        return {}
    found = [parse_json(record["body"]) for record in event["Records"]]
    return s3_object.named([one for one in found if isinstance(one, Mapping)], vocabulary)


def response_error(trigger: Trigger, event: Any, result: Any) -> str | None:
    """What Lambda reads of *result*: message ids of failed records, where ReportBatchItemFailures is declared."""
    return batch_error(trigger, result, {record["messageId"] for record in event["Records"]})


EVENT_SOURCES.add("sqs", EventSource(
    "sqs", "SQS queue", "https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html",
    recognise, mutations, events, response_error, holds=holds,
))
