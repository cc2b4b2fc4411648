"""Constructs of the plugin Lift that run functions or hold data: https://github.com/getlift/lift/tree/master/docs

Each becomes what Lift makes of it: functions with their events, and resources under ids of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Elements, Fields, fields, refusal
from lambdatest.readers.substitution import Substitution
from lambdatest.readers.text import as_text, shown

_FUNCTION_TIMEOUT = 6
_RETRIES = 3
_VISIBILITY = 6
"""Times the function's timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html"""
_KEYS = ("PK", "SK")
_MOST_INDEXES = 20
"""https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-secondary-indexes"""
_WITHOUT_EFFECT = ("server-side-website", "single-page-app", "static-website", "vpc")
"""Types that neither run a function nor hold what one can see."""
_VARIABLES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "queue": {"queueUrl": ("Queue", ""), "queueArn": ("Queue", "Arn"), "dlqUrl": ("Dlq", ""), "dlqArn": ("Dlq", "Arn")},
    "storage": {"bucketName": ("Bucket", ""), "bucketArn": ("Bucket", "Arn")},
    "webhook": {"busName": ("Bus", "")},
    "database/dynamodb-single-table": {
        "tableName": ("Table", ""), "tableArn": ("Table", "Arn"), "tableStreamArn": ("Table", "StreamArn"),
    },
}
"""What ``${construct:name.variable}`` refers to: the resource, and its attribute where it is no Ref."""


