"""Events of Amazon DynamoDB Streams.

https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._dynamodb import item_size
from lambdatest._validate import check_one_of, check_type
from lambdatest.model import Table
from lambdatest.strategies import batch, kinesis
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE
from lambdatest.strategies.dynamodb import dynamodb_items
from lambdatest.strategies.key_schema import declared

VIEWS = ("NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY")
STREAM_LABEL = "2024-01-01T00:00:00.000"
_FIRST_SEQUENCE = 4_421_584_500_000_000_017_450_000
_SERVICE = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}

Item = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one item: *old* is None for one that is new, *new* for one that was removed; both in wire format.

    *expired* is True where its time to live ended, and DynamoDB itself removed it.
    """

    old: Item | None
    new: Item | None
    expired: bool = False

    @property
    def name(self) -> str:
        """The event's name in the stream."""
        if self.old is None:
            return "INSERT"
        return "REMOVE" if self.new is None else "MODIFY"

    @property
    def item(self) -> Item:
        """The item as it is, or as it was last."""
        return self.new if self.new is not None else self.old or {}


def dynamodb_stream_event(  # pylint: disable=too-many-arguments  # a stream has these
    changes: Sequence[Change], *, keys: Sequence[str], stream: str, view: str, opaque: int = 0, epoch: int | None = None
) -> dict[str, Any]:
    """The event of a batch of *changes*, in the order in which they were made, of the table with those *keys*.

    *stream* is the stream's ARN, *view* its StreamViewType.  Binary values are in base64.
    """
    at = ids.epoch(opaque) if epoch is None else epoch
    return {"Records": [_record(change, n, keys, stream, view, opaque, at + 1000 * n) for n, change in enumerate(changes)]}


def _record(  # pylint: disable=too-many-arguments,too-many-positional-arguments  # those of the event
    change: Change, n: int, keys: Sequence[str], stream: str, view: str, opaque: int, at: int
) -> dict[str, Any]:
    images: dict[str, Any] = {"Keys": on_wire({name: change.item[name] for name in keys})}
    if change.new is not None and view in ("NEW_AND_OLD_IMAGES", "NEW_IMAGE"):
        images["NewImage"] = on_wire(change.new)
    if change.old is not None and view in ("NEW_AND_OLD_IMAGES", "OLD_IMAGE"):
        images["OldImage"] = on_wire(change.old)
    record = {
        "eventID": ids.hexadecimal(opaque, f"change {n}", 32), "eventName": change.name, "eventVersion": "1.1",
        "eventSource": "aws:dynamodb", "awsRegion": batch.region_of(stream),
        "dynamodb": {
            "ApproximateCreationDateTime": float(at // 1000), **images, "SequenceNumber": str(_FIRST_SEQUENCE + opaque * 10**6 + 11 * n),
            "SizeBytes": sum(map(item_size, images.values())), "StreamViewType": view,
        },
        "eventSourceARN": stream,
    }
    return record | ({"userIdentity": _SERVICE} if change.expired and change.name == "REMOVE" else {})


def on_wire(item: Item) -> dict[str, Any]:
    """*item* as JSON has it: bytes in base64."""
    return {name: _on_wire(value) for name, value in item.items()}


def _on_wire(value: Mapping[str, Any]) -> dict[str, Any]:
    (kind, found), = value.items()
    if kind == "M":
        return {kind: on_wire(found)}
    if kind == "L":
        return {kind: [_on_wire(member) for member in found]}
    if kind in ("B", "BS"):
        coded = [_text(member) for member in ([found] if kind == "B" else found)]
        return {kind: coded[0] if kind == "B" else coded}
    return {kind: found}


def _text(value: Any) -> str:
    return b64encode(value).decode() if isinstance(value, bytes) else str(value)


def chained(keys: Sequence[str], drawn: Sequence[tuple[Item, Item, str]], *, removals: bool = True) -> list[Change]:
    """Changes that follow from one another: an item that the batch has put is not put again but modified, with its last image as old.

    Each of *drawn* is an item, what it was before if there was one, and what happened if nothing speaks against it: ``INSERT``,
    ``MODIFY``, ``REMOVE`` or ``EXPIRE``.  A change that changes nothing is none: the item is new, or with *removals* removed instead.
    """
    known: dict[str, Item | None] = {}
    found: list[Change] = []
    for item, before, wish in drawn:
        place = repr([item[name] for name in keys])
        earlier = {**before, **{name: item[name] for name in keys}}
        old = known[place] if place in known else (None if wish == "INSERT" else earlier)
        gone = old is not None and wish in ("REMOVE", "EXPIRE")
        if old == item and not gone:
            if place in known and not removals:
                continue
            old, gone = (old, True) if place in known else (None, False)
        change = Change(old, None if gone else item, gone and wish == "EXPIRE")
        known[place] = change.new
        found.append(change)
    return found


def dynamodb_stream_events(
    *,
    table: Table | Mapping[str, Any],
    attributes: Mapping[str, SearchStrategy[Any]] | None = None,
    view: str | None = None,
    tumbling_window: int | None = None,
    min_size: int = 1,
    max_size: int = 10,
) -> SearchStrategy[dict[str, Any]]:
    """Events of the stream of *table*, as Lambda hands them to a handler: items in DynamoDB's JSON (``{"S": "a"}``).

    - *table*, *attributes*: as those of `dynamodb_items`, which the images are
    - *view*: the StreamViewType; by default the table's, else ``NEW_AND_OLD_IMAGES``
    - *tumbling_window*: the seconds of a tumbling window, which every event then stands in
    - *min_size*, *max_size*: records of a batch, at most 10,000

    Within a batch the changes to one item follow from one another, and sequence numbers rise.  Some items are removed because
    their time to live has ended: those records bear a ``userIdentity``.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        batch.check_sizes(min_size, max_size, batch.LARGEST_BATCH, "the largest batch that Lambda reads from a stream")
        kinesis.check_window(tumbling_window)
        schema = declared(table)
        kind = view if view is not None else schema.stream or VIEWS[0]
        check_type("view", kind, str)
        check_one_of("view", kind, VIEWS)
        items = dynamodb_items(table, attributes=attributes, wire=True).map(on_wire)
        wishes = st.sampled_from(("INSERT", "MODIFY", "REMOVE", "EXPIRE"))
        drawn = st.lists(st.tuples(items, items, wishes), min_size=min_size, max_size=max_size)
        arn = batch.arn("dynamodb", f"table/{schema.name}/stream/{STREAM_LABEL}")

        def event(found: Sequence[tuple[Item, Item, str]], opaque: int) -> dict[str, Any]:
            return dynamodb_stream_event(chained(schema.keys, found), keys=schema.keys, stream=arn, view=kind, opaque=opaque)
        return kinesis.windows(st.builds(event, drawn, OPAQUE), tumbling_window)
    return st.deferred(define)
