"""SNS: ``sns`` of serverless.yml, ``SNS`` of SAM, and subscriptions of CloudFormation."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import mapping, message
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Resource, Trigger, parse_json
from lambdatest.strategies import event_pattern
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.sns import sns_event
from lambdatest.vocabulary import Vocabulary, below

_TYPES = (("serverless", "sns"), ("sam", "SNS"), ("cloudformation", "AWS::SNS::Subscription"), ("cloudformation", "AWS::SNS::Topic"))
_TRAIL = ("Records", "Sns", "MessageAttributes")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a topic: *topic* is its ARN, *filter* the policy of the subscription, *scope* what that policy looks at.

    serverless.yml makes the topic that it names.
    """
    given = declaration.properties
    if (declaration.format, declaration.type) not in _TYPES or given.get("SqsSubscription"):
        return None
    found = next((str(given[name]) for name in ("arn", "Topic", "TopicArn", "topicName", "TopicName") if given.get(name)), "topic")
    topic = mapping.arn_of(declaration, "sns", found)
    name = mapping.name_of(topic)
    policy = given.get("filterPolicy") or given.get("FilterPolicy") or {}
    policy = parse_json(policy) if isinstance(policy, str) else policy
    options = {
        "topic": topic, "filter": policy if isinstance(policy, Mapping) else {},
        "scope": str(given.get("filterPolicyScope") or given.get("FilterPolicyScope") or "MessageAttributes"),
    }
    needs = (Resource(name, "AWS::SNS::Topic", {"TopicName": name}, declaration.location),)
    return Trigger("sns", f"SNS {name}", declaration.function, declaration.location, options, needs)


def _body_filter(trigger: Trigger) -> Mapping[str, Any]:
    return trigger.options["filter"] if trigger.options.get("scope") == "MessageBody" else {}


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """What a publisher may get wrong in a message."""
    return (*message.mutations(vocabulary, _body_filter(trigger)), *message.missing_attributes(vocabulary, *_TRAIL))


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Messages of the topic, one an event."""
    policy = {} if trigger.options.get("scope") == "MessageBody" else trigger.options["filter"]

    def event(text: str, given: dict[str, Any], wanted: Mapping[Any, Any], subject: str | None, n: int) -> dict[str, Any]:
        found = message.without(given | {path[0]: str(one) for path, one in wanted.items() if one is not event_pattern.ABSENT}, mutation)
        return sns_event(text, topic=trigger.options["topic"], subject=subject, attributes=found, opaque=n, epoch=message.NOW)
    return st.builds(
        event, message.texts(vocabulary, mutation, known, _body_filter(trigger)), message.attributes(vocabulary, *_TRAIL),
        event_pattern.wanted(policy), _subjects(vocabulary), FEW_OPAQUE,
    )


def _subjects(vocabulary: Vocabulary) -> SearchStrategy[str | None]:
    """Subjects: none, unless the code asks for one."""
    key = next((key for key in below(vocabulary.envelope, "Records", "Sns") if key.name == "Subject"), None)
    if key is None:
        return st.sampled_from((None, "Hello"))
    named = [str(constant) for constant in key.constants]
    return st.sampled_from([*named, "Hello", *([] if key.required and not key.defaulted else [None])])


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """SNS calls a function asynchronously: nobody reads the answer."""
    return None


EVENT_SOURCES.add("sns", EventSource(
    "sns", "SNS topic", "https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html", recognise, mutations, events, response_error,
))
