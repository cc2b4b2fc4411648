"""One invocation of a loaded handler: the event through JSON, the runtime's own conversion, and an outcome whatever happens."""

import json
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lambdatest._fault import Fault
from lambdatest.model import Function, parse_json
from lambdatest.results import Call, Outcome, Raised, Received, Violation
from lambdatest.runtime import callback, clock, entropy, environment, guard, receipt
from lambdatest.runtime.asking import Asked, asking
from lambdatest.runtime.call import Rewrite, recording
from lambdatest.runtime.caught import Caught, logged
from lambdatest.runtime.context import lambda_context
from lambdatest.runtime.import_state import ImportState
from lambdatest.runtime.injection import Injection
from lambdatest.runtime.limit import Limit, TimedOut
from lambdatest.runtime.line import Lines
from lambdatest.runtime.log import noticing
from lambdatest.runtime.marshaller import Answer, Marshaller, handle
from lambdatest.runtime.user_code import UserCode

TRACEBACK = 20_000
"""Characters of a traceback that are kept."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is invoked: a loaded handler with all that belongs to it."""

    function: Function
    region: str
    code: UserCode
    state: ImportState
    handler: Callable[[Any, Any], Any]
    marshaller: Marshaller
    lines: Lines


@dataclass(slots=True)
class _Attempt:
    """What is known of the invocation while it runs; *escaped* is what left the runtime, *error* what left the handler."""

    target: Target
    request_id: str
    limit: Limit
    caught: Caught
    client_context: Mapping[str, Any] | None = None
    asked: Asked | None = None
    answer: Answer = field(default_factory=Answer)
    error: BaseException | None = None
    escaped: BaseException | None = None
    returned: bool = False
    calls: list[Call] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)
    elapsed: float = 0.0
    ended: TimedOut | None = None
    received: tuple[Received, ...] = ()
    unsaid: list[str] = field(default_factory=list)

    def call(self, event: Any, context: Any) -> Any:
        """The handler, with its exception kept."""
        try:
            with asking(event, self.asked) as given:
                result = self.target.handler(given, context)
        except BaseException as error:
            self.error = error
            raise
        self.returned = True
        return result


def encode(event: Any) -> bytes:
    """The JSON bytes of *event*.  Raises ValueError where it is no JSON value."""
    try:
        return json.dumps(event, allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"event={str(event)[:80]} is no JSON value: {error}") from error


def invoke(
    target: Target,
    event: Any,
    request_id: str,
    seconds: float | None,
    rewrite: Rewrite | None = None,
    client_context: Mapping[str, Any] | None = None,
    injection: Injection | None = None,
    asked: Asked | None = None,
) -> Outcome:
    """Run *target* once on *event* for at most so many real *seconds*.

    Nothing that the handler raises comes out of it; a Ctrl-C of the user does, as KeyboardInterrupt, even where the handler
    swallowed it.  Raises ValueError where *event* is no JSON value.
    """
    given = callback.start(event)
    body = encode(given)
    attempt = _Attempt(target, request_id, Limit(seconds, target.code), Caught(target.code), client_context, asked)
    begun = clock.real_perf_counter()
    target.state.log.begin(request_id)
    # A stack changes days later: each of its requests comes to another container.
    own = {"AWS_LAMBDA_LOG_STREAM_NAME": environment.log_stream(request_id)} if callback.wanted(event) else {}
    with target.state.active(), environment.holding(own), callback.trusted(given), receipt.delivered(given):
        _run(attempt, body, rewrite, injection)
    attempt.received = callback.finish(given)
    duration = clock.real_perf_counter() - begun
    if attempt.limit.interrupted:
        raise KeyboardInterrupt
    return _outcome(attempt, duration, tuple(injection.fired) if injection is not None else ())


def _run(attempt: _Attempt, body: bytes, rewrite: Rewrite | None, injection: Injection | None) -> None:
    """Run the handler with everything in place; what it leaves behind is in *attempt*."""
    target = attempt.target
    timeout = target.function.timeout
    with guard.armed(target.code) as violations, clock.running(timeout) as run, entropy.fixed():
        attempt.violations = violations
        with recording(target.code, rewrite, injection) as calls:
            attempt.calls = calls
            try:
                with attempt.limit, target.lines.watching(attempt.caught), noticing(target.code) as attempt.unsaid:
                    attempt.answer = _handle(attempt, body)
            except BaseException as error:  # pylint: disable=broad-exception-caught  # whatever a handler raises is its outcome
                attempt.escaped = error
        attempt.elapsed, attempt.ended = run.elapsed, run.ended


