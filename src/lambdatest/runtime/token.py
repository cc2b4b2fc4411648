"""DynamoDB's memory of the tokens of transactions, which moto lacks: the same request with the same token is done once.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""

import json
from collections.abc import Mapping
from typing import Any

from lambdatest.runtime import clock
from lambdatest.runtime.refusal import Refusal

REMEMBERED = 600.0
"""Seconds for which a token counts."""
_OPERATIONS = frozenset({"TransactWriteItems", "ExecuteTransaction"})
_MISMATCH = "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException"


class Tokens:
    """The transactions that were done, by token, with when and what for."""

    def __init__(self) -> None:
        self._done: dict[str, tuple[float, str, Any]] = {}

    def forget(self) -> None:
        """Begin an example."""
        self._done.clear()

    def answer(self, operation: str, text: bytes) -> Any:
        """The answer that the transaction got before, or None.  Raises Refusal where the token belongs to another request."""
        if operation not in _OPERATIONS:
            return None
        body = json.loads(text)
        known = self._done.get(str(body.get("ClientRequestToken")))
        if known is None or clock.now() - known[0] > REMEMBERED:
            return None
        if known[1] != _text(body):
            raise Refusal("The provided client token was used with other parameters", _MISMATCH)
        return known[2]

    def remember(self, operation: str, text: bytes, answer: Any) -> None:
        """Hear of an answer."""
        if operation not in _OPERATIONS or answer is None or answer[0] >= 300:
            return
        body = json.loads(text)
        if body.get("ClientRequestToken"):
            self._done[str(body["ClientRequestToken"])] = (clock.now(), _text(body), answer)


def _text(body: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in body.items() if name != "ReturnConsumedCapacity"}, sort_keys=True)
