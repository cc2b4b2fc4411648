"""Which IAM actions the text of a handler's code can need: decided by names alone, in favour of the code.

A name that the code never writes is a call that it never makes, as long as the code says all names itself: of code that computes them, or
that leaves the calling to a library, nothing is known.
"""

import ast
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

_PARTIQL = "execute_statement batch_execute_statement execute_transaction"
_METHODS: Mapping[str, Mapping[str, str]] = {
    "dynamodb": {
        "BatchGetItem": "batch_get_item",
        "BatchWriteItem": "batch_write_item batch_writer",
        "ConditionCheckItem": "transact_write_items",
        "DeleteItem": f"delete_item batch_write_item batch_writer transact_write_items {_PARTIQL}",
        "GetItem": f"get_item batch_get_item transact_get_items {_PARTIQL}",
        "PartiQLDelete": _PARTIQL,
        "PartiQLInsert": _PARTIQL,
        "PartiQLSelect": _PARTIQL,
        "PartiQLUpdate": _PARTIQL,
        "PutItem": f"put_item batch_write_item batch_writer transact_write_items {_PARTIQL}",
        "Query": f"query {_PARTIQL}",
        "Scan": f"scan {_PARTIQL}",
        "UpdateItem": f"update_item transact_write_items {_PARTIQL}",
    },
    "events": {"PutEvents": "put_events"},
    "firehose": {"PutRecord": "put_record", "PutRecordBatch": "put_record_batch"},
    "kinesis": {"PutRecord": "put_record", "PutRecords": "put_records"},
    "lambda": {"InvokeFunction": "invoke invoke_async invoke_with_response_stream"},
    "s3": {
        "DeleteObject": "delete_object delete_objects delete",
        "GetObject":
            "get_object get_object_attributes get_object_torrent head_object download_file download_fileobj copy copy_object copy_from"
            " select_object_content upload_part_copy Object ObjectSummary ObjectVersion objects object_versions object_exists"
            " object_not_exists",
        "PutObject":
            "put_object put upload_file upload_fileobj copy copy_object copy_from create_multipart_upload upload_part upload_part_copy"
            " complete_multipart_upload initiate_multipart_upload MultipartUpload MultipartUploadPart generate_presigned_post",
    },
    "secretsmanager": {"GetSecretValue": "get_secret_value batch_get_secret_value execute_statement batch_execute_statement"},
    "sns": {"Publish": "publish publish_batch"},
    "sqs": {"SendMessage": "send_message send_message_batch send_messages"},
    "ssm": {
        "GetParameter": "get_parameter", "GetParameters": "get_parameters", "GetParametersByPath": "get_parameters_by_path",
        "PutParameter": "put_parameter"},
    "states": {"StartExecution": "start_execution"},
}
"""By the prefix of the actions: for each of them all methods that need it, of clients and resources, the waiters and what hands it on."""
_CLIENTS = {"states": "stepfunctions"}
"""What boto3 calls a service whose actions have another prefix."""
ACTIONS: Mapping[str, tuple[str, str, frozenset[str]]] = {
    f"{prefix}:{name}".lower(): (_CLIENTS.get(prefix, prefix), name, frozenset(methods.split()))
    for prefix, table in _METHODS.items() for name, methods in table.items()
}
"""The actions whose methods are known, in lower case: the service, the operation's or action's own name, the methods."""
_HARMLESS = frozenset(
    "boto3 botocore boto3_type_annotations aws_xray_sdk"
    " aws_lambda_powertools.Logger aws_lambda_powertools.Metrics aws_lambda_powertools.Tracer aws_lambda_powertools.single_metric"
    " aws_lambda_powertools.event_handler aws_lambda_powertools.logging aws_lambda_powertools.metrics aws_lambda_powertools.tracing"
    " aws_lambda_powertools.utilities.batch aws_lambda_powertools.utilities.data_classes aws_lambda_powertools.utilities.parser"
    " aws_lambda_powertools.utilities.typing aws_lambda_powertools.utilities.validation"
    " aws_lambda_context aws_lambda_typing attr attrs bcrypt bs4 cerberus certifi cryptography dateutil email_validator fastapi"
    " fastjsonschema flask flask_cors httpx hypothesis isodate jinja2 jose jsonpath_ng jsonschema jwt lambdatest loguru lxml mangum"
    " markdown markupsafe marshmallow moto mypy_extensions nanoid numpy orjson passlib phonenumbers PIL psycopg psycopg2 pydantic"
    " pydantic_core pydantic_settings pymysql pytest pythonjsonlogger pytz redis requests sentry_sdk serverless_wsgi shortuuid simplejson"
    " six sqlalchemy starlette stripe structlog tenacity typing_extensions tzlocal ujson ulid unzip_requirements urllib3 validators"
    " werkzeug xmltodict yaml".split())
