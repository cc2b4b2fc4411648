"""Events of Amazon SNS, and its notifications as a queue gets them.

https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.strategies import batch
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE

MESSAGE_LIMIT = 1024 * 1024
"""Bytes of a message, where the topic's MaximumMessageSize was raised from 256 KiB:
https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html"""

Attributes = Mapping[str, str | bytes]


def sns_event(
    message: str, *, topic: str, subject: str | None = None, attributes: Attributes | None = None, opaque: int = 0, epoch: int | None = None
) -> dict[str, Any]:
    """The event of one *message* of the topic with the ARN *topic*: SNS never sends two in one event."""
    found = _notification(message, topic, subject, opaque, epoch)
    certificate, unsubscribe = _addresses(topic, opaque)
    sns = {
        "SignatureVersion": "1", "Timestamp": found["Timestamp"], "Signature": _signature(opaque), "SigningCertUrl": certificate,
        "MessageId": found["MessageId"], "Message": message, "MessageAttributes": _attributes(attributes), "Type": "Notification",
        "UnsubscribeUrl": unsubscribe, "TopicArn": topic, "Subject": subject,
    }
    record = {
        "EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": f"{topic}:{ids.uuid(opaque, 'subscription')}", "Sns": sns,
    }
    return {"Records": [record]}


def sns_notification(
    message: str, *, topic: str, subject: str | None = None, attributes: Attributes | None = None, opaque: int = 0, epoch: int | None = None
) -> str:
    """The text that SNS puts into a queue that is subscribed without RawMessageDelivery: a JSON object around the message.

    https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
    """
    found = _notification(message, topic, subject, opaque, epoch)
    certificate, unsubscribe = _addresses(topic, opaque)
    found |= {
        "SignatureVersion": "1", "Signature": _signature(opaque), "SigningCertURL": certificate, "UnsubscribeURL": unsubscribe,
    }
    return json.dumps(found | ({"MessageAttributes": _attributes(attributes)} if attributes else {}), indent=2)


def _notification(message: str, topic: str, subject: str | None, opaque: int, epoch: int | None) -> dict[str, Any]:
    """What both forms share, in the order of SNS."""
    at = ids.epoch(opaque) if epoch is None else epoch
    found = {"Type": "Notification", "MessageId": ids.uuid(opaque, "notification"), "TopicArn": topic}
    found |= {"Subject": subject} if subject is not None else {}
    return found | {"Message": message, "Timestamp": ids.iso_time(at)}


def _addresses(topic: str, opaque: int) -> tuple[str, str]:
    """The addresses of the certificate and to unsubscribe."""
    host = f"https://sns.{batch.region_of(topic)}.amazonaws.com"
    subscription = f"{topic}:{ids.uuid(opaque, 'subscription')}"
    return (
        f"{host}/SimpleNotificationService-{ids.hexadecimal(0, 'certificate', 32)}.pem",
        f"{host}/?Action=Unsubscribe&SubscriptionArn={subscription}",
    )


def _signature(opaque: int) -> str:
    return b64encode(bytes.fromhex(ids.hexadecimal(opaque, "signature", 64)) * 8).decode()


def _attributes(attributes: Attributes | None) -> dict[str, Any]:
    return {
        name: {"Type": "Binary", "Value": b64encode(value).decode()} if isinstance(value, bytes) else {"Type": "String", "Value": value}
        for name, value in (attributes or {}).items()
    }


def _refusal(text: str) -> str | None:
    if not text:
        return "a message has at least one character"
    size = len(text.encode("utf-8", "surrogatepass"))
    return f"its {size:,} bytes are more than {MESSAGE_LIMIT:,}, the largest message of SNS" if size > MESSAGE_LIMIT else None


def _subject_refusal(subject: str) -> str | None:
    return None if 0 < len(subject) < 100 and subject.isprintable() else "a subject has 1 to 99 printable characters"


def sns_events(
    *,
    messages: SearchStrategy[str] | None = None,
    topic: str = "topic",
    subjects: SearchStrategy[str] | None = None,
    attributes: SearchStrategy[Attributes] | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Events of a topic, as Lambda hands them to a handler; each has one record.

    - *messages*: a strategy of texts, for example ``orders.map(json.dumps)``; None sends JSON and other text
    - *topic*: the topic's name or ARN
    - *subjects*: a strategy of texts; None sends none or a few
    - *attributes*: a strategy of mappings from names to text or bytes; None draws few of them, and none

    Raises InvalidArgument when drawn from.
    """
    def event(parts: tuple[Any, ...], opaque: int) -> dict[str, Any]:
        message, subject, given = parts
        return sns_event(message, topic=batch.named("topic", topic, "sns"), subject=subject, attributes=given, opaque=opaque)
    return st.deferred(lambda: st.builds(event, _parts(messages, topic, subjects, attributes), OPAQUE))


def sns_notifications(
    *,
    messages: SearchStrategy[str] | None = None,
    topic: str = "topic",
    subjects: SearchStrategy[str] | None = None,
    attributes: SearchStrategy[Attributes] | None = None,
) -> SearchStrategy[str]:
    """Texts that a topic puts into a queue; pass them as the *bodies* of `sqs_events`.  The options are those of `sns_events`.

    The names ``SigningCertURL`` and ``UnsubscribeURL`` are spelt otherwise than in the event of a function.  Raises InvalidArgument
    when drawn from.
    """
    def text(parts: tuple[Any, ...], opaque: int) -> str:
        message, subject, given = parts
        return sns_notification(message, topic=batch.named("topic", topic, "sns"), subject=subject, attributes=given, opaque=opaque)
    return st.deferred(lambda: st.builds(text, _parts(messages, topic, subjects, attributes), OPAQUE))


def _parts(messages: Any, topic: Any, subjects: Any, attributes: Any) -> SearchStrategy[tuple[Any, ...]]:
    batch.named("topic", topic, "sns")
    own = st.sampled_from((None, None, "Hello", "Zoë"))
    return st.tuples(
        batch.texts("messages", messages, batch.MESSAGES, _refusal),
        own if subjects is None else batch.texts("subjects", subjects, st.just(""), _subject_refusal),
        batch.attribute_maps(attributes),
    )
