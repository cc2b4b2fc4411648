"""The mocked AWS account: what an IaC file declares, made in moto, and put back as it was between examples."""

import base64
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self

import boto3
import botocore.session
from boto3.dynamodb.types import TypeDeserializer
from moto import mock_aws
from moto.core.config import default_user_config
from moto.dynamodb.models import dynamodb_backends
from moto.moto_api._internal import mock_random

from lambdatest.errors import AccountError, did_you_mean
from lambdatest.model import ACCOUNT_ID, Resource
from lambdatest.results import State
from lambdatest.runtime import content, dynamodb_restore, resource_dynamodb, resource_message, resource_s3, resource_setting, wire
from lambdatest.runtime.checkpoint import ANY, Checkpoint
from lambdatest.runtime.refusal import Refusal
from lambdatest.runtime.resource import build
from lambdatest.runtime.strict_key import check_item, schema_of
from lambdatest.runtime.strict_value import check_names, check_value

BUILT = (resource_dynamodb, resource_message, resource_s3, resource_setting)
"""The files whose types of resources are built; to name them here is to register them."""

CORE_CONFIG: Any = {
    # Our own environment below is more complete, and moto fails to undo its own where a handler removed it.
    "mock_credentials": False,
    "passthrough": {"urls": [], "services": []},
    # To make a session costs twenty times an example; ours has only ever seen the fake credentials.
    "reset_boto3_session": False,
    "service_whitelist": None,
}
_REMOVED = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")


class _Process:
    """The one account that is started, and the session that all of them share."""

    started: "Account | None" = None
    session: boto3.Session | None = None


class Account:
    """A mocked account with *resources* in *region*; one a process can be started at a time.

    *notes* lists every type and property of the resources that is not as in AWS.
    """

    def __init__(self, resources: Sequence[Resource] = (), region: str = "us-east-1") -> None:
        self.resources = tuple(resources)
        self.region = region
        self.notes: list[str] = []
        self._stack = ExitStack()
        self._wire = wire.Wire(region)
        self._baseline: Checkpoint | None = None
        self._deserializer = TypeDeserializer()

    def start(self) -> Self:
        """Mock AWS, make the resources and take the checkpoint that `restore` goes back to.

        Raises AccountError where another account is started, moto is told to let requests through, or a resource cannot be made.
        """
        if _Process.started is not None:
            raise AccountError("another mocked account is started in this process; stop it first")
        _refuse_passthrough()
        with ExitStack() as stack:
            self._enter(stack)
            self.notes = build(self.resources, _client, self.region)
            self._warm()
            self._stack = stack.pop_all()
        self._baseline = self.checkpoint()
        self._wire.touched.clear()
        return self

    def _enter(self, stack: ExitStack) -> None:
        _Process.started = self
        stack.callback(setattr, _Process, "started", None)
        stack.enter_context(_environment(self.region))
        mock = mock_aws(config={"core": CORE_CONFIG})
        mock.start()
        stack.callback(mock.stop)
        stack.enter_context(_session())
        for owner, name, replacement in (*dynamodb_restore.patches(wire.verify_update), *wire.number_patches(), *content.patches()):
            stack.callback(_revert(owner, name))
            setattr(owner, name, replacement)
        wire.connect(self._wire)
        stack.callback(wire.connect, None)
        mock_random.seed(0)

    def _warm(self) -> None:
        # The first client and the first call of a process are slow: pay before the first example.
        boto3.client("dynamodb").list_tables()
        boto3.resource("dynamodb")

    def stop(self) -> None:
        """End the mock; the environment and boto3 are as they were before `start`."""
        self._baseline = None
        self._stack.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def checkpoint(self) -> Checkpoint:
        """What the account holds now, for `restore`."""
        self._require_started()
        return Checkpoint()

    def restore(self, checkpoint: Checkpoint | None = None) -> None:
        """Go back to *checkpoint*, by default to the one at the end of `start`.

        The ids that services make up repeat after each restore.  Raises AccountError where a service was called whose state
        cannot be put back.
        """
        baseline = self._require_started()
        touched = frozenset(self._wire.touched)
        self._wire.touched.clear()
        if checkpoint is not None and checkpoint is not baseline:
            # The two can differ in services that no request has touched since: everything is put back, this time and the next.
            self._wire.touched.add(ANY)
            touched |= {ANY}
        mock_random.seed(0)
        (checkpoint or baseline).restore(touched)

    def _require_started(self) -> Any:
        if _Process.started is not self:
            raise AccountError("this mocked account is not started; use it in a with statement or call start() first")
        return self._baseline

    def state(self) -> State:
        """The contents of every table, bucket, queue and topic, as copies: see `content.contents` for the names."""
        self._require_started()
        return content.contents(self.region)

    @property
    def tables(self) -> list[str]:
        """The names of the tables there are now."""
        return list(self._dynamodb().tables)

    def seed(self, table: str, items: Sequence[Mapping[str, Any]]) -> None:
        """Put *items*, in DynamoDB's wire format, into *table*, past streams and requests.

        B and the members of BS are base64 text, as on the wire, or bytes.  Raises AccountError for an unknown table and for an
        item that DynamoDB would refuse.
        """
        found = self._table(table)
        schema = schema_of(found)
        for item in items:
            plain = dynamodb_restore.plain(item)
            try:
                check_names(plain)
                for value in plain.values():
                    check_value(value)
                check_item(plain, schema)
            except Refusal as refusal:
                raise AccountError(f"the item {dict(item)!r} cannot stand in table {table!r}: {refusal}") from refusal
            dynamodb_restore.store(found, plain)

    def items(self, table: str) -> list[dict[str, Any]]:
        """The items of *table* as boto3 reads them (Decimal, Binary, set), sorted.  Raises AccountError for an unknown table."""
        return [
            {name: self._deserializer.deserialize(_with_bytes(value)) for name, value in item.items()}
            for item in dynamodb_restore.wire_items(self._table(table))
        ]

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
        if name not in known:
            raise AccountError(f"there is no {noun} {name!r} in the mocked account; {did_you_mean(name, list(known))}")
        return [dict(found) for found in known[name]]

    def _table(self, name: str) -> Any:
        known = self._dynamodb().tables
        if name not in known:
            raise AccountError(f"there is no table {name!r} in the mocked account; {did_you_mean(name, list(known))}")
        return known[name]

    def _dynamodb(self) -> Any:
        self._require_started()
        regions: Any = dynamodb_backends[ACCOUNT_ID]
        if self.region not in regions:
            raise AccountError(f"region {self.region!r} is not known to the mocked DynamoDB; use one such as 'us-east-1'")
        return regions[self.region]


