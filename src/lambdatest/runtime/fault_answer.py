"""What a service sends when it refuses a request, in the protocol that the client speaks; and what it sends when it does a part."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape  # nosec B406  # it writes XML, and parses none

from lambdatest.runtime import legality
from lambdatest.runtime.refusal import canceled

Answer = tuple[int, dict[str, str], Any]
"""Status, headers and body, as moto's own handlers give them."""
Proceed = Callable[[Any], Any]

_SAYS = {
    "throttled": "The request was denied due to request throttling.",
    "internal": "The request processing has failed because of an unknown error, exception or failure.",
    "unavailable": "The request has failed due to a temporary failure of the server.",
}
_REQUEST = "00000000-0000-4000-8000-00000000fa17"


def refusal(service: str, operation: str, kind: str, parameters: Mapping[str, Any]) -> Answer | None:
    """The error *kind* as that operation sends it; None where it sends none of that code, or in a protocol that we do not write."""
    if kind == legality.CANCELED:
        return _transaction(parameters)
    for what, (code, status) in legality.errors(service, operation).items():
        if code == kind:
            return _error(service, operation, code, status, _SAYS[what])
    if kind == legality.CONDITION:
        return _error(service, operation, kind, 400, "The conditional request failed")
    if kind == legality.GONE:
        return _error(service, operation, kind, 410, "")
    if kind == legality.PRECONDITION:
        return _error(service, operation, kind, 412, "At least one of the pre-conditions you specified did not hold")
    return None


def _transaction(parameters: Mapping[str, Any]) -> Answer:
    """Another transaction is at work on the last item.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
    """
    count = max(1, len(parameters.get("TransactItems") or ()))
    reasons = [None] * (count - 1) + [("TransactionConflict", "Transaction is ongoing for the item")]
    return canceled(reasons).response()


def _error(service: str, operation: str, code: str, status: int, message: str) -> Answer | None:
    model = legality.operation_model(service, operation)
    protocol = model.service_model.resolved_protocol if model is not None else ""
    headers = {"x-amzn-requestid": _REQUEST, "x-amzn-errortype": code, "content-type": "application/x-amz-json-1.0"}
    if protocol in ("json", "rest-json"):
        return status, headers, json.dumps({"__type": code, "message": message})
    parts = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    bodies = {
        "query": f"<ErrorResponse><Error><Type>Sender</Type>{parts}</Error><RequestId>{_REQUEST}</RequestId></ErrorResponse>",
        "rest-xml": f"<Error>{parts}<RequestId>{_REQUEST}</RequestId></Error>",
        "ec2": f"<Response><Errors><Error>{parts}</Error></Errors><RequestID>{_REQUEST}</RequestID></Response>",
    }
    if protocol not in bodies:
        return None
    body = "" if model is not None and model.http.get("method") == "HEAD" else bodies[protocol]
    return status, {"x-amzn-requestid": _REQUEST, "content-type": "application/xml"}, body


@dataclass(frozen=True, slots=True)
class Part:
    """The answer to a request of which a part was done, and the places of the entries that were not."""

    answer: Answer
    refused: tuple[int, ...]


def in_part(service: str, operation: str, request: Any, proceed: Proceed) -> Part | None:
    """Do the first half of a batch; None where it has no halves."""
    body = json.loads(request.body)
    name = f"{service}:{operation}"
    if name in ("dynamodb:BatchWriteItem", "dynamodb:BatchGetItem"):
        return _unprocessed(operation, body, request, proceed)
    return _failed(name, body, request, proceed) if name in legality.ENTRIES else None


def _unprocessed(operation: str, body: dict[str, Any], request: Any, proceed: Proceed) -> Part | None:
    wanted = legality.batch(body)
    if len(wanted) < 2:
        return None
    kept = len(wanted) // 2
    request.body = json.dumps({**body, "RequestItems": _by_table(body["RequestItems"], wanted[:kept])}).encode()
    status, headers, text = proceed(request)
    if status >= 300:
        return Part((status, headers, text), ())
    member = "UnprocessedItems" if operation == "BatchWriteItem" else "UnprocessedKeys"
    answer = {**json.loads(text), member: _by_table(body["RequestItems"], wanted[kept:])}
    return Part((status, _plain(headers), json.dumps(answer)), tuple(range(kept, len(wanted))))


def _by_table(original: Mapping[str, Any], chosen: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for table, one in chosen:
        if isinstance(original[table], Mapping):
            found.setdefault(table, {**original[table], "Keys": []})["Keys"].append(one)
        else:
            found.setdefault(table, []).append(one)
    return found


def _failed(name: str, body: dict[str, Any], request: Any, proceed: Proceed) -> Part | None:
    member = legality.ENTRIES[name]
    entries = body.get(member) or []
    kept = len(entries) // 2
    done: dict[str, Any] = {}
    status, headers = 200, {"content-type": "application/x-amz-json-1.0"}
    if kept:
        request.body = json.dumps({**body, member: entries[:kept]}).encode()
        status, headers, text = proceed(request)
        if status >= 300:
            return Part((status, headers, text), ())
        done = json.loads(text)
    refused = tuple(range(kept, len(entries)))
    return Part((status, _plain(headers), json.dumps(_with_failures(name, done, entries, refused))), refused)


def _with_failures(name: str, done: dict[str, Any], entries: list[Any], refused: tuple[int, ...]) -> dict[str, Any]:
    if name == "sqs:SendMessageBatch":
        failed = [{"Id": entries[n]["Id"], "SenderFault": False, "Code": "InternalError", "Message": _SAYS["internal"]} for n in refused]
        return {"Successful": done.get("Successful", []), "Failed": failed}
    results, count, code = {
        "kinesis:PutRecords": ("Records", "FailedRecordCount", "ProvisionedThroughputExceededException"),
        "firehose:PutRecordBatch": ("RequestResponses", "FailedPutCount", "ServiceUnavailableException"),
        "events:PutEvents": ("Entries", "FailedEntryCount", "ThrottlingException"),
    }[name]
    errors = [{"ErrorCode": code, "ErrorMessage": _SAYS["throttled"]} for _ in refused]
    return {**done, results: [*done.get(results, []), *errors], count: len(refused)}


def _plain(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that fit any body: DynamoDB's checksum is that of the whole answer."""
    return {key: value for key, value in headers.items() if key.lower() not in ("x-amz-crc32", "content-length")}
