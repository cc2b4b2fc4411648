"""The relation `header_case`."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from lambdatest.model import History
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Transcript


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last request of a REST API with its header names in lower case, and as HTTP/1 clients write them."""
    step, outcome = transcript.last
    headers = step.event.get("headers") if isinstance(step.event, dict) else None
    if step.case.kind != "rest_api" or not step.plain or outcome.timed_out or not headers or not step.vocabulary.headers:
        return ()
    return tuple(Run(_spelt(transcript.history, spelling)) for spelling in (str.lower, str.title))


def _spelt(history: History, spelling: Callable[[str], str]) -> History:
    case = history.cases[-1]
    event = {**case.event}
    for name in ("headers", "multiValueHeaders"):
        found: dict[str, Any] = event.get(name) or {}
        event[name] = {spelling(header): value for header, value in found.items()}
    return history.ending(replace(case, event=event))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An answer does not depend on how the client spells the names of headers.

    Header names have no case; a REST API hands them on as they were sent, and every HTTP/2 client sends them in lower case.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    Only REST APIs: HTTP APIs and function URLs hand them on in lower case.
    """
    lower, title = others
    if answer(lower) == answer(title):
        return
    del transcript
    yield Hit(f"answers {shown(lower)} to headers in lower case, {shown(title)} to the same headers in title case")


RELATIONS.add("header_case", Relation("header_case", "failure", runs, compare))
