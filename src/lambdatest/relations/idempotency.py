"""The relation `idempotency`."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.model import strings
from lambdatest.relations.difference import Contents, Lens, differing, lens, shown_resource, times, writer
from lambdatest.relations.relation import RELATIONS, Relation, Run, elsewhen, shown
from lambdatest.results import REDELIVERED_KINDS, Hit, Outcome, Step, Transcript

METHODS = ("PUT", "DELETE")
_AGAIN = REDELIVERED_KINDS | {"cognito"}
_KEY = re.compile(r"idempoten(cy|ce|t)|client[_-]?(request[_-]?)?token", re.IGNORECASE)
"""Names of headers and body keys by which a client says that a request is the one that it sent before."""


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last event delivered once more, where AWS or a client may do that and the first delivery went well."""
    step, outcome = transcript.last
    applies = step.case.kind in _AGAIN or (step.http and (step.method in METHODS or _has_key(step)))
    went_well = outcome.ok and not outcome.batch_item_failures
    if not applies or not step.plain or not went_well or not outcome.calls:
        return ()
    return (Run(transcript.history.then(replace(step.case, event=step.event))),)


def _has_key(step: Step) -> bool:
    """Whether the request bears an idempotency key that the code reads."""
    sent = {str(name).lower(): value for name, value in (step.event.get("headers") or {}).items()}
    headers = [sent.get(key.name.lower()) for key in step.vocabulary.headers if _KEY.search(key.name)]
    body = step.json if isinstance(step.json, dict) else {}
    return any((*headers, *(body.get(key.name) for key in step.vocabulary.body if _KEY.search(key.name))))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An event that is delivered twice leaves the account as it was after the first delivery.

    Queues, streams, topics, buckets and schedules deliver at least once, and so at times twice; PUT and DELETE are idempotent by RFC
    9110, so clients and proxies send them again, and so they do with a request that bears an idempotency key which the code reads.
    https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html#event-driven-at-least-once
    https://www.rfc-editor.org/rfc/rfc9110#name-idempotent-methods

    Compared are tables and objects, without times, UUIDs, counters of attempts and versions, logs, metrics and caches; not the
    messages that are sent again.  A second DELETE may answer 404, and a POST without such a key may do something twice.  A warning
    where the second delivery of a message only fails, and for schedules, of which each run may have a row of its own, with the time
    of that run; a run that takes away what is to be done, or the note of where it stopped, is left alone: the next one has something
    else to do.  A warning for the triggers of Cognito, which it calls again, up to twice, where it has had no answer in five seconds.
    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
    """
    step, _ = transcript.last
    first, second = others[0].outcomes[-2:]
    if not first.ok:
        return
    named = "event" if not step.http else step.method if step.method in METHODS else f"{step.method} with the same idempotency key"
    if _fails(second, http=step.http):
        frame = second.raised.location if second.raised else None
        yield Hit(f"the same {named} once more answers {shown(others[0])}", "fails", None if step.http else "warning", frame)
        return
    if step.case.kind == "schedule" and _takes_away(step, first):
        return
    look = lens(transcript, others[1] if len(others) > 1 else None)
    one, other = (_held(look, step, outcome) for outcome in (first, second))
    changed = differing(one, other)
    if changed:
        where = " and ".join(map(shown_resource, changed))
        severity = "warning" if step.case.kind in ("schedule", "cognito") else None
        yield Hit(f"the same {named} once more changes {where} again", changed[0], severity, writer(second))


def _takes_away(step: Step, outcome: Outcome) -> bool:
    """Whether the run removed an item or an object that was there before."""
    keys = {table.name: table.keys for table in step.tables}
    for name, members in outcome.before.items():
        own = ("Key",) if name.startswith("s3:") else keys.get(name, ())
        there, left = ({repr([one.get(key) for key in own]) for one in found} for found in (members, outcome.after.get(name, ())))
        if own and there - left:
            return True
    return False


def _held(look: Lens, step: Step, outcome: Outcome) -> Contents:
    """Tables and objects; of a schedule's rows not those that bear the time of the run, rather than that of the event."""
    state = outcome.after
    if step.case.kind == "schedule":
        said = times(str(step.event))
        state = {name: tuple(member for member in members if _at(member) <= said) for name, members in state.items()}
    return look.contents(state, ("", "s3"))


def _at(member: Mapping[str, Any]) -> set[str]:
    return times(" ".join(text for value in member.values() for text in strings(value)))


def _fails(outcome: Outcome, *, http: bool) -> bool:
    if outcome.raised is not None or outcome.timed_out:
        return True
    return outcome.status >= 500 if http else bool(outcome.batch_item_failures)


RELATIONS.add("idempotency", Relation("idempotency", "failure", runs, compare, elsewhen))
