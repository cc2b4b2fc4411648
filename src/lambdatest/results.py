"""What came of one invocation, and of a history: frozen, plain, and without I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lambdatest._fault import Fault
from lambdatest.model import Case, Function, History, Table, Trigger, parse_json
from lambdatest.vocabulary import Vocabulary

QUOTED = "lt7q"
"""What stands before the quote in the text that shows SQL put together from what a client sent."""
FOREIGN = "which was there before the handler ran"
"""What the guard says of a file in /tmp that is somebody else's: that tells of this machine, and not of the handler."""
LOGGER, THREADS = "logging:", "threads:"
"""What the names of `Outcome.kept` begin with that are no module's: handlers of a logger, and all threads together."""
OF_A_HANDLER, OF_A_THREAD = 1_000, 65_536
"""Bytes that each of them counts for: a handler has a lock, a formatter and a stream, a thread its stack."""
SEVERITIES = ("warning", "failure")
HTTP_KINDS = frozenset({"rest_api", "http_api", "function_url", "alb"})
BATCH_KINDS = frozenset({"sqs", "dynamodb_stream", "kinesis", "firehose"})
"""Event sources that hand over several records at once."""
POLLED_KINDS = frozenset({"sqs", "dynamodb_stream", "kinesis"})
"""The event sources that Lambda polls, whose batches it delivers again until they succeed."""
ASYNCHRONOUS_KINDS = frozenset({"sns", "s3", "eventbridge", "schedule"})
"""The event sources that call a function asynchronously: Lambda tries again twice where it fails."""
MESSAGE_KINDS = POLLED_KINDS | {"sns", "eventbridge", "direct"}
"""The event sources whose messages an application writes, and which may come when what they name is gone."""
REDELIVERED_KINDS = POLLED_KINDS | ASYNCHRONOUS_KINDS
WAITS = {"rest_api": 29, "http_api": 30, "websocket": 29, "http_api_authorizer": 10, "cognito": 5}
"""Seconds that an event source waits for the answer; the check `deadline` has the pages that say so."""


def record_id(record: Mapping[str, Any]) -> str:
    """What a partial batch response calls a record: a queue's message id, a stream's sequence number."""
    found = record.get("dynamodb", {}).get("SequenceNumber") or record.get("kinesis", {}).get("sequenceNumber")
    return str(found or record.get("messageId", ""))


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of the user's own code on a traceback: *file* relative to the code root, *source* the stripped text of the line."""

    file: str
    line: int
    function: str
    source: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that left the handler, or that the runtime raised on its answer.

    *type* is the class name (``ClientError``), *code* the AWS error code of a ClientError, *frames* only the user's code,
    deepest last, *phase* ``handler`` or ``marshal`` (the handler returned, but the runtime could not turn that into JSON) or
    ``encode`` (it could, but the text is no UTF-8 and the runtime process dies).
    """

    type: str
    message: str
    code: str | None = None
    frames: tuple[Frame, ...] = ()
    phase: str = "handler"
    traceback: str = ""

    @property
    def location(self) -> Frame | None:
        """The deepest line of the user's code."""
        return self.frames[-1] if self.frames else None


@dataclass(frozen=True, slots=True)
class Call:
    """One AWS call of an invocation: *service* and *operation* as boto3 names them (``dynamodb``, ``PutItem``).

    *parameters* are in the client's (wire) form; *error* is the AWS error code it was answered with, or None; *refused* are the
    places of those entries of a batch that a fault left undone.
    """

    service: str
    operation: str
    parameters: Mapping[str, Any]
    error: str | None = None
    frame: Frame | None = None
    refused: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """``dynamodb:PutItem``."""
        return f"{self.service}:{self.operation}"


