"""The relation `same_request`."""

from collections.abc import Iterator, Sequence
from typing import Any

from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.model import Case, Trigger, strings
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, elsewhen, shown
from lambdatest.reports.request import request
from lambdatest.results import Hit, Step, Transcript

ANYWHERE = frozenset({"function_url", "alb"})
"""Kinds that hand on a request of any path, without a route's parameters."""
SHORTEST = 3
"""Letters of a text that an answer can be known to have from its event."""


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last request, as every other HTTP event source that leads to the function hands it over."""
    step, outcome = transcript.last
    sent = None if step.labels or not outcome.ok else request(step.event, step.case.kind)
    if sent is None:
        return ()
    found = []
    for trigger in _others(step):
        render = EVENT_SOURCES[trigger.kind].render
        if render is not None:
            case = Case(step.function.name, trigger.label, trigger.kind, render(trigger, sent, 0))
            found.append(Run(transcript.history.ending(case)))
    return tuple(found)


def _others(step: Step) -> list[Trigger]:
    """The other kinds of trigger that take the same request; one whose authorizer would know another caller does not."""
    mine = step.trigger.options
    found: dict[str, Trigger] = {}
    for trigger in step.function.triggers:
        theirs = trigger.options
        if trigger.kind == step.case.kind or trigger.kind not in EVENT_SOURCES or theirs.get("integration", "proxy") != "proxy":
            continue
        routed = theirs.get("path") == mine.get("path") or trigger.kind in ANYWHERE and not step.path_parameters
        if routed and theirs.get("method") in (step.method, "ANY") and not mine.get("authorizer") and not theirs.get("authorizer"):
            found.setdefault(trigger.kind, trigger)
    return list(found.values())


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """A request gets the same answer by whichever HTTP event source it comes, where a function has several.

    REST APIs, HTTP APIs, function URLs and load balancers hand the same request over in events of different shapes: `httpMethod` and
    `path` in one are `requestContext.http.method` and `rawPath` in another.  A handler that looks for the first alone takes the second
    for a request without a method.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

    A warning: a function may serve its sources differently on purpose.  Only requests without an authorizer, to the same route;
    one that raises for another source is `unhandled_exception` there; what differs by ids and times alone is left alone.
    """
    wanted = len(runs(transcript))
    again = others[wanted] if len(others) > wanted else transcript
    if answer(again) != answer(transcript):
        return
    for other in others[:wanted]:
        step, outcome = other.last
        if outcome.raised is None and not outcome.timed_out and _said(other) != _said(transcript):
            kind = EVENT_SOURCES[step.case.kind].title
            yield Hit(f"answers {shown(other)} to the event of {kind}, {shown(transcript)} to that of {_title(transcript)}", step.case.kind)


def _said(transcript: Transcript) -> str:
    """The answer without what the source itself put into the event: ids, names of hosts, the path with its stage."""
    outcome, own = transcript.outcomes[-1], transcript.steps[-1].event
    texts = sorted({text for text in strings([own.get("requestContext"), own.get("headers")]) if len(text) >= SHORTEST}, key=len)
    return f"{outcome.status} {_without(outcome.json if outcome.json is not None else outcome.body, texts[::-1])}"


def _without(value: Any, texts: Sequence[str]) -> str:
    """A text of *value* that does not tell of *texts*, or of the order of its lists."""
    if isinstance(value, dict):
        return f"{{{', '.join(sorted(f'{name}: {_without(member, texts)}' for name, member in value.items()))}}}"
    if isinstance(value, list):
        return f"[{', '.join(sorted(_without(member, texts) for member in value))}]"
    said = str(value)
    for text in texts:
        said = said.replace(text, "")
    return said


def _title(transcript: Transcript) -> str:
    return EVENT_SOURCES[transcript.last[0].case.kind].title


RELATIONS.add("same_request", Relation("same_request", "warning", runs, compare, elsewhen))
