"""Kinesis data streams: ``stream`` of serverless.yml, ``Kinesis`` of SAM, and event source mappings."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import mapping, message
from lambdatest.event_sources.batch_response import batch_error
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.kinesis import Datum, kinesis_event, windows
from lambdatest.vocabulary import Vocabulary

DEFAULT_BATCH = 100


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a data stream: *stream* is its ARN, also where a consumer with enhanced fan-out reads it."""
    arn = mapping.source(declaration, "arn", "Stream", "value")
    given = declaration.properties
    is_stream = (declaration.format, declaration.type) == ("serverless", "stream") and (
        given.get("type") == "kinesis" or (not given.get("type") and ":kinesis:" in str(arn)))
    if not is_stream and not mapping.is_of(declaration, "kinesis", ("sam", "Kinesis")):
        return None
    found = str(arn or "stream").partition("/consumer/")[0]
    stream = found if found.startswith("arn:") else mapping.arn_of(declaration, "kinesis", f"stream/{found}")
    options = {**mapping.options(declaration, DEFAULT_BATCH), "stream": stream}
    return Trigger("kinesis", f"Kinesis {mapping.name_of(stream)}", declaration.function, declaration.location, options)


def _pattern(trigger: Trigger) -> Mapping[str, Any]:
    """The filter of the data, as far as that is JSON."""
    found = message.chosen(trigger.options.get("patterns") or ()).get("data")
    return found if isinstance(found, Mapping) else {}


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """What a producer may get wrong in the data of a record."""
    return message.mutations(vocabulary, _pattern(trigger))


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Batches of records; with a *mutation* one of them is a poison record."""
    options = trigger.options

    def data(change: Mutation | None) -> SearchStrategy[Datum]:
        texts = message.texts(vocabulary, change, known, _pattern(trigger))
        return st.builds(Datum, texts.map(lambda text: message.compressed(text, vocabulary)), st.sampled_from(("a", "b")))
    found = message.batches(data(None), data(mutation) if mutation else None, mapping.records(options))
    made = st.builds(lambda drawn, n: kinesis_event(drawn, stream=options["stream"], opaque=n, epoch=message.NOW), found, FEW_OPAQUE)
    return windows(made, options.get("window"))


def response_error(trigger: Trigger, event: Any, result: Any) -> str | None:
    """What Lambda reads of *result*: sequence numbers of failed records, where ReportBatchItemFailures is declared."""
    return batch_error(trigger, result, {record["kinesis"]["sequenceNumber"] for record in event["Records"]})


EVENT_SOURCES.add("kinesis", EventSource(
    "kinesis", "Kinesis stream", "https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html",
    recognise, mutations, events, response_error,
))