"""Modules of other people that call nothing of AWS for which the code itself does not name the method."""
_TYPES = ("mypy_boto3_", "types_boto3_", "types_boto3")
_CHOOSERS = frozenset({
    "getattr", "attrgetter", "methodcaller", "get_paginator", "get_waiter", "generate_presigned_url", "_make_api_call"})
"""What calls, or gives, the method that an argument names."""
_CHOSEN = ("ClientMethod", "operation_name", "waiter_name")
"""That argument by its name."""
_HIDDEN = frozenset({
    "eval", "exec", "__import__", "import_module", "run_module", "subprocess", "system", "popen", "SigV4Auth", "SigV4QueryAuth",
    "S3SigV4Auth", "RequestSigner", "get_credentials", "get_frozen_credentials", "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN"})
"""Names by which calls are made that the code does not name: code that is put together, other programs, requests that it signs."""
_WORD = re.compile(r"[A-Za-z]\w*")


@dataclass(frozen=True, slots=True)
class Named:
    """What some code says: *services* of which it makes clients or resources by a literal name, and *names* of attributes and in texts.

    *whole* is False where it makes calls that it does not name itself.
    """

    services: frozenset[str]
    names: frozenset[str]
    whole: bool

    def unused(self, action: str) -> bool:
        """Whether the code certainly never needs *action*: False where that is not known."""
        service, operation, methods = ACTIONS.get(action.lower(), ("", "", frozenset()))
        return self.whole and service in self.services and not self.names & {operation, *methods}


_UNKNOWN = Named(frozenset(), frozenset(), False)


def named(texts: Iterable[str], own: Collection[str]) -> Named:
    """What the Python files with these *texts* say; *own* are the modules, by the first part of their names, that are the user's."""
    services: set[str] = set()
    names: set[str] = set()
    whole = True
    for text in texts:
        try:
            nodes = list(ast.walk(ast.parse(text)))
        except (SyntaxError, ValueError, RecursionError):
            return _UNKNOWN
        names.update(_names(nodes))
        services.update(_services(nodes))
        whole = whole and not any(map(_computes, nodes)) and all(_is_harmless(one, own) for one in _imports(nodes))
    return Named(frozenset(services), frozenset(names), whole and not names & _HIDDEN)


def joined(codes: Iterable[Named | None]) -> Named:
    """What all *codes* say together: of a whole with a part that is not known, nothing is."""
    known = [one or _UNKNOWN for one in codes]
    services = frozenset(name for one in known for name in one.services)
    return Named(services, frozenset(name for one in known for name in one.names), all(one.whole for one in known))


def _names(nodes: Collection[ast.AST]) -> Iterator[str]:
    """Every name of an attribute, and every text that may hold one; not those that nothing is done with, which are documentation.

    Plain names are looked at for what is hidden alone: a method stands behind a dot.
    """
    documentation = {node.value for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Name) and node.id in _HIDDEN:
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documentation:
            yield node.value
            yield from (word for word in _WORD.findall(node.value) if word[0].isupper())


def _services(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Call) and _called(node) in ("client", "resource", "create_client"):
            given = [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg == "service_name")]
            yield from (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _computes(node: ast.AST) -> bool:
    """Whether *node* calls a method whose name is not written where it is chosen."""
    if not isinstance(node, ast.Call) or _called(node) not in _CHOOSERS:
        return False
    place = 1 if _called(node) == "getattr" else 0
    given = [*node.args[place:place + 1], *(one.value for one in node.keywords if one.arg in _CHOSEN)]
    return not given or not all(isinstance(one, ast.Constant) for one in given)


def _called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _imports(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The dotted names of what is imported."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _is_harmless(module: str, own: Collection[str]) -> bool:
    """Whether *module* is the user's, of the standard library, or one that calls nothing of AWS on its own."""
    parts = module.split(".")
    if _HIDDEN.intersection(parts):
        return False
    if parts[0] in own or parts[0] in sys.stdlib_module_names or module.startswith(_TYPES):
        return True
    return any(".".join(parts[:length]) in _HARMLESS for length in range(1, len(parts) + 1))
