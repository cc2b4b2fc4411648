"""The context argument of a handler.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
"""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_between, check_type
from lambdatest.model import ACCOUNT_ID
from lambdatest.strategies import opaque as ids


@dataclass(slots=True)
class CognitoIdentity:
    """The Amazon Cognito identity behind a call from the AWS mobile SDK; both ids are None for every other caller."""

    cognito_identity_id: str | None = None
    cognito_identity_pool_id: str | None = None


@dataclass(slots=True)
class Client:
    """The app that called, as the AWS mobile SDK describes it."""

    installation_id: str
    app_title: str
    app_version_name: str
    app_version_code: str
    app_package_name: str


@dataclass(slots=True)
class ClientContext:
    """What a caller handed over as client context: *custom* of its own, *env* of the mobile SDK."""

    client: Client | None = None
    custom: dict[str, Any] = field(default_factory=dict)
    env: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class LambdaContext:
    """What Lambda passes as second argument.  *memory_limit_in_mb* is text, as the runtime has it; *remaining* is in ms."""

    function_name: str
    function_version: str
    invoked_function_arn: str
    memory_limit_in_mb: str
    aws_request_id: str
    log_group_name: str
    log_stream_name: str
    identity: CognitoIdentity
    client_context: ClientContext | None
    tenant_id: str | None
    remaining: int

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds that are left before Lambda ends the invocation; the same at each call."""
        return self.remaining

    def log(self, msg: str) -> None:
        """Write *msg* to the function's log: here, to stdout."""
        print(msg, end="")


_CLIENTS: tuple[ClientContext | None, ...] = (
    None, ClientContext(Client("a1", "app", "1.0", "1", "com.example.app"), {"key": "value"}, {"locale": "en_US"}),
    ClientContext(None, {"key": "value"}, {}),
)


def lambda_contexts(
    *, function_name: str = "function", memory: int = 128, timeout: int = 3, region: str = ids.REGION,
) -> SearchStrategy[LambdaContext]:
    """Objects with every attribute and method that the runtime documents for the context of a Python handler.

    - ``function_name``, ``function_version`` (``$LATEST`` or a number), ``invoked_function_arn`` (with a version or an alias, or
      without), ``memory_limit_in_mb`` (text), ``aws_request_id``, ``log_group_name``, ``log_stream_name``
    - ``identity.cognito_identity_id`` and ``.cognito_identity_pool_id`` (None unless a mobile app calls)
    - ``client_context``: None, or with ``client`` (``installation_id``, ``app_title``, ``app_version_name``,
      ``app_version_code``, ``app_package_name``), ``custom`` and ``env``
    - ``tenant_id``: None, or the tenant of a function with tenant isolation
    - ``get_remaining_time_in_millis()``, from 1 to *timeout* seconds (1 to 900) in ms, and ``log(msg)``

    *memory* is in MB, 128 to 10,240.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[LambdaContext]:
        check_type("function_name", function_name, str)
        check_between("memory", memory, 128, 10_240, "what Lambda lets a function have, in MB")
        check_between("timeout", timeout, 1, 900, "what Lambda lets a function run, in seconds")
        return st.builds(
            lambda opaque, remaining, version, caller, tenant: _context(
                function_name, memory, region, opaque, remaining, version, caller, tenant),
            st.integers(0, ids.MAX_OPAQUE), st.integers(1, timeout * 1000).map(lambda left: timeout * 1000 + 1 - left),
            st.sampled_from(_VERSIONS), st.sampled_from(_CLIENTS), st.sampled_from((None, "tenant-a")),
        )
    return st.deferred(define)


_VERSIONS = (("$LATEST", ""), ("1", ":1"), ("42", ":live"))


def _context(
    name: str, memory: int, region: str, opaque: int, remaining: int, version: tuple[str, str], caller: ClientContext | None,
    tenant: str | None,
) -> LambdaContext:
    mobile = caller is not None and caller.client is not None
    pool = f"{region}:{ids.uuid(opaque, 'pool')}"
    return LambdaContext(
        function_name=name, function_version=version[0],
        invoked_function_arn=f"arn:aws:lambda:{region}:{ACCOUNT_ID}:function:{name}{version[1]}",
        memory_limit_in_mb=str(memory), aws_request_id=ids.uuid(opaque, "request"), log_group_name=f"/aws/lambda/{name}",
        log_stream_name=f"{ids.date_path(ids.epoch(opaque))}/[{version[0]}]{ids.hexadecimal(opaque, 'stream', 32)}",
        identity=CognitoIdentity(f"{region}:{ids.uuid(opaque, 'identity')}", pool) if mobile else CognitoIdentity(),
        client_context=ClientContext(caller.client, dict(caller.custom), dict(caller.env)) if caller else None,
        tenant_id=tenant, remaining=remaining,
    )
