"""What a service says when it refuses a request, in the form that botocore makes a ClientError of."""

import json
from collections.abc import Sequence
from typing import Any

VALIDATION = "com.amazon.coral.validate#ValidationException"
SERIALIZATION = "com.amazon.coral.service#SerializationException"
CANCELED = "com.amazonaws.dynamodb.v20120810#TransactionCanceledException"
Reason = tuple[str, str] | None


class Refusal(Exception):
    """A request is refused: *code* is the error's shape, *reasons* one for each member of a transaction (None: no objection).

    Codes and reasons: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
    """

    def __init__(self, message: str, code: str = VALIDATION, reasons: Sequence[Reason] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.reasons = tuple(reasons)

    def response(self) -> tuple[int, dict[str, str], str]:
        """Status, headers and body as moto's own handlers give them (JSON protocols only)."""
        body: dict[str, Any] = {"__type": self.code, "message": self.message}
        if self.reasons:
            body["CancellationReasons"] = [
                {"Code": "None"} if reason is None else {"Code": reason[0], "Message": reason[1]} for reason in self.reasons
            ]
            body["Message"] = self.message
        return 400, {"x-amzn-errortype": self.code, "content-type": "application/x-amz-json-1.0"}, json.dumps(body)


def canceled(reasons: Sequence[Reason]) -> Refusal:
    """A transaction that at least one of its members objects to."""
    codes = ", ".join("None" if reason is None else reason[0] for reason in reasons)
    message = f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]"
    return Refusal(message, CANCELED, reasons)
