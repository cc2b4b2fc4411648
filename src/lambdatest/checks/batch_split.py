"""The check `batch_split`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.crash import crashed, describe, malformed
from lambdatest.results import Hit, Outcome, Step

FIRST_OF_ALL = "test_event"


@registered("warning")
def batch_split(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """One bad record does not take the good ones of its batch with it.

    An exception fails the whole batch: Lambda delivers the good records again and again with the bad one, a queue until the bad one
    is out of receives, a stream until it expires, and the shard waits.  Firehose fails all records of the batch.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Only batches of two records and more, one of which has no JSON, or lacks what the code asks for.  A warning, since producers of
    queues and streams are trusted; a failure where ReportBatchItemFailures is declared, whose purpose is to name the bad record.
    The `s3:TestEvent` that S3 sends once is a warning.  A batch of one record may raise.
    """
    if not step.batch or not malformed(step) or len(step.records) < 2 or not crashed(outcome) or outcome.raised is None:
        return
    strict = step.trigger.options.get("reports") and FIRST_OF_ALL not in step.labels and not step.stored
    what = f"{describe(outcome.raised)}: one bad record of {len(step.records)} fails the whole batch"
    yield Hit(what, severity="failure" if strict else None, frame=outcome.raised.location, exception=outcome.raised.type)
