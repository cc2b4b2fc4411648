"""What Lambda delivers again after an invocation: the records that it reported as failed, or all of them where it raised.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from dataclasses import replace
from typing import Any

from lambdatest.model import Case
from lambdatest.results import REDELIVERED_KINDS, Outcome, Step, record_id


def redelivered(step: Step, outcome: Outcome) -> Case | None:
    """The case with what of its event is delivered again, or None where nothing is."""
    if step.case.kind not in REDELIVERED_KINDS:
        return None
    if outcome.raised is not None or outcome.timed_out:
        return step.case
    reported = outcome.batch_item_failures if step.trigger.options.get("reports") else []
    if not reported:
        return None
    return replace(step.case, event={**step.event, "Records": _of_batch(step, reported)})


def _of_batch(step: Step, reported: list[str]) -> list[Any]:
    """The failed messages of a queue, or a stream's records from the first failed one on; all where an id is none of the batch's."""
    records = step.event["Records"]
    ids = [record_id(record) for record in records]
    if any(one not in ids for one in reported):
        return list(records)
    if step.case.kind == "sqs":
        return [record for record, one in zip(records, ids, strict=True) if one in reported]
    return list(records[min(ids.index(one) for one in reported) :])