@dataclass(frozen=True, slots=True)
class Violation:
    """What the guard refused: *kind* is ``network``, ``process``, ``file``, ``aws`` or ``thread``.

    ``sql`` is seen and not refused: a statement of SQLite that holds the quote by which an injection is told.
    """

    kind: str
    what: str
    frame: Frame | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A request that the handler sent to the URL of its event (CloudFormation's ``ResponseURL``); *size* is the body's, in bytes."""

    method: str
    path: str
    body: str
    size: int


State = Mapping[str, tuple[Mapping[str, Any], ...]]
"""The contents of the account: table name to items in wire format, sorted; other services under ``s3:bucket``, ``sqs:queue``."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one invocation returned or raised, its log, its AWS calls, its time.

    *text* is the JSON text that the runtime would send, *result* that text parsed again (None where something was raised).  *unsaid*
    is what the code would log at level INFO, and the level of its loggers holds back.  *caught* is the exception that went through the
    user's code last and was caught, where the handler answered; None too where a debugger or coverage has Python 3.11's trace function.
    *duration* is real seconds, *elapsed* what the virtual clock says (sleeps included).  *before* and *after* are the account's
    contents around the invocation.  *received* is what was sent to the response URL that the event named.  *faults* are those of the
    history that happened.  *left* are the files in /tmp after it that invocations made, with their bytes; *kept* the
    bytes that the function's modules hold, by ``module:name``, where that was asked for.
    """

    result: Any = None
    text: str = ""
    raised: Raised | None = None
    caught: Raised | None = None
    log: str = ""
    unsaid: str = ""
    calls: tuple[Call, ...] = ()
    violations: tuple[Violation, ...] = ()
    duration: float = 0.0
    elapsed: float = 0.0
    timed_out: bool = False
    before: State = field(default_factory=dict)
    after: State = field(default_factory=dict)
    received: tuple[Received, ...] = ()
    faults: tuple[Fault, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    kept: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """True where nothing was raised and the status, if there is one, is below 400."""
        return self.raised is None and not self.timed_out and self.status < 400

    @property
    def status(self) -> int:
        """The HTTP status that a client sees: 200 where the handler names none, 502 where it raised or the code is not a number."""
        if self.raised is not None or self.timed_out:
            return 502
        if not isinstance(self.result, dict):
            return 200
        try:
            return int(self.result.get("statusCode", 200))
        except (TypeError, ValueError):
            return 502

    @property
    def body(self) -> Any:
        """The ``body`` of an HTTP answer; the result itself where it has none."""
        return self.result["body"] if isinstance(self.result, dict) and "body" in self.result else self.result

    @property
    def json(self) -> Any:
        """The JSON value of the body, or None."""
        return parse_json(self.body) if isinstance(self.body, str) else self.body

    @property
    def reply(self) -> Any:
        """What was answered, in whichever way: the JSON value of the last request to the response URL, else of the body."""
        return parse_json(self.received[-1].body) if self.received else self.json

    @property
    def headers(self) -> dict[str, str]:
        """The answer's headers with lower-case names."""
        found = self.result.get("headers") if isinstance(self.result, dict) else None
        return {str(name).lower(): str(value) for name, value in found.items()} if isinstance(found, dict) else {}

    @property
    def batch_item_failures(self) -> list[str]:
        """The identifiers that a partial batch response reports."""
        failures = self.result.get("batchItemFailures") if isinstance(self.result, dict) else None
        members = failures if isinstance(failures, list) else []
        return [str(member["itemIdentifier"]) for member in members if isinstance(member, dict) and member.get("itemIdentifier")]


@dataclass(frozen=True, slots=True)
class Step:
    """One case of a history as a check sees it: what was sent, to which function, and what is known of both.

    *labels* are the case's own and ``stored`` where the account held data that the code is not known to store: seeds of unknown
    types, or what an earlier negative case of the history wrote.  *earlier* are the history's cases before it, with their outcomes.
    """

    case: Case
    function: Function
    trigger: Trigger
    vocabulary: Vocabulary
    tables: tuple[Table, ...] = ()
    labels: tuple[str, ...] = ()
    earlier: "tuple[tuple[Step, Outcome], ...]" = field(default=(), repr=False, compare=False)

    @property
    def event(self) -> Any:
        """The event that the handler was given."""
        return self.case.event

    @property
    def stored(self) -> bool:
        """Whether the account held data that the code is not known to store."""
        return any(label.startswith("stored") for label in self.labels)

    @property
    def plain(self) -> bool:
        """Whether nothing was broken, and the account held nothing that the code is not known to store.

        Bytes of an object count as known: a relation looks at what went well, and then they could be read.
        """
        return not set(self.labels) - {"stored_object"}

    @property
    def http(self) -> bool:
        """Whether the answer goes to an HTTP client."""
        return self.case.kind in HTTP_KINDS

    @property
    def batch(self) -> bool:
        """Whether the event source hands over several records at once."""
        return self.case.kind in BATCH_KINDS

    @property
    def records(self) -> list[Any]:
        """The records of the event; none where it has no list of them."""
        found = (self.event.get("Records") or self.event.get("records")) if isinstance(self.event, dict) else None
        return found if isinstance(found, list) else []

    @property
    def method(self) -> str:
        """The HTTP method of the request; empty for other event sources."""
        if not isinstance(self.event, dict):
            return ""
        context = self.event.get("requestContext") or {}
        return str(self.event.get("httpMethod") or (context.get("http") or {}).get("method") or "")

    @property
    def path_parameters(self) -> dict[str, str]:
        """The request's path parameters; empty where it has none."""
        return (self.event.get("pathParameters") or {}) if isinstance(self.event, dict) else {}

    @property
    def json(self) -> Any:
        """The JSON value of the request's body, or None."""
        return parse_json(self.event.get("body")) if isinstance(self.event, dict) else None


@dataclass(frozen=True, slots=True)
class Transcript:
    """What became of a history: each of its cases as it was run, with its outcome.

    *warmed* is True where the function's modules hold something that their import did not leave there.
    """

    history: History
    steps: tuple[Step, ...]
    outcomes: tuple[Outcome, ...]
    warmed: bool = False

    @property
    def last(self) -> tuple[Step, Outcome]:
        """The last case and its outcome."""
        return self.steps[-1], self.outcomes[-1]


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check or relation says of one case: *message* in a sentence.

    *key* tells one defect from another of the same check (an attribute's name, a header); *severity* overrides the check's own.
    """

    message: str
    key: str = ""
    severity: str | None = None
    frame: Frame | None = None
    exception: str | None = None
