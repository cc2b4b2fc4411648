"""Walking through the pages that a handler hands out: the same request again, with the cursor that the answer before held."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from lambdatest.model import UNRESOLVED, Case, History
from lambdatest.results import Outcome, Step

CURSOR = re.compile(
    r"next|cursor|last_?(key|evaluated|item|id|seen)|token|continu|more|offset|start_?(key|after|from)|after", re.IGNORECASE
)
SIZE = re.compile(
    r"limit|(page|batch)?_?size|per_?page|page_?limit|(max|num)(_?(items|results|records|keys))?|count|take|first|top|n", re.IGNORECASE
)
MOST_PAGES = 8
"""More requests than an account has items where it holds twice what is drawn."""


def parameter(step: Step) -> str | None:
    """The query parameter by which a client asks for the next page."""
    names = [key.name for key in step.vocabulary.query if CURSOR.search(key.name) and not key.types & {"integer", "number", "boolean"}]
    return names[0] if names and step.http and step.method == "GET" else None


def size(step: Step) -> str | None:
    """The query parameter by which a client says how many items there are to be on a page."""
    return next((key.name for key in step.vocabulary.query if SIZE.fullmatch(key.name) and key.types & {"integer", "number"}), None)


def member(step: Step, outcome: Outcome) -> str | None:
    """The member of the answer that holds the cursor, None where the answer has no place for one, or holds one already."""
    body = outcome.json
    if not isinstance(body, Mapping):
        return None
    found = [name for name in body if CURSOR.search(str(name)) and not isinstance(body[name], bool)]
    if any(body[name] for name in found):
        return None
    return found[0] if found else parameter(step)


def walk(history: History, case: Case, name: str, held: str) -> History:
    """The history with its last case, and then the next pages, each asked for with what stood under *held* in the answer before."""
    first = len(history.cases)
    further = [replace(case, event=with_query(case.event, name, f"~{first + n}.{held}~")) for n in range(MOST_PAGES - 1)]
    return history.ending(case, *further)


def without(event: Mapping[str, Any], name: str) -> dict[str, Any]:
    """*event* without that query parameter; one that has no other has none at all, and says so as its payload format does."""
    query = {key: value for key, value in (event.get("queryStringParameters") or {}).items() if key != name}
    found: dict[str, Any] = {**event, "queryStringParameters": query or None}
    if "multiValueQueryStringParameters" in event:
        several = {key: value for key, value in (event["multiValueQueryStringParameters"] or {}).items() if key != name}
        found["multiValueQueryStringParameters"] = several or None
    if "rawQueryString" in event:
        found["rawQueryString"] = _wire(query)
        found = found if query else {key: value for key, value in found.items() if key != "queryStringParameters"}
    if "elb" in (event.get("requestContext") or {}):
        found["queryStringParameters"] = query
    return found


def _wire(query: Mapping[str, Any]) -> str:
    return "&".join(f"{quote(key, safe='')}={quote(str(value), safe='~')}" for key, value in query.items())


def with_query(event: Mapping[str, Any], name: str, text: str) -> dict[str, Any]:
    """*event* with that query parameter, in each place where its payload format has it."""
    query = {**(event.get("queryStringParameters") or {}), name: text}
    found: dict[str, Any] = {**event, "queryStringParameters": query}
    if "multiValueQueryStringParameters" in event:
        found["multiValueQueryStringParameters"] = {**(event["multiValueQueryStringParameters"] or {}), name: [text]}
    if "rawQueryString" in event:
        found["rawQueryString"] = _wire(query)
    return found


def pages(outcomes: tuple[Outcome, ...], held: str) -> Iterator[Outcome]:
    """The answers of a walk up to the last page: what is asked for afterwards has no cursor any more."""
    for outcome in outcomes:
        yield outcome
        body = outcome.json
        if not isinstance(body, Mapping) or not isinstance(body.get(held), str) or body[held] in ("", UNRESOLVED):
            return


def elements(outcome: Outcome) -> list[str]:
    """The members of the answer's longest list, each as a text."""
    body = outcome.json
    members = body.values() if isinstance(body, Mapping) else [body]
    lists = [member for member in members if isinstance(member, list)]
    return [repr(one) for one in max(lists, key=len, default=[])]
