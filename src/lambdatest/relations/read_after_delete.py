"""The relation `read_after_delete`."""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Step, Transcript

_DONE = (200, 204)


def _path(step: Step) -> str:
    return str(step.event.get("path") or step.event.get("rawPath") or "")


def _deletion(transcript: Transcript) -> int | None:
    """The place of the DELETE of the very path that the last case reads with success, if it was done and nothing came in between."""
    step, outcome = transcript.last
    read = step.method == "GET" and step.plain and outcome.status == 200 and step.path_parameters and outcome.calls
    if not read or len(transcript.steps) < 2:
        return None
    before, done = transcript.steps[-2], transcript.outcomes[-2]
    deleted = before.method == "DELETE" and done.status in _DONE and done.raised is None and not before.labels
    return len(transcript.steps) - 2 if deleted and _path(before) == _path(step) else None


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history without the DELETE."""
    place = _deletion(transcript)
    if place is None:
        return ()
    cases = transcript.history.cases
    return (Run(replace(transcript.history, cases=(*cases[:place], *cases[place + 1 :]))),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What was deleted is not answered as if it were still there.

    A DELETE that is answered 200 or 204 has been carried out.  https://www.rfc-editor.org/rfc/rfc9110#name-delete

    A GET of the same path right after it, answered 200 with the same as without the DELETE: what only marks an item as deleted has to
    be asked for where it is read.  Left alone: 202, which says that it comes later, an answer that shows what the DELETE did, and one for
    which nothing is read.
    """
    if answer(transcript) == answer(others[0]):
        yield Hit(f"after a DELETE of {_path(transcript.last[0])} a GET answers the same as before: {shown(transcript)}")


RELATIONS.add("read_after_delete", Relation("read_after_delete", "warning", runs, compare))
