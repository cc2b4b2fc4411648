"""The relation `fifo_order`."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.results import Hit, Transcript


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history without its faults, where a handler of a FIFO queue reported that some messages failed."""
    step, outcome = transcript.last
    fifo = step.case.kind == "sqs" and str(step.event["Records"][0].get("eventSourceARN", "")).endswith(".fifo")
    if not fifo or not step.trigger.options.get("reports") or not outcome.batch_item_failures or len(step.event["Records"]) < 2:
        return ()
    return (Run(replace(transcript.history, faults=())),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """In a FIFO queue no message is handled before an earlier one of its group that failed.

    A message that is not reported counts as done: it is gone while the one before it is delivered again, later.  AWS says to stop after
    the first failure, and to report all failed and unprocessed messages.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Only messages of the same group, and only where `ReportBatchItemFailures` is declared.
    """
    step, outcome = transcript.last
    del others
    overtaking = _overtaking(step.event["Records"], set(outcome.batch_item_failures))
    if overtaking is not None:
        group, later, failed = overtaking
        fault = f"{outcome.faults[0]}: " if outcome.faults else ""
        message = f"{fault}message {later + 1} of the group {group!r} counts as done, though message {failed + 1} before it failed"
        yield Hit(message, "order")


def _overtaking(records: list[dict[str, Any]], reported: set[str]) -> tuple[str, int, int] | None:
    """The group, a message that is done, and the one before it that failed."""
    failed: dict[str, int] = {}
    for place, record in enumerate(records):
        group = str((record.get("attributes") or {}).get("MessageGroupId", ""))
        if record["messageId"] in reported:
            failed.setdefault(group, place)
        elif group in failed:
            return group, place, failed[group]
    return None


RELATIONS.add("fifo_order", Relation("fifo_order", "failure", runs, compare, faulty=True))