def _client(service: str) -> Any:
    """A client, whose type depends on a name that is not known here."""
    make: Any = boto3.client
    return make(service)


def _refuse_passthrough() -> None:
    core: Any = default_user_config.get("core", {})
    through = core.get("passthrough") or {}
    if through.get("services") or through.get("urls"):
        raise AccountError(f"moto lets requests through to AWS ({through}); remove passthrough from its configuration")


def _revert(owner: Any, name: str) -> Callable[[], None]:
    if name in vars(owner):
        original = vars(owner)[name]
        return lambda: setattr(owner, name, original)
    return lambda: delattr(owner, name)


@contextmanager
def _environment(region: str) -> Iterator[None]:
    """Fake credentials and *region* in the environment; afterwards these variables are as they were, whatever happened to them."""
    ours = {
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "testing"),
        **dict.fromkeys(("AWS_DEFAULT_REGION", "AWS_REGION"), region),
        **dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        # moto does not know the hosts that begin with an account's id (123456789012.streams-ddb.…).
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    }
    before = {name: os.environ.get(name) for name in (*ours, *_REMOVED)}
    for name in _REMOVED:
        os.environ.pop(name, None)
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


@contextmanager
def _session() -> Iterator[None]:
    """boto3's default session is one of ours, so that no client has the developer's credentials or profile."""
    before = boto3.DEFAULT_SESSION
    _Process.session = _Process.session or _new_session()
    setattr(boto3, "DEFAULT_SESSION", _Process.session)
    try:
        yield
    finally:
        setattr(boto3, "DEFAULT_SESSION", before)


def _new_session() -> boto3.Session:
    session = botocore.session.Session()
    # As in the environment above, which a function's own environment can replace.
    session.set_config_variable("account_id_endpoint_mode", "disabled")
    return boto3.Session(botocore_session=session)


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
