"""Firehose: the Lambda processor of an ``AWS::KinesisFirehose::DeliveryStream``, which is how every format declares it."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import mapping, message
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.firehose import firehose_event
from lambdatest.vocabulary import Vocabulary

_RESULTS = ("Ok", "Dropped", "ProcessingFailed")
_RECORDS = {"batch_size": 3}


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a delivery stream that transforms its records: *stream* is its ARN, *source* that of the stream it reads or None."""
    if (declaration.format, declaration.type) != ("cloudformation", "AWS::KinesisFirehose::DeliveryStream"):
        return None
    given = declaration.properties
    name = str(given.get("DeliveryStreamName") or "delivery-stream")
    source = given.get("KinesisStreamSourceConfiguration")
    origin = source.get("KinesisStreamARN") if isinstance(source, Mapping) else None
    options = {"stream": mapping.arn_of(declaration, "firehose", f"deliverystream/{name}"), "source": origin and str(origin)}
    return Trigger("firehose", f"Firehose {name}", declaration.function, declaration.location, options)


def mutations(_trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """What a producer may get wrong in the data of a record."""
    return message.mutations(vocabulary)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Batches of records; with a *mutation* one of them is a poison record."""
    options = trigger.options

    def data(change: Mutation | None) -> SearchStrategy[bytes]:
        return message.texts(vocabulary, change, known).map(lambda text: message.compressed(text, vocabulary))
    found = message.batches(data(None), data(mutation) if mutation else None, mapping.records(_RECORDS))
    return st.builds(
        lambda drawn, n: firehose_event(drawn, delivery_stream=options["stream"], source=options["source"], opaque=n, epoch=message.NOW),
        found, FEW_OPAQUE,
    )


def response_error(_trigger: Trigger, event: Any, result: Any) -> str | None:
    """What Firehose refuses of *result*: every record comes back once, with its id, what became of it, and its data in base64.

    https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html
    """
    records = result.get("records") if isinstance(result, Mapping) else None
    if not isinstance(records, list):
        return f"Firehose fails the batch: the answer {_shown(result)} is not an object with a list of records"
    sent = [record["recordId"] for record in event["records"]]
    for record in records:
        error = _record_error(record, sent)
        if error:
            return f"Firehose fails the record: {error}"
    returned = [record["recordId"] for record in records]
    missing = [identifier for identifier in sent if identifier not in returned]
    if missing:
        return f"Firehose fails {len(missing)} of {len(sent)} records: the answer has no record with the recordId {missing[0]!r}"
    if len(returned) > len(set(returned)):
        return "Firehose fails the record: a recordId is in the answer twice"
    return None


def _record_error(record: Any, sent: list[str]) -> str | None:
    if not isinstance(record, Mapping) or not isinstance(record.get("recordId"), str):
        return f"{_shown(record)} has no recordId"
    if record["recordId"] not in sent:
        return f"the recordId {record['recordId']!r} was not sent"
    if record.get("result") not in _RESULTS:
        return f"the result {_shown(record.get('result'))} is none of {', '.join(_RESULTS)}"
    return _data_error(record.get("data")) if record["result"] == "Ok" else None


def _data_error(data: Any) -> str | None:
    """What is wrong with the data of a record that is Ok."""
    if not isinstance(data, str):
        return f"the data {_shown(data)} of an Ok record is not text in base64"
    try:
        base64.b64decode(data, validate=True)
    except (binascii.Error, ValueError):
        return f"the data {_shown(data)} of an Ok record is not base64"
    return None


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


EVENT_SOURCES.add("firehose", EventSource(
    "firehose", "Firehose transformation", "https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html",
    recognise, mutations, events, response_error,
))
