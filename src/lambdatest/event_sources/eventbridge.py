"""EventBridge rules: ``eventBridge`` and ``cloudwatchEvent`` of serverless.yml, ``EventBridgeRule`` of SAM, ``AWS::Events::Rule``."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import message, rule_event, rule_input, s3_object
from lambdatest.event_sources.event_source import EVENT_SOURCES, Contents, EventSource, Known
from lambdatest.model import Declaration, Mutation, Trigger, parse_json
from lambdatest.strategies import event_pattern
from lambdatest.vocabulary import Vocabulary

_PATTERNS = {
    ("serverless", "eventBridge"): "pattern", ("serverless", "cloudwatchEvent"): "event", ("sam", "EventBridgeRule"): "Pattern",
    ("sam", "CloudWatchEvent"): "Pattern", ("cloudformation", "AWS::Events::Rule"): "EventPattern",
}


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a rule with a pattern: *pattern*, *buckets* of the project, and what the rule makes of the event (`rule_input`)."""
    name = _PATTERNS.get((declaration.format, declaration.type))
    found = declaration.properties.get(name) if name else None
    pattern = parse_json(found) if isinstance(found, str) else found
    if not isinstance(pattern, Mapping):
        return None
    options = {"pattern": pattern, "buckets": _buckets(declaration), **rule_input.options(declaration)}
    return Trigger("eventbridge", f"EventBridge {_shown(pattern)}".rstrip(), declaration.function, declaration.location, options)


def _shown(pattern: Mapping[str, Any]) -> str:
    """The sources and types of a pattern, as far as they are texts."""
    listed = [pattern.get(name) or () for name in ("source", "detail-type")]
    return " ".join("/".join(str(one) for one in values if isinstance(one, str)) for values in listed if isinstance(values, list))


def _buckets(declaration: Declaration) -> tuple[str, ...]:
    """The buckets that tell EventBridge of their objects."""
    found = [one.properties for one in declaration.resources if one.type == "AWS::S3::Bucket"]
    told = [given for given in found if "EventBridgeConfiguration" in (given.get("NotificationConfiguration") or {})]
    return tuple(str(given.get("BucketName")) for given in told or found)


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """What an application may get wrong in the detail of an event; nothing where AWS itself or the rule writes it."""
    pattern = trigger.options["pattern"]
    if rule_event.is_of_s3(pattern):
        return s3_object_keys(trigger)
    sources = [one for one in pattern.get("source") or () if isinstance(one, str)]
    if rule_input.is_constant(trigger.options) or (sources and all(one.startswith("aws.") for one in sources)):
        return ()
    return message.mutations(vocabulary, event_pattern.below(pattern, "detail"), is_json=True)


def s3_object_keys(trigger: Trigger) -> tuple[Mutation, ...]:
    """Keys that are not the same once they are URL-encoded, where the rule says nothing of keys."""
    named = event_pattern.below(trigger.options["pattern"], "detail", "object")
    return () if "key" in named else s3_object.mutations()


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events that the rule's pattern lets through, as its target gets them."""
    options = trigger.options
    details = message.texts(vocabulary, mutation, known).map(_as_object)
    found = rule_event.events(options["pattern"], details, vocabulary, mutation, options["region"], options["buckets"], known)
    return st.builds(rule_input.handed_over, st.just(options), found)


def _as_object(text: str) -> str:
    return text if isinstance(parse_json(text), dict) else "{}"


def holds(_trigger: Trigger, vocabulary: Vocabulary, event: Any) -> Contents:
    """The object that an event of S3 names."""
    return rule_event.held([event], vocabulary)


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """EventBridge calls a function asynchronously: nobody reads the answer."""
    return None


EVENT_SOURCES.add("eventbridge", EventSource(
    "eventbridge", "EventBridge rule", "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html",
    recognise, mutations, events, response_error, holds=holds,
))