@dataclass(slots=True)
class Constructs:
    """What the constructs of a service add to it: *functions*, *resources*, and *events* of functions that it has already."""

    functions: dict[str, Fields] = field(default_factory=dict)
    resources: dict[str, Fields] = field(default_factory=dict)
    events: dict[str, list[Fields]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Construct:
    name: str
    given: Fields
    stack: str

    @property
    def location(self) -> Location:
        """Where the construct stands."""
        return self.given.location

    def id(self, part: str) -> str:
        """The logical id of a *part* of it."""
        return _id(self.name, part)

    def fields(self, **members: Any) -> Fields:
        """A mapping of *members* that stands where the construct does; None leaves one out."""
        return Fields(self.location, {name: value for name, value in members.items() if value is not None})

    def list(self, *members: Any) -> Elements:
        """A list of *members* that stands where the construct does."""
        return Elements(self.location, members)

    def resource(self, type_: str, properties: Fields) -> Fields:
        """A resource of that type."""
        return self.fields(Type=type_, Properties=properties)

    def attribute(self, part: str, name: str) -> Fields:
        """A reference to the attribute *name* of a part of it."""
        return Fields(self.location, {"Fn::GetAtt": self.list(self.id(part), name)})


def _id(name: str, part: str) -> str:
    return "".join(character for character in name if character.isalnum()) + part


def variables(document: Fields) -> dict[str, Mapping[str, Any]]:
    """What the variables of each construct in *document* give: references to resources that `constructs` adds."""
    found: dict[str, Mapping[str, Any]] = {}
    section = document.get("constructs")
    for name, given in section.items() if isinstance(section, Fields) else ():
        if isinstance(given, Fields) and (known := _VARIABLES.get(as_text(given.get("type")))):
            made = _Construct(name, given, "")
            found[name] = {
                variable: made.attribute(part, attribute) if attribute else Fields(given.location, {"Ref": made.id(part)})
                for variable, (part, attribute) in known.items()
            }
    return found


def constructs(substitution: Substitution, stack: str) -> Constructs:
    """What the section ``constructs`` adds.  Raises ProjectError where it is malformed."""
    found = Constructs()
    section = fields(substitution.section("constructs"), substitution.document.place("constructs"), "constructs")
    for name, value in section.items():
        given = fields(value, section.place(name), f"construct {name}")
        type_ = as_text(given.get("type"))
        if type_ in _MAKERS:
            _MAKERS[type_](_Construct(name, Fields(section.place(name), given, given.places), stack), found)
        elif type_ not in _WITHOUT_EFFECT:
            substitution.notes.add(section.place(name), f"construct {name} is of the type {shown(type_)}, which is not known here")
    return found


def with_events(functions: Fields, found: Constructs) -> Fields:
    """*functions* with those of the constructs, and with the events that a construct adds to one that was there."""
    members: dict[str, Any] = {**functions, **{name: one for name, one in found.functions.items() if name not in functions}}
    places = {**{name: one.location for name, one in found.functions.items()}, **functions.places}
    for name, events in found.events.items():
        function = members.get(name)
        if not isinstance(function, Fields):
            raise refusal(events[0].location, f"its worker {shown(name)} is no function of the service", "correct its name")
        there = function.get("events")
        own = there if isinstance(there, Elements) else Elements(function.location)
        listed = Elements(own.location, [*own, *events], [*own.places, *(event.location for event in events)])
        members[name] = Fields(function.location, {**function, "events": listed}, function.places)
    return Fields(functions.location, members, places)


def _queue(made: _Construct, found: Constructs) -> None:
    given = made.given
    worker = given.get("worker")
    name = worker if isinstance(worker, str) else f"{made.name}Worker"
    timeout = _FUNCTION_TIMEOUT
    if isinstance(worker, Fields):
        found.functions[name] = worker
        timeout = worker["timeout"] if isinstance(worker.get("timeout"), int) else timeout
    elif not isinstance(worker, str):
        what = f"construct {made.name} has worker {shown(worker)}"
        raise refusal(given.place("worker"), what, "write worker: {handler: module.function}")
    window, is_fifo = given.get("maxBatchingWindow"), given.get("fifo") is True
    mapping = made.fields(
        arn=made.attribute("Queue", "Arn"), batchSize=given.get("batchSize", 1), maximumBatchingWindow=window,
        functionResponseType="ReportBatchItemFailures", filterPatterns=given.get("filterPatterns"))
    found.events.setdefault(name, []).append(made.fields(sqs=mapping))
    suffix = ".fifo" if is_fifo else ""
    ordered: dict[str, Any] = {"FifoQueue": True, "ContentBasedDeduplication": True} if is_fifo else {}
    redrive = made.fields(deadLetterTargetArn=made.attribute("Dlq", "Arn"), maxReceiveCount=given.get("maxRetries", _RETRIES))
    queue = made.fields(
        QueueName=f"{made.stack}-{made.name}{suffix}", RedrivePolicy=redrive, DelaySeconds=given.get("delay"),
        VisibilityTimeout=_VISIBILITY * timeout + (window if isinstance(window, int) else 0), **ordered)
    dead = made.fields(QueueName=f"{made.stack}-{made.name}-dlq{suffix}", **({"FifoQueue": True} if is_fifo else {}))
    found.resources[made.id("Queue")] = made.resource("AWS::SQS::Queue", queue)
    found.resources[made.id("Dlq")] = made.resource("AWS::SQS::Queue", dead)


def _storage(made: _Construct, found: Constructs) -> None:
    properties = made.fields(VersioningConfiguration=made.fields(Status="Enabled"))
    found.resources[made.id("Bucket")] = made.resource("AWS::S3::Bucket", properties)


def _table(made: _Construct, found: Constructs) -> None:
    count, has_local = made.given.get("gsiCount"), made.given.get("localSecondaryIndexes") is True
    most = min(count, _MOST_INDEXES) if isinstance(count, int) else 0
    indexes = [(f"GSI-{number}", (f"GSI-{number}-PK", f"GSI-{number}-SK")) for number in range(1, most + 1)]
    local = [(f"LSI-{number}", ("PK", f"LSI-{number}-SK")) for number in range(1, 6 if has_local else 1)]
    names = dict.fromkeys((*_KEYS, *(key for _, keys in (*indexes, *local) for key in keys)))

    def schema(keys: tuple[str, str]) -> Elements:
        kinds = zip(keys, ("HASH", "RANGE"), strict=True)
        return made.list(*(made.fields(AttributeName=key, KeyType=kind) for key, kind in kinds))

    def listed(of: list[tuple[str, tuple[str, str]]]) -> Elements | None:
        every = [made.fields(IndexName=name, KeySchema=schema(keys), Projection=made.fields(ProjectionType="ALL")) for name, keys in of]
        return made.list(*every) if every else None

    properties = made.fields(
        AttributeDefinitions=made.list(*(made.fields(AttributeName=name, AttributeType="S") for name in names)),
        KeySchema=schema(_KEYS), BillingMode="PAY_PER_REQUEST", GlobalSecondaryIndexes=listed(indexes), LocalSecondaryIndexes=listed(local),
        StreamSpecification=made.fields(StreamViewType="NEW_AND_OLD_IMAGES"),
        TimeToLiveSpecification=made.fields(AttributeName="TimeToLive", Enabled=True))
    found.resources[made.id("Table")] = made.resource("AWS::DynamoDB::Table", properties)


def _webhook(made: _Construct, found: Constructs) -> None:
    found.resources[made.id("Bus")] = made.resource("AWS::Events::EventBus", made.fields(Name=f"{made.stack}-{made.name}"))
    guard = made.given.get("authorizer")
    if isinstance(guard, Fields) and made.given.get("insecure") is not True:
        route = made.list(as_text(made.given.get("method") or "POST").upper(), as_text(made.given.get("path")))
        wiring = made.fields(
            kind="http_api", name=f"{made.name}-authorizer", routes=made.list(route), sources=made.list(), payload="2.0", simple=True)
        found.functions[f"{made.name}Authorizer"] = guard
        found.events.setdefault(f"{made.name}Authorizer", []).append(made.fields(authorizer=wiring))


_MAKERS: Mapping[str, Callable[[_Construct, Constructs], None]] = {
    "queue": _queue, "storage": _storage, "webhook": _webhook, "database/dynamodb-single-table": _table,
}
