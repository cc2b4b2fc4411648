"""What each AWS operation can really answer when something goes wrong: a fault that the service cannot return would be a false alarm.

Errors come from botocore's models of the operations, else from the list of errors that all operations of AWS share.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, OperationNotFoundError

from lambdatest.runtime.fault import limit_member, session

CLOSED, NO_CONNECTION, NO_ANSWER = "ConnectionClosed", "ConnectTimeout", "ReadTimeout"
LOST, SHORT = "LostAnswer", "ShortPage"
GONE, POST = "GoneException", "apigatewaymanagementapi:PostToConnection"
"""What a client that has left is to who posts to it: `$disconnect` is sent if it can be, and may come later.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
"""
UNPROCESSED, PARTIAL = "Unprocessed", "PartialFailure"
CONDITION, PRECONDITION, CANCELED = "ConditionalCheckFailedException", "PreconditionFailed", "TransactionCanceledException"
NETWORK = frozenset({CLOSED, NO_CONNECTION, NO_ANSWER, LOST})
"""The kinds that the SDK meets without any answer of the service."""
IN_PART = frozenset({UNPROCESSED, PARTIAL})
"""The kinds of an answer that is none of an error: the call succeeds, and says that a part of it was not done."""
OF_THE_DATA = frozenset({CONDITION, PRECONDITION})
"""The kinds that say something of the data: they are true only where somebody else changed it."""

ENTRIES: Mapping[str, str] = {
    "sqs:SendMessageBatch": "Entries",
    "kinesis:PutRecords": "Records",
    "firehose:PutRecordBatch": "Records",
    "events:PutEvents": "Entries",
}
"""The operations that answer 200 and name the entries that failed, with the member that holds the entries.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
"""

_THROTTLED = ("ThrottlingException", "ProvisionedThroughputExceededException", "RequestThrottled", "TooManyRequestsException")
_INTERNAL = re.compile(r"Internal(ServerError|Failure(Exception)?|ServiceError|ErrorException|Exception|ServiceException)|ServiceException")
_UNAVAILABLE = re.compile(r"ServiceUnavailable(Exception|Error)?")
_READS = re.compile(r"(Get|List|Describe|Query|Scan|Head|BatchGet|TransactGet|Select|Search|Receive|Lookup|Filter|Admin(Get|List))")
_STATUS = {"throttled": 400, "internal": 500, "unavailable": 503}


def reads(operation: str) -> bool:
    """Whether an operation of that name changes nothing."""
    return bool(_READS.match(operation))


def kinds(service: str, operation: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """Every kind of fault that this call can meet, the most telling first; none where the operation is not known."""
    if operation_model(service, operation) is None:
        return ()
    throttled, internal, unavailable = (code for code, _ in errors(service, operation).values())
    found = [*_in_part(service, operation, parameters), throttled, CLOSED, *_of_the_data(service, operation, parameters)]
    found += [] if reads(operation) else [LOST]
    found += [SHORT] if limit_member(service, operation) else []
    return (*found, internal, unavailable, NO_CONNECTION, NO_ANSWER)


def _in_part(service: str, operation: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    """DynamoDB processes at least one item of a batch, or refuses it whole.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
    """
    name = f"{service}:{operation}"
    if name in ("dynamodb:BatchWriteItem", "dynamodb:BatchGetItem") and len(batch(parameters)) > 1:
        yield UNPROCESSED
    if name in ENTRIES and parameters.get(ENTRIES[name]):
        yield PARTIAL


def batch(parameters: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The requests or keys of DynamoDB's batch operations, each with its table."""
    found: list[tuple[str, Any]] = []
    for table, wanted in (parameters.get("RequestItems") or {}).items():
        found += [(table, one) for one in (wanted.get("Keys", ()) if isinstance(wanted, Mapping) else wanted)]
    return found


def _of_the_data(service: str, operation: str, parameters: Mapping[str, Any]) -> Iterator[str]:
    if service == "dynamodb" and operation == "TransactWriteItems":
        yield CANCELED
    if service == "dynamodb" and (parameters.get("ConditionExpression") or parameters.get("Expected")):
        yield CONDITION
    if f"{service}:{operation}" == POST:
        yield GONE
    if service == "s3" and operation == "PutObject" and (parameters.get("IfNoneMatch") or parameters.get("IfMatch")):
        yield PRECONDITION


@cache
def errors(service: str, operation: str) -> Mapping[str, tuple[str, int]]:
    """The code and HTTP status with which the operation says that it is ``throttled``, ``internal`` or ``unavailable``."""
    if service == "s3":  # https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
        return {"throttled": ("SlowDown", 503), "internal": ("InternalError", 500), "unavailable": ("ServiceUnavailable", 503)}
    model = operation_model(service, operation)
    declared = {shape.name: _wire(shape.name, shape.metadata) for shape in (model.error_shapes if model is not None else ())}
    throttled = next((name for name in _THROTTLED if name in declared), None)
    internal = next((name for name in declared if _INTERNAL.fullmatch(name)), None)
    unavailable = next((name for name in declared if _UNAVAILABLE.fullmatch(name)), None)
    found = {"throttled": throttled, "internal": internal, "unavailable": unavailable}
    usual = {"throttled": "ThrottlingException", "internal": "InternalFailure", "unavailable": "ServiceUnavailable"}
    coded = {kind: declared[name] if name else (usual[kind], None) for kind, name in found.items()}
    return {kind: (code, status or _STATUS[kind]) for kind, (code, status) in coded.items()}


def _wire(name: str, metadata: Mapping[str, Any]) -> tuple[str, int | None]:
    declared = metadata.get("error") or {}
    return declared.get("code") or name, declared.get("httpStatusCode")


@cache
def operation_model(service: str, operation: str) -> OperationModel | None:
    """botocore's model of an operation, or None where it knows none of that name."""
    try:
        return session().get_service_model(service).operation_model(operation)
    except (UnknownServiceError, OperationNotFoundError):
        return None