def _handle(attempt: _Attempt, body: bytes) -> Answer:
    target = attempt.target
    deadline = int(clock.now() * 1000) + target.function.timeout * 1000
    name = environment.arn(target.function, target.region)
    values = {
        "invoke_id": attempt.request_id,
        "client_context_json": json.dumps(attempt.client_context) if attempt.client_context else None,
        "invoked_function_arn": name,
        "epoch_deadline_time_in_ms": deadline,
        "log_sink": target.state.log.sink,
    }

    def context() -> Any:
        return lambda_context(attempt.request_id, deadline, name, attempt.client_context)

    return handle(attempt.call, target.marshaller, body, values, context)


def _outcome(attempt: _Attempt, duration: float, faults: tuple[Fault, ...]) -> Outcome:
    raised = _raised(attempt)
    text = attempt.answer.text if raised is None else ""
    return Outcome(
        result=_parse(text),
        text=text,
        raised=raised,
        caught=_caught(attempt) if raised is None else None,
        log=attempt.target.state.log.text(),
        unsaid="\n".join(attempt.unsaid),
        calls=tuple(attempt.calls),
        violations=tuple(attempt.violations),
        duration=duration,
        elapsed=attempt.elapsed,
        timed_out=_timed_out(attempt),
        received=attempt.received,
        faults=faults,
        left=guard.left(),
    )


def _parse(text: str) -> Any:
    try:
        return parse_json(text)
    except RecursionError:
        return None


def _timed_out(attempt: _Attempt) -> bool:
    return attempt.limit.expired or attempt.ended is not None


def _raised(attempt: _Attempt) -> Raised | None:
    """What ended the invocation, if its answer did not."""
    code = attempt.target.code
    if _timed_out(attempt):
        return _out_of_time(attempt)
    if attempt.error is not None:
        return describe(attempt.error, code)
    if attempt.answer.fault is not None:
        kind, message = attempt.answer.fault
        return Raised(kind, message, phase="marshal")
    if attempt.escaped is not None:
        phase = "encode" if attempt.returned and isinstance(attempt.escaped, UnicodeEncodeError) else "handler"
        return describe(attempt.escaped, code, phase)
    return None


def _caught(attempt: _Attempt) -> Raised | None:
    """The exception that nobody outside saw; where nobody could look, the one that was logged."""
    error, code = attempt.caught.error, attempt.target.code
    return logged(attempt.target.state.log.text(), code) if error is None else described(error, code)


def _out_of_time(attempt: _Attempt) -> Raised:
    """What Lambda says, and where the handler was when its time was over."""
    frames = attempt.limit.frames
    if attempt.ended is not None:
        frames = attempt.target.code.frames(attempt.ended.__traceback__)
    message = f"RequestId: {attempt.request_id} Error: Task timed out after {attempt.target.function.timeout:.2f} seconds"
    return Raised("Sandbox.Timedout", message, frames=frames)


def describe(error: BaseException, code: UserCode, phase: str = "handler") -> Raised:
    """An exception as a result, with its traceback from the user's first line on."""
    try:
        text = "".join(traceback.format_exception(type(error), error, code.first(error.__traceback__)))[-TRACEBACK:]
    except BaseException as broken:  # pylint: disable=broad-exception-caught  # the exception is the user's class, and so is its __str__
        text = _broken(broken)
    return replace(described(error, code), phase=phase, traceback=text)


def described(error: BaseException, code: UserCode) -> Raised:
    """An exception as a result, without its traceback: its AWS error code, the user's own lines, its text."""
    response = getattr(error, "response", None)
    details = response.get("Error") if isinstance(response, dict) else None
    aws = details.get("Code") if isinstance(details, dict) else None
    try:
        message = str(error)
    except BaseException as broken:  # pylint: disable=broad-exception-caught  # as above
        message = _broken(broken)
    return Raised(type(error).__name__, message, str(aws) if aws is not None else None, code.frames(error.__traceback__))


def _broken(error: BaseException) -> str:
    return f"<str() of it raises {type(error).__name__}>"
