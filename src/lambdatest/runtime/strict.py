"""Requests that AWS refuses and moto accepts are refused before moto sees them, in AWS' words.

Everything here works on the request as it goes over the wire.  A rule is here only where AWS documents it or was seen to do it:
to refuse what AWS accepts would be a false alarm.  Not covered, because AWS' own limits are not certain enough: empty names of
attributes inside maps, the number of operators of an expression, SQS batches.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lambdatest._dynamodb import item_size
from lambdatest.runtime.refusal import Reason, Refusal, canceled
from lambdatest.runtime.strict_expression import check_expressions
from lambdatest.runtime.strict_key import (
    START_OF_SCAN,
    Schema,
    Schemas,
    check_index_keys,
    check_item,
    check_key,
    check_query,
    check_start,
    identity,
)
from lambdatest.runtime.strict_value import TOO_DEEP, check_names, check_size, check_value

BATCH_WRITE_ITEMS = 25
TRANSACTION_BYTES = 4 * 1024 * 1024

_NAME = re.compile(r"[A-Za-z0-9_.-]{3,255}")
_FILTERS = ("KeyConditions", "QueryFilter", "ScanFilter", "Expected", "AttributeUpdates")
_NO_TEXT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_dynamodb(operation: str, body: dict[str, Any], schemas: Schemas) -> bool:
    """Raise Refusal where DynamoDB would; write numbers as it does, in place.  True where *body* was changed.

    *schemas* gives the schema of a table, None where there is none: then moto answers ResourceNotFoundException.
    """
    # Lists, not generators: every value has to be looked at.
    changed = True in [*[check_value(value) for value in _values(operation, body)], *[_check_operands(one) for one in _requests(body)]]
    for member in _requests(body):
        _check_content(member.get("Item") or {})
        check_expressions(member)
    rule = _RULES.get(operation)
    if rule is not None:
        rule(body, schemas)
    return changed


def _check_operands(request: Mapping[str, Any]) -> bool:
    """As `check_value`, for the values that stand for placeholders: the refusal names the placeholder."""
    changed = False
    for placeholder, value in (request.get("ExpressionAttributeValues") or {}).items():
        try:
            changed |= check_value(value)
        except Refusal as refusal:
            if refusal.message == TOO_DEEP:
                raise
            raise Refusal(f"ExpressionAttributeValues contains invalid value: {refusal.message} for key {placeholder}") from refusal
    return changed


def _check_content(item: Mapping[str, Any]) -> None:
    check_names(item)
    check_size(item)


def check_sqs(operation: str, body: Mapping[str, Any]) -> None:
    """Raise Refusal where a message holds a character that SQS does not carry.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
    """
    text = body.get("MessageBody")
    found = _NO_TEXT.search(text) if operation == "SendMessage" and isinstance(text, str) else None
    if found:
        raise Refusal(
            f"Invalid binary character '#x{ord(found[0]):X}' was found in the message body, the set of allowed characters is "
            "#x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]",
            "com.amazonaws.sqs#InvalidMessageContents",
        )


def _requests(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The request itself, or every member of a transaction."""
    members = body.get("TransactItems")
    if isinstance(members, list):
        for member in members:
            yield from member.values()
    else:
        yield body


def _values(operation: str, body: dict[str, Any]) -> Iterator[Any]:
    """Every attribute value of a request but those of its expressions."""
    if operation in ("BatchWriteItem", "BatchGetItem"):
        for _, item in _batch(body):
            yield from item.values()
        return
    for member in _requests(body):
        for name in ("Item", "Key", "ExclusiveStartKey"):
            yield from (member.get(name) or {}).values()
        for name in _FILTERS:
            for condition in (member.get(name) or {}).values():
                yield from [condition["Value"]] if "Value" in condition else []
                yield from condition.get("AttributeValueList") or []
    for statement in [body, *(body.get("Statements") or []), *(body.get("TransactStatements") or [])]:
        yield from statement.get("Parameters") or []


