"""The mocked AWS account: what an IaC file declares, made in moto, and put back as it was between examples."""

import base64
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

import boto3
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from moto.dynamodb.models import dynamodb_backends
from moto.moto_api._internal import mock_random

from lambdatest.errors import AccountError, did_you_mean
from lambdatest.model import ACCOUNT_ID, Resource
from lambdatest.results import Call, State
from lambdatest.runtime import clock, content, dynamodb_restore, identity, mock, wire
from lambdatest.runtime.call import recording
from lambdatest.runtime.checkpoint import ANY, Aside, Checkpoint
from lambdatest.runtime.function_call import FunctionCalls
from lambdatest.runtime.refusal import Refusal
from lambdatest.runtime.resource import NAMES
from lambdatest.runtime.resource_type import build
from lambdatest.runtime.strict_key import check_item, schema_of
from lambdatest.runtime.strict_value import check_names, check_size, check_value


class _Process:
    """The one account that is active."""

    active: "Account | None" = None


class Account:
    """A mocked account with *resources* in *region*; one a process can be active at a time.

    *notes* lists every type and property of the resources that is not as in AWS.  *functions* are the deployed names of functions that
    a handler can call; *answers* says what each of them answers to a call that waits for it.  With *root*, the folder of the user's code,
    *calls* lists the AWS calls that were made since the last restore outside of an invocation.
    """

    def __init__(
        self, resources: Sequence[Resource] = (), region: str = "us-east-1", root: Path | None = None, functions: Collection[str] = (),
    ) -> None:
        self.resources = tuple(resources)
        self.region = region
        self.notes: list[str] = []
        self.calls: list[Call] = []
        self._root = root
        self._stack = ExitStack()
        self._functions = FunctionCalls(self.resources, functions, region)
        self._wire = wire.Wire(region, self._functions)
        self._baseline: Checkpoint | None = None
        self._last: Checkpoint | None = None
        self._seeded = False
        self._aside: Aside | None = None
        self._physical = {resource.logical_id: str(resource.properties[name])
                          for resource in self.resources for name in NAMES if name in resource.properties}

    def start(self) -> Self:
        """Mock AWS, make the resources and take the checkpoint that `restore` goes back to.

        Raises AccountError where another account is active, moto is told to let requests through, or a resource cannot be made.
        """
        with ExitStack() as stack:
            self._enter(stack, empty=True)
            with clock.before():
                self.notes = build(self.resources, _client, self.region, identity.rename)
                self._warm()
            self._stack = stack.pop_all()
        self._baseline = self.checkpoint()
        self.calls.clear()
        return self

    def _enter(self, stack: ExitStack, *, empty: bool) -> None:
        if _Process.active is not None:
            raise AccountError("another mocked account is started in this process; stop it first")
        _Process.active = self
        stack.callback(setattr, _Process, "active", None)
        mock.enter(stack, self.region, self._wire, empty=empty, kept=lambda: self._aside is not None)
        if self._root is not None:
            self.calls = stack.enter_context(recording(self._root))

    def _warm(self) -> None:
        # The first client and the first call of a process are slow: pay before the first example.
        boto3.client("dynamodb").list_tables()
        boto3.resource("dynamodb")

    def stop(self) -> None:
        """End the mock; the environment and boto3 are as they were before `start`."""
        self._baseline = self._last = self._aside = None
        self._stack.close()

    def suspend(self) -> None:
        """Leave the mock, with all that the account holds kept for `resume`: meanwhile AWS is what it was before `start`."""
        self._require_active()
        self._aside = Aside()
        self._stack.close()

    def resume(self) -> None:
        """Be active again after `suspend`, as if nothing had been in between.

        Raises AccountError where another account or somebody else's mock is active.
        """
        if self._aside is None:
            raise AccountError("this mocked account was not suspended")
        with ExitStack() as stack:
            self._enter(stack, empty=False)
            self._aside.put_back()
            self._aside = None
            self._stack = stack.pop_all()

    @property
    def answers(self) -> dict[str, Any]:
        """What functions answer to calls that wait for it, by deployed name, as JSON data; without that such a call is refused."""
        return self._functions.answers

    @property
    def active(self) -> bool:
        """Whether AWS is this account now."""
        return _Process.active is self

    @property
    def changed(self) -> bool:
        """Whether anything was called or seeded since the last checkpoint or restore."""
        return self._seeded or bool(self._wire.touched)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def checkpoint(self) -> Checkpoint:
        """What the account holds now, for `restore`."""
        self._require_active()
        self._last = Checkpoint()
        self._seeded = False
        self._wire.touched.clear()
        return self._last

    def restore(self, checkpoint: Checkpoint | None = None) -> None:
        """Go back to *checkpoint*, by default to the one at the end of `start`; there are no calls then.

        The ids that services make up repeat after each restore.  Raises AccountError where a service was called whose state
        cannot be put back.
        """
        self._require_active()
        wanted = checkpoint or self._baseline
        if wanted is None:
            raise AccountError("this mocked account is not complete yet")
        touched = set(self._wire.touched)
        if wanted is not self._last:
            touched.add(ANY)  # the two can differ in services that no request has touched since
        self._last, self._seeded = wanted, False
        self._wire.touched.clear()
        self._wire.tokens.forget()
        self.calls.clear()
        mock_random.seed(0)
        wanted.restore(touched)

    def _require_active(self) -> None:
        if self._aside is not None:
            raise AccountError("this mocked account belongs to another test; ask for aws_account as an argument of this one")
        if _Process.active is not self:
            raise AccountError("this mocked account is not started; use it in a with statement or call start() first")

    def state(self) -> State:
        """The contents of every table, bucket, queue and topic, as copies: see `content.contents` for the names."""
        self._require_active()
        return content.contents(self.region)

    @property
    def tables(self) -> list[str]:
        """The names of the tables there are now."""
        return list(self._dynamodb().tables)

    def table(self, name: str) -> Any:
        """The boto3 ``Table`` of that *name*, or of that logical id.  Raises AccountError for an unknown table."""
        return boto3.resource("dynamodb").Table(self._table(name).name)

    def seed(self, table: str, items: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
        """Put *items*, or one item, into *table*, past streams and requests.

        An item has the values of boto3's resource layer (str, int, Decimal, bytes, set …) or DynamoDB's wire format
        (``{"id": {"S": "a"}}``, where B is base64 text, or bytes): which of them, its key tells.  Raises AccountError for an
        unknown table and for an item that DynamoDB would refuse.

        A *table* called ``s3:bucket`` is that bucket, whose items are objects: ``Key``, and ``Body`` (text) or ``Base64``.
        """
        if table.startswith("s3:"):
            self._put_objects(table.removeprefix("s3:"), [items] if isinstance(items, Mapping) else items)
            return
        found = self._table(table)
        schema = schema_of(found)
        self._seeded = True
        for item in [items] if isinstance(items, Mapping) else items:
            try:
                plain = dynamodb_restore.plain(_wire(item, found.hash_key_attr))
                check_names(plain)
                for value in plain.values():
                    check_value(value)
                check_size(plain)
                check_item(plain, schema)
            except (Refusal, TypeError, ArithmeticError) as refusal:
                raise AccountError(f"the item {dict(item)!r} cannot stand in table {table!r}: {refusal}") from refusal
            dynamodb_restore.store(found, plain)

    def _put_objects(self, bucket: str, objects: Sequence[Mapping[str, Any]]) -> None:
        self._require_active()
        self._wire.touched.add("s3")
        for found in objects:
            with clock.before():
                is_there = content.put_object(bucket, found)
            if not is_there:
                raise AccountError(f"there is no bucket {bucket!r} in the mocked account; declare it in the file")

    def items(self, table: str) -> list[dict[str, Any]]:
        """The items of *table* as boto3 reads them (Decimal, Binary, set), sorted.  Raises AccountError for an unknown table."""
        deserialize = TypeDeserializer().deserialize
        found = dynamodb_restore.wire_items(self._table(table))
        return [{name: deserialize(_with_bytes(value)) for name, value in item.items()} for item in found]

    def messages(self, queue: str) -> list[dict[str, Any]]:
        """The messages of *queue* in the order they were sent.  Raises AccountError for an unknown queue."""
        return self._contents("queue", "sqs", queue)

    def objects(self, bucket: str) -> list[dict[str, Any]]:
        """The objects of *bucket* by key.  Raises AccountError for an unknown bucket."""
        return self._contents("bucket", "s3", bucket)

    def published(self, topic: str) -> list[dict[str, Any]]:
        """What was published to *topic*, in order.  Raises AccountError for an unknown topic."""
        return self._contents("topic", "sns", topic)

    def _contents(self, noun: str, service: str, name: str) -> list[dict[str, Any]]:
        prefix = f"{service}:"
        known = {key.removeprefix(prefix): found for key, found in self.state().items() if key.startswith(prefix)}
        return [dict(found) for found in known[self._known(noun, name, known)]]

    def _table(self, name: str) -> Any:
        known = self._dynamodb().tables
        return known[self._known("table", name, known)]

    def _known(self, noun: str, name: str, known: Collection[str]) -> str:
        """The name, among those *known*, of what has that name or that logical id.  Raises AccountError where there is none."""
        physical = name if name in known else self._physical.get(name, name)
        if physical not in known:
            raise AccountError(f"there is no {noun} {name!r} in the mocked account; {did_you_mean(name, list(known))}")
        return physical

    def _dynamodb(self) -> Any:
        self._require_active()
        regions: Any = dynamodb_backends[ACCOUNT_ID]
        if self.region not in regions:
            raise AccountError(f"region {self.region!r} is not known to the mocked DynamoDB; use one such as 'us-east-1'")
        return regions[self.region]


def _client(service: str) -> Any:
    """A client, whose type depends on a name that is not known here."""
    make: Any = boto3.client
    return make(service)


def _wire(item: Mapping[str, Any], hash_key: str) -> Mapping[str, Any]:
    """The item in wire format; a key is never a map, so one that is tells that the item is in it already."""
    if isinstance(item.get(hash_key), Mapping):
        return item
    serialize = TypeSerializer().serialize
    return {name: serialize(value) for name, value in item.items()}


def _with_bytes(value: Any) -> Any:
    """The same attribute value as a client hands it over: bytes where the wire has base64."""
    kind, found = next(iter(value.items()))
    if kind == "B":
        return {"B": base64.b64decode(found)}
    if kind == "BS":
        return {"BS": [base64.b64decode(member) for member in found]}
    if kind == "M":
        return {"M": {name: _with_bytes(member) for name, member in found.items()}}
    return {"L": [_with_bytes(member) for member in found]} if kind == "L" else value
