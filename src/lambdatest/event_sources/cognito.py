"""Triggers of a Cognito user pool: ``cognitoUserPool`` of serverless.yml, ``Cognito`` of SAM, LambdaConfig of a pool as a resource."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources.cognito_response import cognito_error
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.resource import function_named, listed
from lambdatest.model import Declaration, Mutation, Resource, Service, Trigger
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.cognito import SESSIONS, SOURCES, cognito_event, standard_attributes
from lambdatest.strategies.value import values
from lambdatest.vocabulary import Key, Vocabulary

_POOL = "AWS::Cognito::UserPool"
_VALUES: Mapping[str, tuple[str, ...]] = {
    "email": ("a@example.com", "Zoë@example.org"), "email_verified": ("true", "false"), "phone_number": ("+15550100",),
    "phone_number_verified": ("true", "false"), "cognito:user_status": ("CONFIRMED", "FORCE_CHANGE_PASSWORD"),
}
_ALWAYS = ("sub", "cognito:user_status")
ANYBODY = "29ba1c6f-943a-462e-a307-a6c327c39a57"
"""A user of whom no table knows."""


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a user pool: *triggers* are its names as LambdaConfig has them, *required* the attributes that every user has.

    *assumed* is True where the pool exists already, and nobody says here which attributes it asks for.
    """
    sam = (declaration.format, declaration.type) == ("sam", "Cognito")
    if not sam and declaration.type != "cognitoUserPool":
        return None
    properties = declaration.properties
    said = [str(name) for name in listed(properties.get("Trigger" if sam else "trigger"))]
    names = tuple(name for name in said if name in SOURCES)
    if not names:
        return None
    version = str(properties.get("version") or properties.get("lambdaVersion") or "V1_0")
    options = {
        "triggers": names, "required": required_attributes(declaration.resources),
        "assumed": properties.get("existing") is True, "version": version if names == ("PreTokenGeneration",) else "V1_0",
        "integration": "proxy",
    }
    return Trigger("cognito", f"Cognito {', '.join(names)}", declaration.function, declaration.location, options)


def required_attributes(resources: Sequence[Resource]) -> tuple[str, ...]:
    """The attributes without which no user of these pools signs up: required in the schema, or the one to sign in with.

    https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html
    """
    found: list[str] = []
    for properties in (one.properties for one in resources if one.type == _POOL):
        schema = [one for one in listed(properties.get("Schema")) if isinstance(one, Mapping)]
        found += [str(one.get("Name")) for one in schema if str(one.get("Required")).lower() == "true"]
        names = [str(name) for name in listed(properties.get("UsernameAttributes"))]
        found += names if len(names) == 1 else []
    return tuple(dict.fromkeys(found))


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The functions that a pool's LambdaConfig names."""
    for resource in service.resources:
        config = resource.properties.get("LambdaConfig") if resource.type == _POOL else None
        for name, value in config.items() if isinstance(config, Mapping) else ():
            target = value.get("LambdaArn") if isinstance(value, Mapping) else value
            version = value.get("LambdaVersion") if isinstance(value, Mapping) else None
            function = function_named(service, target)
            trigger = "PreTokenGeneration" if name == "PreTokenGenerationConfig" else str(name)
            if function and trigger in SOURCES:
                properties = {"trigger": trigger, "version": version if trigger == "PreTokenGeneration" else None}
                yield Declaration(service.format, "cognitoUserPool", function, properties, resource.location)


def attributes(trigger: Trigger, vocabulary: Vocabulary) -> dict[str, Key]:
    """The attributes that the code reads, and those that nearly every pool has."""
    read = vocabulary.event_key("request", "userAttributes")
    found = {key.name: key for key in (read.fields if read else ())}
    return found | {name: Key(name) for name in (*trigger.options.get("required", ()), "email", "phone_number") if name not in found}


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """A user without an attribute that the code reads, where the pool is declared elsewhere and may ask for it."""
    if not trigger.options.get("assumed"):
        return ()
    return tuple(Mutation("missing_key", "attribute", name) for name in attributes(trigger, vocabulary) if name not in _ALWAYS)


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the pool's triggers: users with all of the attributes that the code reads, and users without an optional one."""
    options = trigger.options
    found = attributes(trigger, vocabulary)
    fixed = (*options.get("required", ()), *(found if options.get("assumed") else _ALWAYS))
    optional = [name for name in found if name not in fixed]
    left_out = st.sampled_from([(), *((name,) for name in optional), tuple(optional)])
    metadata = vocabulary.event_key("request", "clientMetadata")
    said = st.fixed_dictionaries({key.name: values(key).map(str) for key in metadata.fields}) if metadata else st.just({"lang": "de"})
    sources = st.sampled_from([(name, source) for name in options["triggers"] for source in SOURCES[name]])
    drawn = st.fixed_dictionaries({name: _values(key, known) for name, key in found.items() if name != "sub"} | _names(vocabulary, known))
    hidden = (mutation.key,) if mutation is not None else ()

    def event(
        source: tuple[str, str], own: dict[str, str], missing: tuple[str, ...], extra: Any, session: Any, unknown: Any, opaque: int
    ) -> Any:
        user = {**standard_attributes(opaque), **own}
        kept = {name: value for name, value in user.items() if name not in (*missing, *hidden)}
        return cognito_event(
            source[0], kept, source=source[1], version=options.get("version", "V1_0"), client_metadata=extra, session=session,
            user_not_found=unknown, opaque=opaque)
    return st.builds(
        event, sources, drawn, left_out, st.none() | said, st.sampled_from(SESSIONS), st.sampled_from((None, False, True)), FEW_OPAQUE)


def _names(vocabulary: Vocabulary, known: Known) -> dict[str, SearchStrategy[str]]:
    """The ``sub`` of the user, which is the name too: ids that exist, where the code reads either and they can be in a table."""
    asks = vocabulary.event_key("userName") or vocabulary.event_key("request", "userAttributes", "sub")
    ids = list(dict.fromkeys(one for values_ in known.values() for one in values_ if "@" not in one)) if asks else []
    return {"sub": st.sampled_from([*ids, ANYBODY])} if ids else {}


def _values(key: Key, known: Known) -> SearchStrategy[str]:
    usual = (*known.get(key.name, ()), *_VALUES[key.name]) if key.name in _VALUES else ()
    texts = [str(constant) for constant in key.constants if not isinstance(constant, bool)]
    if usual or texts:
        return st.sampled_from(list(dict.fromkeys((*(usual or ("a",)), *texts))))
    return values(key, known.get(key.name, ())).map(lambda value: str(value) or "a")


def response_error(trigger: Trigger, event: Any, result: Any) -> str | None:
    """What Cognito refuses of *result*."""
    source = str(event.get("triggerSource")) if isinstance(event, Mapping) else ""
    name = next((name for name in trigger.options["triggers"] if source in SOURCES[name]), trigger.options["triggers"][0])
    return cognito_error(name, result)


EVENT_SOURCES.add("cognito", EventSource(
    "cognito", "Cognito user pool",
    "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html",
    recognise, mutations, events, response_error, elsewhere=elsewhere,
))
