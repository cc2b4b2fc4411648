"""Faults at their place: between the SDK, whose own retry policy runs, and moto, which answers what is let through.

The n-th call of an invocation is one call of the user's code: the SDK's attempts at it share its number.  Waits are on the virtual
clock, which a timeout of the client moves on too.
"""

import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from botocore.exceptions import ConnectionClosedError, ConnectTimeoutError, ReadTimeoutError

from lambdatest._fault import Fault
from lambdatest.results import Call
from lambdatest.runtime import legality
from lambdatest.runtime.fault_answer import Answer, in_part, refusal


class Stopped(BaseException):
    """Ends an invocation that goes no further: not an Exception, so that a handler does not handle it."""


class Injection:
    """What happens to the AWS calls of one invocation.

    *faults* happen to calls by number; *fired* are those that did.  Before the call number *stop* the invocation ends, if it gets
    there (*stopped*).  With *replayed*, the answers to the calls of an earlier invocation by number, those are given again; *answers*
    are those of this one.
    """

    def __init__(
        self, faults: Collection[Fault] = (), stop: int | None = None, replayed: Mapping[int, Sequence[tuple[str, Answer]]] | None = None
    ) -> None:
        self.fired: list[Fault] = []
        self.stopped = False
        self.strayed = False
        self.answers: dict[int, list[tuple[str, Answer]]] = {}
        self._faults = {fault.call: fault for fault in faults}
        self._stop = stop
        self._replayed = dict(replayed or {})
        self._attempts: Counter[int] = Counter()

    def short_page(self, number: int, name: str) -> bool:
        """Whether the page of that call ends after one element."""
        fault = self._faults.get(number)
        if fault is None or fault.kind != legality.SHORT or fault.operation != name:
            return False
        self._fire(fault)
        return True

    def answer(self, number: int, call: Call, timeouts: tuple[float, float], request: Any, proceed: Callable[[Any], Any]) -> Any:
        """The answer to one attempt of a call, from moto by *proceed* or not; *timeouts* are the client's, to connect and to read.

        Returns the places of a batch's entries that were not done besides.
        """
        if self._stop is not None and number >= self._stop:
            self.stopped = True
            raise Stopped
        if number in self._replayed:
            return self._again(number, call), ()
        attempt = self._attempts[number]
        self._attempts[number] += 1
        fault = self._faults.get(number)
        if fault is not None and fault.operation == call.name and attempt < fault.times:
            found = self._faulty(fault, call, timeouts, request, proceed)
            if found is not None:
                return found
        answer = proceed(request)
        if self._stop is not None and answer is not None:
            self.answers.setdefault(number, []).append((call.name, answer))
        return answer, ()

    def _again(self, number: int, call: Call) -> Any:
        """The answer of the earlier invocation; one that asks for something else has strayed from it."""
        left = self._replayed[number]
        if not left or left[0][0] != call.name:
            self.strayed = True
            raise Stopped
        self._replayed[number] = left[1:]
        return left[0][1]

    def _faulty(self, fault: Fault, call: Call, timeouts: tuple[float, float], request: Any, proceed: Callable[[Any], Any]) -> Any:
        """What the fault makes of the attempt; None where this operation does not know it."""
        if fault.kind in legality.NETWORK:
            return self._unanswered(fault, timeouts, request, proceed)
        if fault.kind in legality.IN_PART:
            part = in_part(call.service, call.operation, request, proceed)
            if part is None:
                return None
            if part.refused:
                self._fire(fault)
            return part.answer, part.refused
        answer = refusal(call.service, call.operation, fault.kind, call.parameters)
        if answer is None:
            return None
        self._fire(fault)
        return answer, ()

    def _unanswered(self, fault: Fault, timeouts: tuple[float, float], request: Any, proceed: Callable[[Any], Any]) -> Any:
        if fault.kind == legality.LOST:
            answer = proceed(request)
            if answer is not None and answer[0] >= 300:
                return answer, ()  # nothing was written: no answer to lose
        self._fire(fault)
        if fault.kind == legality.NO_CONNECTION:
            time.sleep(timeouts[0])
            raise ConnectTimeoutError(endpoint_url=request.url)
        if fault.kind == legality.NO_ANSWER:
            time.sleep(timeouts[1])
            raise ReadTimeoutError(endpoint_url=request.url)
        raise ConnectionClosedError(endpoint_url=request.url)

    def _fire(self, fault: Fault) -> None:
        if fault not in self.fired:
            self.fired.append(fault)
