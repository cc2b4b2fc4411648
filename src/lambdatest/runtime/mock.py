"""moto's mock of AWS as an account needs it: fake credentials, one session for the process, nobody's mock inside of it.

It can be left without losing what it holds, and entered again: between two tests that use an account, AWS is what the tests in
between make of it.
"""

import os
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import boto3
import botocore.session
from botocore.credentials import Credentials
from botocore.signers import RequestSigner
from moto import mock_aws
from moto.core import responses
from moto.core.config import default_user_config
from moto.core.models import MockAWS
from moto.core.utils import method_names_from_class
from moto.moto_api._internal import mock_random

from lambdatest.errors import AccountError
from lambdatest.runtime import content, dynamodb_restore, identity, wire
from lambdatest.runtime.dynamodb_condition import condition_patches
from lambdatest.runtime.dynamodb_projection import projection_patches
from lambdatest.runtime.environment import holding

CORE_CONFIG: Any = {
    # Our own environment below is more complete, and moto fails to undo its own where a handler removed it.
    "mock_credentials": False,
    "passthrough": {"urls": [], "services": []},
    # To make a session costs twenty times an example; ours has only ever seen the fake credentials.
    "reset_boto3_session": False,
    "service_whitelist": None,
}
NESTED = "aws_account, mocked_aws and the like are a mocked account already: remove mock_aws there, or do without ours"
_FAKE = Credentials("testing", "testing", "testing")
_REMOVED = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SECURITY_TOKEN", "AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE")
_LIBRARIES = tuple({*sysconfig.get_paths().values(), str(Path(__file__).parents[1])})


class _Process:
    """The session that all accounts share."""

    session: boto3.Session | None = None


def enter(stack: ExitStack, region: str, hook: wire.Wire, *, empty: bool, kept: Callable[[], bool]) -> None:
    """Mock AWS in *region* until *stack* is closed; *hook* sees every request.

    What moto holds is emptied at the start where *empty* is true, and at the end unless *kept* says then that it is kept.
    Raises AccountError where moto is told to let requests through, or somebody else's mock is active.
    """
    _refuse_passthrough()
    if MockAWS._nested_count:
        raise AccountError(f"moto's mock_aws is active already; {NESTED}")
    stack.enter_context(environment(region))
    mock = mock_aws(config={"core": CORE_CONFIG, "lambda": {"use_docker": False}, "batch": {"use_docker": False}})
    mock.start(reset=empty)
    stack.callback(lambda: mock.stop(remove_data=not kept()))
    stack.enter_context(_session())
    stored = (*dynamodb_restore.patches(wire.verify_update), *wire.number_patches(), *wire.size_patches())
    _patch(stack, (*stored, *condition_patches(), *projection_patches(), *content.patches(), *identity.patches()))
    _patch(stack, ((MockAWS, "start", _refuse_start), (RequestSigner, "get_auth_instance", _signing(RequestSigner.get_auth_instance))))
    # moto lists the methods of a service's class by inspection for every request, which is a tenth of a call to DynamoDB.
    _patch(stack, ((responses, "method_names_from_class", cache(method_names_from_class)),))
    wire.connect(hook)
    stack.callback(wire.connect, None)
    mock_random.seed(0)


def _patch(stack: ExitStack, patches: Sequence[dynamodb_restore.Patch]) -> None:
    for owner, name, replacement in patches:
        stack.callback(_revert(owner, name))
        setattr(owner, name, replacement)


def _revert(owner: Any, name: str) -> Callable[[], None]:
    if name in vars(owner):
        original = vars(owner)[name]
        return lambda: setattr(owner, name, original)
    return lambda: delattr(owner, name)


def _signing(original: Any) -> Any:
    """Every request is signed with the fake credentials, also that of a client which was made elsewhere, with others or with none."""

    def get_auth_instance(self: Any, *args: Any, **kwargs: Any) -> Any:
        return original(self, *args, **{**kwargs, "request_credentials": _FAKE})

    return get_auth_instance


def _refuse_start(*_: Any, **__: Any) -> None:
    """Stands for the start of a mock of the user's own, whose end would empty the account."""
    __tracebackhide__ = True
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_LIBRARIES):
        frame = frame.f_back
    place = f"{os.path.relpath(frame.f_code.co_filename)}:{frame.f_lineno}: " if frame is not None else ""
    raise AccountError(f"{place}mock_aws is started inside of a mocked account; {NESTED}")


def _refuse_passthrough() -> None:
    core: Any = default_user_config.get("core", {})
    through = core.get("passthrough") or {}
    if through.get("services") or through.get("urls"):
        raise AccountError(f"moto lets requests through to AWS ({through}); remove passthrough from its configuration")


def environment(region: str) -> AbstractContextManager[None]:
    """Fake credentials and *region* in the environment; afterwards these variables are as they were, whatever happened to them."""
    return holding({
        **dict.fromkeys(_REMOVED),
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"), "testing"),
        **dict.fromkeys(("AWS_DEFAULT_REGION", "AWS_REGION"), region),
        **dict.fromkeys(("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"), os.devnull),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
        # moto does not know the hosts that begin with an account's id (123456789012.streams-ddb.…).
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    })


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
