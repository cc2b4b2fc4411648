"""What Lambda delivers again after an invocation: the records that it reported as failed, or all of them where it raised.

A message that the handler deleted itself is gone.

https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from dataclasses import replace
from typing import Any

from lambdatest.model import Case
from lambdatest.results import REDELIVERED_KINDS, Outcome, Step, record_id

_DELETIONS = frozenset({"sqs:DeleteMessage", "sqs:DeleteMessageBatch"})


def redelivered(step: Step, outcome: Outcome) -> Case | None:
    """The case with what of its event is delivered again, or None where nothing is."""
    if step.case.kind not in REDELIVERED_KINDS:
        return None
    deleted = _deleted(outcome) if step.case.kind == "sqs" else frozenset()
    if outcome.raised is not None or outcome.timed_out:
        return _without(step.case, step.event["Records"], deleted) if deleted else step.case
    reported = outcome.batch_item_failures if step.trigger.options.get("reports") else []
    return _without(step.case, _of_batch(step, reported), deleted) if reported else None


def _without(case: Case, records: list[Any], deleted: frozenset[str]) -> Case | None:
    """The case with those of *records* whose receipt handles are not *deleted*; None where none is left."""
    left = [record for record in records if not deleted or record["receiptHandle"] not in deleted]
    return replace(case, event={**case.event, "Records": left}) if left else None


def _deleted(outcome: Outcome) -> frozenset[str]:
    """The receipt handles of the messages that the handler deleted."""
    done = [call for call in outcome.calls if call.name in _DELETIONS and call.error is None]
    alone = [call.parameters for call in done]
    together = [one for call in done for n, one in enumerate(call.parameters.get("Entries", ())) if n not in call.refused]
    return frozenset(str(one["ReceiptHandle"]) for one in (*alone, *together) if "ReceiptHandle" in one)


def _of_batch(step: Step, reported: list[str]) -> list[Any]:
    """The failed messages of a queue, or a stream's records from the first failed one on; all where an id is none of the batch's."""
    records = step.event["Records"]
    ids = [record_id(record) for record in records]
    if any(one not in ids for one in reported):
        return list(records)
    if step.case.kind == "sqs":
        return [record for record, one in zip(records, ids, strict=True) if one in reported]
    return list(records[min(ids.index(one) for one in reported) :])
