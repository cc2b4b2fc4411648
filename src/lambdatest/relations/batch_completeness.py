"""The relation `batch_completeness`."""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.relations.difference import lens, lost, shown_resource
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen
from lambdatest.results import POLLED_KINDS, Hit, Transcript


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """Each record of the last batch in a batch of its own, one after the other."""
    step, outcome = transcript.last
    if step.case.kind not in POLLED_KINDS or not step.plain or not outcome.ok or outcome.batch_item_failures:
        return ()
    records = step.event.get("Records") or []
    if len(records) < 2:
        return ()
    single = [replace(step.case, event={**step.event, "Records": [record]}) for record in records]
    return (Run(transcript.history.ending(*single)),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A batch does what its records do one by one.

    Lambda decides how many records there are in a batch.  A handler that looks at the first record alone, or returns in its loop,
    loses the others.
    https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html#invocation-eventsourcemapping-batching

    Each record is run alone: what that leaves in tables, objects, queues and topics must be there after the batch too.  Left alone:
    what the batch writes in another way (one object for all of them), and counters of batches.
    """
    step, outcome = transcript.last
    alone = others[0].outcomes[len(transcript.history.cases) - 1 :]
    if not all(one.ok and not one.batch_item_failures for one in alone):
        return
    look = lens(transcript, others[1] if len(others) > 1 else None)
    before, wanted = look.contents(alone[0].before), look.contents(alone[-1].after)
    found = look.contents(outcome.after)
    sent, got = look.sent(alone), look.sent((outcome,))
    loss = lost(before, {**wanted, **sent}, {**found, **got}, step.tables)
    if loss is not None:
        where = " and ".join(map(shown_resource, loss.resources))
        yield Hit(f"a batch of {len(alone)} does less than its records one by one: what should be in {where} is not there", "less")


RELATIONS.add("batch_completeness", Relation("batch_completeness", "failure", runs, compare, elsewhen))
