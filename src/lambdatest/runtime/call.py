"""The AWS calls of an invocation: every boto3 call, in the form that goes over the wire, with the line that made it.

Two methods of botocore's BaseClient are wrapped, once a process.  `_make_api_call` is the one place that every call of a client,
resource, paginator and waiter passes once, whatever is retried below it: there a call begins and its error is known.  But the
resource layer turns Python values into DynamoDB's only later, in an event of botocore; `_emit_api_params` is where the last such
event has run, so its answer is what is recorded and what a rewrite sees.  (Both names are as old as boto3; tested with botocore
1.41 and 1.44.)
"""

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError
from botocore.model import OperationModel

from lambdatest.results import Call
from lambdatest.runtime.fault import ShortPage
from lambdatest.runtime.injection import Injection
from lambdatest.runtime.user_code import UserCode

Rewrite = Callable[[int, str, str, dict[str, Any], OperationModel], dict[str, Any] | None]
"""Given a call's number (from 0), service, operation, parameters and model: other parameters for it, or None to leave it."""


class _Recording:
    """The calls of one `recording`, in the order in which they began."""

    def __init__(self, code: UserCode, rewrite: Rewrite | None, injection: Injection | None) -> None:
        self.code = code
        self.rewrite = rewrite
        self.injection = injection
        self.calls: list[Call] = []
        self.lock = threading.Lock()

    def begin(self, call: Call) -> int:
        """The number of a call that begins."""
        with self.lock:
            self.calls.append(call)
            return len(self.calls) - 1

    def change(
        self, number: int, parameters: Mapping[str, Any] | None = None, error: str | None = None, refused: tuple[int, ...] = ()
    ) -> None:
        """What is known of a call later on."""
        with self.lock:
            call = self.calls[number]
            known = call.parameters if parameters is None else parameters
            self.calls[number] = Call(call.service, call.operation, known, error or call.error, call.frame, refused or call.refused)


class _Open(threading.local):
    """The calls that this thread has begun, innermost last: a call can make others (credentials, endpoint discovery)."""

    def __init__(self) -> None:
        self.calls: list[tuple[_Recording, int, Any]] = []


_recordings: list[_Recording] = []
_open = _Open()
_install_lock = threading.Lock()
_installed: list[bool] = []


@contextmanager
def recording(code_root: Path | UserCode, rewrite: Rewrite | None = None, injection: Injection | None = None) -> Iterator[list[Call]]:
    """Record the calls of all threads into the list that is given, each as it begins; its error is added when it ends.

    *code_root* tells which frames are the user's: `Call.frame` is the innermost of them.  Recordings can be nested: the innermost
    gets the calls.  *rewrite* can change a call's parameters before they are sent; what is recorded is what was sent.  *injection*
    can answer them in moto's place.
    """
    _install()
    code = code_root if isinstance(code_root, UserCode) else UserCode(code_root)
    found = _Recording(code, rewrite, injection)
    _recordings.append(found)
    try:
        yield found.calls
    finally:
        _recordings.remove(found)


def answered(request: Any, proceed: Callable[[Any], Any]) -> Any:
    """moto's answer to *request* by *proceed*, or what happens to that attempt of the call that this thread has begun."""
    if not _open.calls:
        return proceed(request)
    current, number, config = _open.calls[-1]
    if current.injection is None:
        return proceed(request)
    timeouts = (float(config.connect_timeout or 0), float(config.read_timeout or 0))
    answer, refused = current.injection.answer(number, current.calls[number], timeouts, request, proceed)
    if refused:
        current.change(number, refused=refused)
    return answer


def plain(value: Any) -> Any:
    """A deep copy of parameters made of plain data: dict, list, str, bytes, numbers; anything else as the name of its type."""
    if isinstance(value, Mapping):
        return {str(name): plain(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, set | frozenset):
        return sorted((plain(member) for member in value), key=repr)
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if value is None or isinstance(value, bool | str | int | float):
        return value
    binary = getattr(value, "value", None)
    return binary if isinstance(binary, bytes) else _shown(value)


def _shown(value: Any) -> str:
    """A date or number as text; of a stream only its type, because reading it would use it up."""
    return f"<{type(value).__name__}>" if hasattr(value, "read") else str(value)


def _install() -> None:
    with _install_lock:
        if not _installed:
            _installed.append(True)
            setattr(BaseClient, "_make_api_call", _recorded(getattr(BaseClient, "_make_api_call")))
            setattr(BaseClient, "_emit_api_params", _observed(getattr(BaseClient, "_emit_api_params")))


def _recorded(original: Any) -> Any:
    def _make_api_call(self: Any, operation_name: str, api_params: Any) -> Any:
        current = _recordings[-1] if _recordings else None
        if current is None:
            return original(self, operation_name, api_params)
        frame = next(current.code.stack(sys._getframe(1)), None)
        call = Call(self.meta.service_model.service_name, operation_name, plain(api_params or {}), None, frame)
        number = current.begin(call)
        _open.calls.append((current, number, self.meta.config))
        try:
            return original(self, operation_name, api_params)
        except (ClientError, BotoCoreError) as error:
            current.change(number, error=_code(error))
            raise
        finally:
            _open.calls.pop()

    return _make_api_call


def _observed(original: Any) -> Any:
    def _emit_api_params(self: Any, api_params: Any, operation_model: OperationModel, context: Any) -> Any:
        found = original(self, api_params=api_params, operation_model=operation_model, context=context)
        if not _open.calls:
            return found
        current, number, _ = _open.calls[-1]
        call = current.calls[number]
        # To presign a URL this runs without a call of that operation.
        if call.operation != operation_model.name:
            return found
        rewrite = current.rewrite
        if rewrite is None and current.injection is not None and current.injection.short_page(number, call.name):
            rewrite = ShortPage()
        if rewrite is not None:
            other = rewrite(number, call.service, call.operation, dict(found), operation_model)
            found = found if other is None else other
        current.change(number, parameters=plain(found))
        return found

    return _emit_api_params


def _code(error: ClientError | BotoCoreError) -> str:
    """The AWS error code; of an error that botocore itself raised the name of its class."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "Unknown"))
    return type(error).__name__
