"""The relation `recursion`."""

from collections.abc import Iterator

from lambdatest.relations.difference import writer
from lambdatest.relations.echo import echo
from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.results import Hit, Transcript

ROUNDS = 17
"""One more than Lambda lets happen before it stops a loop that it sees."""
_CALLED = {
    "s3": "bucket", "dynamodb_stream": "streamed table", "sqs": "queue", "sns": "topic", "kinesis": "stream", "eventbridge": "event bus",
}
_CARRIERS = frozenset({"sqs", "sns", "kinesis", "eventbridge"})
"""Those whose events are what somebody sent: one that cannot be processed may come back as well as any other."""


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """What the invocation wrote into its own trigger delivered to it, and so on."""
    step, outcome = transcript.last
    if not (step.plain or step.case.kind in _CARRIERS) or echo(step, outcome) is None:
        return ()
    return (Run(transcript.history, echoed=ROUNDS),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A handler does not call itself for ever by what it writes.

    An object that is written into the bucket which triggers the function, or a change of the table whose stream it reads, triggers it
    again: without an end to that the function runs until somebody notices the bill.
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

    Its own writes are delivered to it, 17 times over: Lambda stops some loops after 16.  Where it writes no more, all is well; a write
    that changes no item has no stream record.  A warning for a message that is sent to its own queue, topic, stream or event bus, which
    may wait for something that happens elsewhere; one that cannot be processed counts too, unless its attempts are counted.  Prefix
    and suffix of the trigger count, and the pattern of a rule; where a stream has a filter, nothing is said.
    """
    if len(others[0].outcomes) < len(transcript.history.cases) + ROUNDS or echo(*others[0].last) is None:
        return
    step, outcome = transcript.last
    severity = None if step.case.kind in ("s3", "dynamodb_stream") else "warning"
    message = f"writes into its own {_CALLED[step.case.kind]}, and again each time that its own write comes back"
    yield Hit(message, step.case.kind, severity, writer(outcome))


RELATIONS.add("recursion", Relation("recursion", "failure", runs, compare))
