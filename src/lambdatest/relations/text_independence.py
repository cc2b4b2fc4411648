"""The relation `text_independence`."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from lambdatest.model import Case, History, parse_json, strings
from lambdatest.relations.neighbour import replaced
from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.results import POLLED_KINDS, Hit, Outcome, Step, Transcript

PLAIN = "plain"
"""No id that a seed has: what is found under it was written."""
LENGTHS, MOST_BYTES = 2, 4
"""Runs with plain text, of as many characters and of as many bytes; the most bytes that a character of UTF-8 has."""
_WRITING = frozenset({"POST", "PUT", "PATCH"})
_GONE = frozenset({404, 410})


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same with plain text in its place: where what was written is not found, and where a message of other text is refused."""
    step, outcome = transcript.last
    history = transcript.history
    if step.http:
        text = _looked_up(transcript)
        return () if text is None else (Run(_renamed(history, {text: PLAIN, quote(text, safe=""): PLAIN})),)
    if step.case.kind not in POLLED_KINDS or set(step.labels) - {"unicode"} or not _refused(outcome):
        return ()
    texts = {text for record in step.records for text in _texts(record) if not text.isascii()}
    plain = ({text: "x" * len(text) for text in texts}, {text: "x" * len(text.encode("utf-8", "replace")) for text in texts})
    moved = [{text: "x" * n + text for text in texts} for n in range(1, MOST_BYTES)]
    return tuple(Run(_renamed(history, others)) for others in (*plain, *moved)) if texts else ()


def _looked_up(transcript: Transcript) -> str | None:
    """The text of the path that the last request asks for and does not find, though an earlier one was told to write it."""
    step, outcome = transcript.last
    if not step.plain or step.method != "GET" or outcome.status not in _GONE or outcome.raised is not None or len(transcript.steps) < 2:
        return None
    earlier, told = transcript.steps[-2], transcript.outcomes[-2]
    if not earlier.http or earlier.method not in _WRITING or not told.ok:
        return None
    named = {*earlier.path_parameters.values(), *strings(earlier.json)}
    return next((text for text in step.path_parameters.values() if text in named and text != PLAIN), None)


def _refused(outcome: Outcome) -> bool:
    """Whether records were reported as failed, and nothing that AWS answered is the reason."""
    return outcome.ok and bool(outcome.batch_item_failures) and not any(call.error for call in outcome.calls)


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a message: those inside its JSON, and the whole where it is none."""
    body = record.get("body")
    inner = parse_json(body)
    yield from strings(body if inner is None else inner)


def _renamed(history: History, others: Mapping[str, str]) -> History:
    def renamed(case: Case) -> Case:
        return replace(case, event=replaced(case.event, others))

    return replace(history, cases=tuple(map(renamed, history.cases)))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What is done for plain text is done for any other.

    A name that is folded (lower case, Unicode normalised, trimmed, decoded) where it is written, and not where it is looked up, is
    lost: the client was told that it was written, and gets 404 for the very same name.  And a text that is cut after a number of bytes,
    in the middle of a character, cannot be decoded.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html

    Run again with plain ASCII text: only where that is found, or is processed both with as many characters and with as many bytes.
    A queue's or stream's message counts where the handler reports it as failed and no AWS call failed, and takes the same characters
    where they stand a few bytes later; a text that is refused by its length, or by a rule for its characters, is left alone.
    """
    step, outcome = transcript.last
    if step.http:
        text, (plain,) = _looked_up(transcript), others
        if all(one.ok for one in plain.outcomes[-2:]):
            earlier, told = transcript.steps[-2], transcript.outcomes[-2]
            said = f"{earlier.method} of {text!r} answered {told.status}, and GET of the same answers {outcome.status}"
            yield Hit(f"{said}; of {PLAIN!r} it answers {plain.outcomes[-1].status}", key="lookup")
        return
    taken = [one.outcomes[-1].ok and not one.outcomes[-1].batch_item_failures for one in others]
    if all(taken[:LENGTHS]) and any(taken[LENGTHS:]):
        yield Hit(f"reports a message as failed for where the characters of a text stand, and takes plain text as long: {_shown(step)}")


def _shown(step: Step) -> str:
    found = next(text for record in step.records for text in _texts(record) if not text.isascii())
    return repr(found if len(found) <= 40 else f"{found[:40]}…")


RELATIONS.add("text_independence", Relation("text_independence", "warning", runs, compare))
