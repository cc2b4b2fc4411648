"""The relation `page_completeness`."""

import re
from collections.abc import Iterator

from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Call, Hit, Outcome, Transcript

_PAGINATED = re.compile(r"^(Query|Scan|List|Describe|GetQueryResults|Select)")
_CURSOR = re.compile(r"next|cursor|last_?evaluated|token|continu|more|offset|\"last", re.IGNORECASE)


def _pages(call: Call) -> bool:
    """Whether AWS may answer *call* with a part: a page size of the handler's own is kept, unless a filter follows it."""
    own = any(name in call.parameters for name in ("Limit", "MaxKeys", "MaxResults", "MaxItems"))
    return bool(_PAGINATED.match(call.operation)) and (not own or "FilterExpression" in call.parameters)


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The same history with one item a page, where the last case read pages and answered."""
    outcome = transcript.outcomes[-1]
    if outcome.raised is not None or outcome.timed_out or not any(map(_pages, outcome.calls)):
        return ()
    if all(len(members) < 2 for members in outcome.before.values()):
        return ()  # what fits on one page of one item cannot differ
    return (Run(transcript.history, short_pages=True),)


def _hands_on_a_cursor(outcome: Outcome) -> bool:
    return bool(_CURSOR.search(outcome.text))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An answer does not depend on how many items AWS puts on a page.

    `Query` and `Scan` answer at most 1 MB, before a filter is applied, and say with `LastEvaluatedKey` that there is more; other
    lists have pages of their own.  A handler that reads one page answers with a part as if it were all.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html

    Run again with one item a page.  A handler that hands a cursor on to its caller is left alone, and so is a page size that it
    asks for itself without a filter (the newest ten).
    """
    (other,) = others
    if answer(transcript) == answer(other) and transcript.outcomes[-1].after == other.outcomes[-1].after:
        return
    if _hands_on_a_cursor(other.outcomes[-1]):
        return
    call = [call for call in transcript.outcomes[-1].calls if _pages(call)][0]
    yield Hit(f"reads one page of {call.operation}: answers {shown(transcript)}, with one item a page {shown(other)}", frame=call.frame)


RELATIONS.add("page_completeness", Relation("page_completeness", "failure", runs, compare))