def _batch(body: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every item or key of a batch, with its table."""
    for table, requests in (body.get("RequestItems") or {}).items():
        if isinstance(requests, Mapping):
            yield from ((table, key) for key in requests.get("Keys") or [])
        else:
            for request in requests:
                for member in request.values():
                    yield table, member.get("Item") or member.get("Key") or {}


def _keyed(body: dict[str, Any], schemas: Schemas) -> None:
    schema = schemas(body["TableName"])
    if schema is not None:
        check_key(body.get("Key") or {}, schema)


def _put(body: dict[str, Any], schemas: Schemas) -> None:
    schema = schemas(body["TableName"])
    if schema is not None:
        check_item(body.get("Item") or {}, schema)


def _query(body: dict[str, Any], schemas: Schemas) -> None:
    schema = schemas(body["TableName"])
    if schema is not None:
        check_query(body, schema)
        check_start(body, schema)


def _scan(body: dict[str, Any], schemas: Schemas) -> None:
    schema = schemas(body["TableName"])
    if schema is not None:
        check_start(body, schema, *([] if "IndexName" in body else [START_OF_SCAN]))


def _batch_write(body: dict[str, Any], schemas: Schemas) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html"""
    if sum(len(requests) for requests in body["RequestItems"].values()) > BATCH_WRITE_ITEMS:
        raise Refusal("Too many items requested for the BatchWriteItem call")
    for table, requests in body["RequestItems"].items():
        schema = schemas(table)
        for request in requests:
            _check_content(request.get("PutRequest", {}).get("Item") or {})
            if schema is not None:
                _check_write(request, schema)
    _refuse_duplicates(body, schemas)


def _check_write(request: Mapping[str, Any], schema: Schema) -> None:
    if "PutRequest" in request:
        item = request["PutRequest"]["Item"]
        check_key({name: item[name] for name in schema.keys if name in item}, schema)
        check_index_keys(item, schema)
    else:
        check_key(request["DeleteRequest"]["Key"], schema)


def _batch_get(body: dict[str, Any], schemas: Schemas) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""
    for request in body["RequestItems"].values():
        check_expressions(request)
    for table, key in _batch(body):
        schema = schemas(table)
        if schema is not None:
            check_key(key, schema)
    _refuse_duplicates(body, schemas)


def _refuse_duplicates(body: dict[str, Any], schemas: Schemas) -> None:
    seen = set()
    for table, item in _batch(body):
        schema = schemas(table)
        address = (table, identity(item, schema)) if schema is not None else None
        if address is not None and address in seen:
            raise Refusal("Provided list of item keys contains duplicates")
        seen.add(address)


def _transact(body: dict[str, Any], schemas: Schemas) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""
    seen = set()
    reasons: list[Reason] = []
    weight = 0
    for kind, request, schema in _members(body, schemas):
        content = request.get("Item") or request.get("Key") or {}
        if kind in ("Put", "Delete", "Update", "ConditionCheck"):
            address = (request["TableName"], identity(content, schema)) if schema is not None else None
            if address is not None and address in seen:
                raise Refusal("Transaction request cannot include multiple operations on one item")
            seen.add(address)
        weight += item_size(content)
        reasons.append(_objection(kind, content, schema, weight))
    if any(reasons):
        raise canceled(reasons)


def _members(body: dict[str, Any], schemas: Schemas) -> Iterator[tuple[str, dict[str, Any], Schema | None]]:
    for member in body["TransactItems"]:
        for kind, request in member.items():
            yield kind, request, schemas(request["TableName"])


def _objection(kind: str, content: dict[str, Any], schema: Schema | None, weight: int) -> Reason:
    if weight > TRANSACTION_BYTES:
        return "ValidationError", "The aggregate size of the items in the transaction exceeds 4 MB"
    try:
        if schema is not None:
            (check_item if kind == "Put" else check_key)(content, schema)
    except Refusal as refusal:
        return "ValidationError", refusal.message
    return None


def _create_table(body: dict[str, Any], _: Schemas) -> None:
    """https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""
    indexes = [*(body.get("GlobalSecondaryIndexes") or []), *(body.get("LocalSecondaryIndexes") or [])]
    for name in [body.get("TableName", ""), *(index.get("IndexName", "") for index in indexes)]:
        # A table's ARN is allowed where its name is, and has colons.
        if not _NAME.fullmatch(name) and not name.startswith("arn:"):
            raise Refusal(
                "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the "
                "characters a-z, A-Z, 0-9, '_', '-', and '.'"
            )


_RULES: Mapping[str, Callable[[dict[str, Any], Schemas], None]] = {
    "GetItem": _keyed,
    "DeleteItem": _keyed,
    "UpdateItem": _keyed,
    "PutItem": _put,
    "Query": _query,
    "Scan": _scan,
    "BatchWriteItem": _batch_write,
    "BatchGetItem": _batch_get,
    "TransactWriteItems": _transact,
    "TransactGetItems": _transact,
    "CreateTable": _create_table,
}
