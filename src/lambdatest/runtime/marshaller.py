"""Between JSON bytes and the handler: awslambdaric's own code where there is a wheel of it (Linux), else ours, held equal to it.

https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

import functools
import importlib
import inspect
import json
import math
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from json.encoder import encode_basestring, encode_basestring_ascii
from types import ModuleType
from typing import Any, Protocol

UNESCAPED = frozenset(f"AWS_Lambda_python3.{minor}" for minor in (12, 13, 14, 15))
"""The runtimes that send characters beyond ASCII as they are."""


def runtime_module(name: str) -> ModuleType | None:
    """A module of awslambdaric, or None where that is not installed."""
    try:
        return importlib.import_module(f"awslambdaric.{name}")
    except ImportError:
        return None


class RuntimeFault(Exception):
    """The runtime itself refuses the event or the answer: *kind* is Lambda's name for it (``Runtime.MarshalError``)."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Marshaller(Protocol):
    """What turns an event into Python values and an answer into text."""

    def unmarshal_request(self, request: bytes, content_type: str = "application/json") -> Any:
        """The event; raises where *request* is no JSON."""

    def marshal_response(self, response: Any) -> tuple[str | bytes, str]:
        """The answer's text and its content type; raises where it cannot be JSON."""


class OwnMarshaller:
    """Lambda's conversion without awslambdaric: Decimal and objects with ``_asdict`` are JSON, set and datetime are not."""

    def __init__(self) -> None:
        plain = os.environ.get("AWS_EXECUTION_ENV") in UNESCAPED
        self._quote: Callable[[str], str] = encode_basestring if plain else encode_basestring_ascii

    def unmarshal_request(self, request: bytes, content_type: str = "application/json") -> Any:
        """The event; raises RuntimeFault where *request* is no JSON."""
        if content_type != "application/json":
            return request
        try:
            return json.loads(request, parse_constant=_refuse_constant)
        except Exception as error:
            raise RuntimeFault("Runtime.UnmarshalError", f"Unable to unmarshal input: {error}") from error

    def marshal_response(self, response: Any) -> tuple[str | bytes, str]:
        """The answer's text; bytes go as they are.  Raises RuntimeFault where it cannot be JSON."""
        if isinstance(response, bytes):
            return response, "application/unknown"
        try:
            return "".join(self._parts(response, set())), "application/json"
        except Exception as error:
            raise RuntimeFault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error

    def _text(self, value: str | bytes) -> str:
        text = value.decode("utf-8") if isinstance(value, bytes) else str.__str__(value)
        return self._quote(text)

    def _parts(self, value: Any, above: set[int]) -> Iterator[str]:
        if isinstance(value, str | bytes):
            yield self._text(value)
        elif value is None or isinstance(value, bool | int | float):
            yield _scalar(value)
        elif isinstance(value, Decimal):
            yield "NaN" if value.is_nan() else str(value)
        else:
            if id(value) in above:
                raise ValueError("Circular reference detected")
            yield from self._container(value, above | {id(value)})

    def _container(self, value: Any, above: set[int]) -> Iterator[str]:
        fields = getattr(value, "_asdict", None)
        members = fields() if callable(fields) else value
        if isinstance(members, dict):
            opening, closing, parts = "{", "}", (self._member(k, v, above) for k, v in members.items())
        elif isinstance(members, list | tuple):
            opening, closing, parts = "[", "]", ("".join(self._parts(member, above)) for member in members)
        else:
            raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
        yield opening + ", ".join(parts) + closing

    def _member(self, key: Any, value: Any, above: set[int]) -> str:
        if isinstance(key, str | bytes):
            name = self._text(key)
        elif key is None or isinstance(key, bool | int | float):
            name = f'"{_scalar(key)}"'
        else:
            raise TypeError(f"keys must be str, int, float, bool or None, not {type(key).__name__}")
        return f"{name}: {''.join(self._parts(value, above))}"


def _scalar(value: bool | int | float | None) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return int.__repr__(value)
    if math.isnan(value):
        return "NaN"
    return float.__repr__(value) if math.isfinite(value) else ("Infinity" if value > 0 else "-Infinity")


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


@dataclass
class Answer:
    """What the runtime would send: *text* or *fault* (kind, message), a refusal of the runtime itself."""

    text: str = ""
    fault: tuple[str, str] | None = None


def marshaller() -> Marshaller:
    """The marshaller of the runtime that AWS_EXECUTION_ENV names."""
    native = runtime_module("lambda_runtime_marshaller")
    made: Marshaller = native.LambdaMarshaller() if native is not None else OwnMarshaller()
    return made


class _Client:
    """Stands where awslambdaric's client of the Runtime API does, and keeps the answer."""

    def __init__(self, conversion: Marshaller) -> None:
        self.marshaller = conversion
        self.answer = Answer()

    def post_invocation_result(self, invoke_id: str, result: str | bytes, *rest: Any) -> None:
        """Take the answer; raises UnicodeEncodeError as the real client does, which ends the runtime."""
        del invoke_id, rest
        sent = result if isinstance(result, bytes) else result.encode("utf-8")
        self.answer = Answer(sent.decode("utf-8", "backslashreplace"))

    def post_invocation_error(self, invoke_id: str, error: str, *rest: Any) -> None:
        """Take the error document."""
        del invoke_id, rest
        document = json.loads(error)
        self.answer = Answer(fault=(document["errorType"], document["errorMessage"]))


Handler = Callable[[Any, Any], Any]


def handle(handler: Handler, conversion: Marshaller, event: bytes, values: Mapping[str, Any], make: Callable[[], Any]) -> Answer:
    """Call *handler* as awslambdaric's ``handle_event_request`` does.

    *values* are that function's arguments by name (it is private: those of another version are None); *make* gives the context
    where awslambdaric is not installed.  What is no Exception leaves this function; an Exception of the handler does too where
    awslambdaric is not installed, and is the fault of the answer otherwise.
    """
    bootstrap = runtime_module("bootstrap")
    client = _Client(conversion)
    if bootstrap is None:
        return _handle(handler, client, event, make)
    request = {"request_handler": handler, "event_body": event, "content_type": "application/json"}
    offered = {**values, **request, "lambda_runtime_client": client}
    bootstrap.handle_event_request(**{name: offered.get(name) for name in _parameters(bootstrap.handle_event_request)})
    return client.answer


@functools.cache
def _parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(function).parameters)


def _handle(handler: Handler, client: _Client, event: bytes, make: Callable[[], Any]) -> Answer:
    try:
        response = handler(client.marshaller.unmarshal_request(event), make())
        text, content_type = client.marshaller.marshal_response(response)
    except RuntimeFault as fault:
        return Answer(fault=(fault.kind, str(fault)))
    client.post_invocation_result("", text, content_type)
    return client.answer
