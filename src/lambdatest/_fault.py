"""What goes wrong with an AWS call: plain data that a history holds, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_WORDS = {
    "ConnectionClosed": "gets no answer, since the connection is closed",
    "ConnectTimeout": "gets no connection in time",
    "ReadTimeout": "gets no answer in time",
    "LostAnswer": "is done, but its answer is lost",
    "ShortPage": "is answered with a page of one element",
    "Unprocessed": "is done in part, and the answer names what is unprocessed",
    "PartialFailure": "is done in part, and the answer names the entries that failed",
}
_ONCE = frozenset({"ShortPage", "Unprocessed", "PartialFailure"})
ALWAYS = 99
"""Attempts of a call that fail where all do: more than any retry policy of the SDK makes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one AWS call of an invocation: the *times* first attempts of *call* (from 0), if it is *operation*.

    *operation* is ``dynamodb:PutItem``.  *kind* is the error code that the service answers with (``ThrottlingException``), or
    one of the kinds that are no error of the service: `runtime.legality` lists what each operation can really do.
    """

    call: int
    operation: str
    kind: str
    times: int = ALWAYS

    def __str__(self) -> str:
        """In words, with calls counted from 1: ``call 2 dynamodb:PutItem is answered ThrottlingException``."""
        often = "" if self.times >= ALWAYS or self.kind in _ONCE else " once" if self.times == 1 else f" {self.times} times"
        return f"call {self.call + 1} {self.operation} {_WORDS.get(self.kind, f'is answered {self.kind}')}{often}"

    def to_json(self) -> dict[str, Any]:
        """The fault as plain JSON data."""
        return {"call": self.call, "operation": self.operation, "kind": self.kind, "times": self.times}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Fault":
        """The fault that `to_json` wrote.  Raises KeyError or TypeError where *data* is none."""
        return cls(int(data["call"]), str(data["operation"]), str(data["kind"]), int(data["times"]))
