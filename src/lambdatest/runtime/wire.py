"""What stands between a request and moto: faults, the strict rules, and a note of which services were called.

The one place that touches moto's stubber (tested with moto 5.2.1 and 5.2.5).  The hook is put in once a process and stays, because
others wrap the same method and must not be unwrapped by us; without a `Wire` it does nothing.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from moto.backend_index import backend_url_patterns
from moto.core.botocore_stubber import BotocoreStubber
from moto.dynamodb.exceptions import MockValidationException
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import DynamoType, LimitedSizeDict
from moto.dynamodb.models.table import Table

from lambdatest.model import ACCOUNT_ID
from lambdatest.runtime import receipt
from lambdatest.runtime.call import answered
from lambdatest.runtime.content import has_queue
from lambdatest.runtime.dynamodb_restore import Patch, attributes
from lambdatest.runtime.endpoint import by_path
from lambdatest.runtime.function_call import FunctionCalls
from lambdatest.runtime.refusal import Refusal
from lambdatest.runtime.speech import audible
from lambdatest.runtime.strict import check_dynamodb, check_sqs
from lambdatest.runtime.strict_key import Schema, check_index_keys, schema_of
from lambdatest.runtime.strict_value import ARITHMETIC, TOO_LARGE_TO_UPDATE, check_size, number
from lambdatest.runtime.token import Tokens

_REGION = re.compile(r"(?:^|[./])(?:dynamodb|ddb)\.([a-z0-9-]+)\.")
# Requests to DynamoDB that change nothing but tables and items, which are restored without looking at other services.
_CONTROL = frozenset(("CreateTable", "ImportTable", "ExportTableToPointInTime", "UpdateTable"))


class Wire:
    """Collects the services that were called, by moto's names, and refuses what AWS refuses."""

    def __init__(self, region: str, functions: FunctionCalls | None = None) -> None:
        self.region = region
        self.functions = functions or FunctionCalls((), (), region)
        self.touched: set[str] = set()
        self.tokens = Tokens()
        self._services: dict[str, str] = {}

    def answer(self, request: Any) -> tuple[int, dict[str, str], str] | None:
        """The refusal of *request*, or the answer that it got before; None where moto may.  It may be written anew."""
        service, _, operation = _target(request).partition(".")
        try:
            if service == "DynamoDB_20120810":
                self.touched.add("dynamodb")
                self.touched |= {"kms", "s3"} if operation in _CONTROL else set()
                self._check(request, operation)
                known: tuple[int, dict[str, str], str] | None = self.tokens.answer(operation, request.body)
                return known
            called = self._service(str(request.url))
            self.touched.add(called)
            if called == "s3":
                request.url = by_path(str(request.url))
            if called == "awslambda":
                self.touched.add("iam")
                return self.functions.answer(request)
            if service == "AmazonSQS":
                check_sqs(operation, json.loads(request.body))
                return receipt.answer(operation, request.body, has_queue)
        except Refusal as refusal:
            return refusal.response()
        return None

    def answered(self, request: Any, answer: Any) -> Any:
        """What the caller gets where moto gives *answer* to *request*."""
        service, _, operation = _target(request).partition(".")
        if service != "DynamoDB_20120810":
            return audible(answer)
        self.tokens.remember(operation, request.body, answer)
        return answer

    def _check(self, request: Any, operation: str) -> None:
        body = json.loads(request.body)
        found = _REGION.search(urlsplit(str(request.url)).netloc)
        region = found[1] if found else self.region
        if check_dynamodb(operation, body, lambda table: _schema(region, table)):
            request.body = json.dumps(body).encode()

    def _service(self, url: str) -> str:
        host = urlsplit(url).netloc
        if host not in self._services:
            matching = (service for service, pattern in backend_url_patterns if pattern.match(f"https://{host}/"))
            self._services[host] = next(matching, host)
        return self._services[host]


class _Hook:
    wire: Wire | None = None
    installed = False


def connect(wire: Wire | None) -> None:
    """Let *wire* see every request from now on; None: nobody."""
    if not _Hook.installed:
        _Hook.installed = True
        _install()
    _Hook.wire = wire


def _install() -> None:
    original = BotocoreStubber.process_request

    def process_request(self: BotocoreStubber, request: Any) -> Any:
        def proceed(sent: Any) -> Any:
            wire = _Hook.wire
            refusal = wire.answer(sent) if wire is not None else None
            if refusal is not None:
                return refusal
            answer = original(self, sent)
            return answer if wire is None else wire.answered(sent, answer)

        return answered(request, proceed)

    setattr(BotocoreStubber, "process_request", process_request)


def _target(request: Any) -> str:
    target = request.headers.get("X-Amz-Target") or ""
    return target.decode() if isinstance(target, bytes) else str(target)


def _schema(region: str, table: str) -> Schema | None:
    backend: Any = dynamodb_backends[ACCOUNT_ID][region]
    name = table.split(":table/")[-1].split("/")[0]
    return schema_of(backend.tables[name]) if name in backend.tables else None


def verify_update(table: Any, item: Any) -> None:
    """What DynamoDB checks of an item after its update; moto's own exception where it refuses."""
    found = attributes(item)
    _as_moto(check_index_keys, found, schema_of(table))
    _as_moto(check_size, found, TOO_LARGE_TO_UPDATE)


def size_patches() -> list[Patch]:
    """moto counts the base64 text of binary and stops at 405,000 bytes; `check_dynamodb` and `verify_update` know the limits."""
    return [(LimitedSizeDict, "__setitem__", dict.__setitem__), (Table, "_validate_key_sizes", _any_size)]


def _any_size(*_: Any) -> None:
    """Keys have been measured before moto sees them."""


def number_patches() -> list[Patch]:
    """Arithmetic of update expressions as DynamoDB does it: 38 digits, refused beyond the range, written without zeros."""
    return [
        (DynamoType, "__add__", _arithmetic(DynamoType.__add__, ARITHMETIC.add)),
        (DynamoType, "__sub__", _arithmetic(DynamoType.__sub__, ARITHMETIC.subtract)),
    ]


def _arithmetic(original: Any, combine: Callable[[Any, Any], Any]) -> Any:
    def operate(self: Any, other: Any) -> Any:
        if not self.is_number() or not other.is_number():
            return original(self, other)
        return DynamoType({"N": _as_moto(number, str(combine(Decimal(self.value), Decimal(other.value))))})

    return operate


def _as_moto(rule: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return rule(*arguments)
    except Refusal as refusal:
        raise MockValidationException(refusal.message) from refusal
