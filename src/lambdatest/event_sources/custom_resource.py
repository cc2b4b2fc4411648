"""CloudFormation custom resources: resources of a template whose ServiceToken is a function of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.resource import function_named
from lambdatest.model import Declaration, Mutation, Service, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.custom_resource import CREATE, DELETE, UPDATE, custom_resource_event
from lambdatest.vocabulary import Key, Vocabulary

TYPES = ("Custom::", "AWS::CloudFormation::CustomResource")
CREATED = "~1.PhysicalResourceId~"
"""The id that the function answered to the Create before."""
UNKNOWN = "lt-never-created"
"""An id that the function never gave: CloudFormation deletes what it could not create, too."""
PROPERTIES, WRONG = "properties", "lt-wrong"


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The custom resources of a template."""
    for resource in service.resources:
        if not resource.type.startswith(TYPES):
            continue
        function = function_named(service, resource.properties.get("ServiceToken"))
        if function:
            properties = {"type": resource.type, "name": resource.logical_id, "properties": resource.properties}
            yield Declaration(service.format, "custom_resource", function, properties, resource.location)


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a custom resource: its *type*, its logical *name*, its *properties* and the *token* of its service."""
    if declaration.type != "custom_resource":
        return None
    given = declaration.properties
    own = {name: value for name, value in given["properties"].items() if name not in ("ServiceToken", "ServiceTimeout")}
    token = given["properties"].get("ServiceToken")
    options = {"type": given["type"], "name": given["name"], "properties": own, "token": token, "integration": "proxy"}
    return Trigger("custom_resource", f"{given['type']} {given['name']}", declaration.function, declaration.location, options)


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Properties with which nothing can be created: a text for a number, for a truth value or for one of the values that the code knows.

    Who writes the template may mistype one.  CloudFormation then deletes what was not created, with the same properties.
    """
    properties: Mapping[str, Any] = trigger.options["properties"]
    chosen = [name for name, value in properties.items() if _is_of_few(vocabulary.event_key("ResourceProperties", name), value)]
    return tuple(Mutation("wrong_type", PROPERTIES, name, WRONG) for name in chosen)


def _is_of_few(key: Key | None, value: Any) -> bool:
    """Whether a property is of a type, or has values, that not every text is."""
    return str(value).isdigit() or str(value).lower() in ("true", "false") or bool(key and key.constants)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, _known: Known) -> SearchStrategy[Any]:
    """A Create; an Update of what was created, with the same properties or others; a Delete, of that or of what never was there.

    With a *mutation* only the last.
    """
    options = trigger.options
    properties: Mapping[str, Any] = options["properties"]
    if mutation is not None and mutation.key is not None:
        properties = {**properties, mutation.key: mutation.value}
    olds = [properties, *({**properties, name: value} for name, value in _others(properties, vocabulary))]

    def event(call: tuple[str, str | None], old: Mapping[str, Any], opaque: int) -> dict[str, Any]:
        return custom_resource_event(
            call[0], properties, physical_id=call[1], old=old, resource_type=options["type"], logical_id=options["name"],
            service_token=options.get("token"), opaque=opaque)
    # An Update twice, and mostly one that changes nothing: what is wrong with it shows in no other call.
    calls = [(CREATE, None), (UPDATE, CREATED), (UPDATE, CREATED), (DELETE, CREATED), (DELETE, UNKNOWN)]
    old = st.one_of(st.just(properties), st.sampled_from(olds))
    return st.builds(event, st.sampled_from(calls[-1:] if mutation else calls), old, FEW_OPAQUE)


def _others(properties: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[tuple[str, Any]]:
    """Each property with another value that it may have had before: of the same kind, and one that the code knows if it knows any."""
    for name, value in properties.items():
        key = vocabulary.event_key("ResourceProperties", name)
        constants = [one for one in (key.constants if key else ()) if str(one) != str(value)]
        if constants:
            yield name, constants[0]
        elif str(value).lower() in ("true", "false"):
            yield name, "false" if str(value).lower() == "true" else "true"
        elif str(value).isdigit():
            yield name, str(int(value) + 1)
        elif isinstance(value, str) and not (key and key.constants):
            yield name, f"{value}-old"


def before(event: Any) -> tuple[Any, ...]:
    """The Create that made what *event* updates or deletes."""
    if not isinstance(event, Mapping) or event.get("PhysicalResourceId") != CREATED:
        return ()
    dropped = ("PhysicalResourceId", "OldResourceProperties")
    created = {name: value for name, value in event.items() if name not in dropped}
    request = str(event["RequestId"])
    return ({
        **created, "RequestType": CREATE, "RequestId": request[:-1] + ("0" if request[-1] != "0" else "1"),
        "ResourceProperties": event.get("OldResourceProperties", event["ResourceProperties"]),
    },)


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """Nothing: what the handler returns is not looked at, its answer is the PUT that `cfn_contract` judges."""
    return None


EVENT_SOURCES.add("custom_resource", EventSource(
    "custom_resource", "CloudFormation custom resource",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-custom-resources.html",
    recognise, mutations, events, response_error, elsewhere=elsewhere, before=before,
))
