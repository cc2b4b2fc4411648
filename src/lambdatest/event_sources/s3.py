"""S3: ``s3`` of serverless.yml, ``S3`` of SAM, and a bucket's ``LambdaConfigurations``."""

from collections.abc import Mapping
from typing import Any

from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import mapping, s3_object
from lambdatest.event_sources.event_source import EVENT_SOURCES, Contents, EventSource, Known
from lambdatest.event_sources.queue_source import rule_of
from lambdatest.model import Declaration, Mutation, Resource, Trigger
from lambdatest.vocabulary import Vocabulary

_TYPES = (("serverless", "s3"), ("sam", "S3"), ("cloudformation", "AWS::S3::Bucket"))
DEFAULT = "s3:ObjectCreated:*"


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a bucket: *bucket* is its name, *rules* list events, prefix and suffix, *versioned* whether it keeps versions.

    A bucket that serverless.yml names (there, or under ``provider.s3``) is made with the service.
    """
    if (declaration.format, declaration.type) not in _TYPES:
        return None
    given = declaration.properties
    bucket = _bucket(declaration, str(given.get("bucket") or given.get("Bucket") or given.get("BucketName") or "bucket"))
    rules = _rules(declaration)
    if not rules:
        return None
    resource = mapping.resource(declaration, "AWS::S3::Bucket", BucketName=bucket)
    versions = resource.properties.get("VersioningConfiguration") if resource else None
    versioned = isinstance(versions, Mapping) and versions.get("Status") == "Enabled"
    label = f"S3 {bucket} {', '.join(event for rule in rules for event in rule['events'])}"
    shown = " ".join(f"{rule['prefix']}*{rule['suffix']}" for rule in rules if rule["prefix"] or rule["suffix"])
    options = {"bucket": bucket, "rules": rules, "versioned": versioned, "region": mapping.region(declaration)}
    needs = (Resource(bucket, "AWS::S3::Bucket", {"BucketName": bucket}, declaration.location),)
    return Trigger("s3", f"{label} {shown}".rstrip(), declaration.function, declaration.location, options, needs)


def _bucket(declaration: Declaration, name: str) -> str:
    """The bucket's own name, where *name* is that of an entry of ``provider.s3``."""
    section = declaration.service.get("s3")
    entry = section.get(name) if isinstance(section, Mapping) else None
    return str(entry["name"]) if isinstance(entry, Mapping) and entry.get("name") else name


def _rules(declaration: Declaration) -> list[dict[str, Any]]:
    given = declaration.properties
    if declaration.format == "serverless":
        parts = {name: str(value) for rule in given.get("rules") or () if isinstance(rule, Mapping) for name, value in rule.items()}
        return [rule_of(given.get("event") or DEFAULT, None) | parts]
    if declaration.format == "sam":
        return [rule_of(given.get("Events") or DEFAULT, given.get("Filter"))]
    notifications = given.get("NotificationConfiguration")
    found = notifications.get("LambdaConfigurations") if isinstance(notifications, Mapping) else None
    mine = [one for one in found or () if mapping.is_function(one.get("Function"), declaration)]
    return [rule_of(one.get("Event"), one.get("Filter")) for one in mine]


def mutations(_trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Keys that are not the same once they are URL-encoded, and objects that are not what the code reads."""
    return (*s3_object.mutations(), *s3_object.unreadable(vocabulary))


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, _known: Known) -> SearchStrategy[Any]:
    """Notifications, one an event, of objects that the account holds."""
    return s3_object.notifications(trigger.options, vocabulary, mutation, trigger.options["region"])


def holds(_trigger: Trigger, vocabulary: Vocabulary, event: Any) -> Contents:
    """The object that the notification names, unless it says that it is gone."""
    return s3_object.named([event], vocabulary)


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """S3 calls a function asynchronously: nobody reads the answer."""
    return None


EVENT_SOURCES.add("s3", EventSource(
    "s3", "S3 bucket", "https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html",
    recognise, mutations, events, response_error, holds=holds,
))
