"""The smallest example of a finding as lines of text: what the account holds, then each case with only what matters."""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from rich.text import Text

from lambdatest.finding import Finding
from lambdatest.model import REFERENCE, Case, Request
from lambdatest.reports.glyph import Glyphs
from lambdatest.reports.request import boilerplate, leaves, request
from lambdatest.reports.text import compact, item, plural, shown

MAX_SEEDS = 5
MAX_HEADERS = 8
WITH_BODY = ("POST", "PUT", "PATCH")


def seed_lines(finding: Finding, glyphs: Glyphs) -> Iterator[Text]:
    """``todos: {id: "a", price: 19.99}``, one line an item, at most five."""
    rows = [(table, row) for table, rows in finding.history.seeds.items() for row in rows]
    for table, row in rows[:MAX_SEEDS]:
        yield Text.assemble((shown(table, 80), "bold"), ": ", shown(item(row), 400))
    if len(rows) > MAX_SEEDS:
        yield _more(len(rows) - MAX_SEEDS, "item", glyphs)


def case_lines(case: Case, glyphs: Glyphs) -> Iterator[Text]:
    """A request line and what else matters of it; of an event that is no request the event itself."""
    sent = request(case.event, case.kind)
    if sent is None:
        yield Text.assemble((shown(case.trigger, 80), "bold"), " ", compact(case.event, 1200))
        return
    matter = [*_members(case, sent)]
    yield Text.assemble((shown(sent.method, 20), "bold"), " ", (_path(sent), "bold"))
    for name, value in matter:
        yield Text.assemble((f"{name}  ", "dim"), _referring(value))
    folded = leaves(case.event) - len(matter) - len(sent.query) - 2
    if folded > 0:
        yield _more(folded, "more field", glyphs)


def _members(case: Case, sent: Request) -> Iterator[tuple[str, str]]:
    headers = [(name, value) for name, value in sent.headers if not _dull(name, value)]
    for name, value in headers[:MAX_HEADERS]:
        yield shown(name, 60) + ":", shown(value, 120)
    if len(headers) > MAX_HEADERS:
        yield "headers", f"{len(headers) - MAX_HEADERS} more that may matter"
    if isinstance(case.event, Mapping) and "headers" in case.event and case.event["headers"] is None:
        yield "headers", "null"
    if sent.claims:
        yield "caller", compact(sent.claims, 200)
    yield from _body(sent)


def _body(sent: Request) -> Iterator[tuple[str, str]]:
    if isinstance(sent.body, bytes):
        yield "body", f"{plural(len(sent.body), 'byte')} in base64: {shown(repr(sent.body))}"
    elif sent.body is not None:
        yield "body", shown(sent.body) if sent.body.strip() else repr(sent.body)
    elif sent.method in WITH_BODY:
        yield "body", "none"


def _dull(name: str, value: str) -> bool:
    return boilerplate(name) or (name.lower() == "content-type" and value.split(";")[0].strip() == "application/json")


def _path(sent: Request) -> str:
    """Path and query, the query readable: only what would be ambiguous is percent-encoded."""
    pairs = "&".join(f"{_readable(name)}={_readable(value)}" for name, value in sent.query)
    return _referring(shown(sent.path + ("?" + pairs if pairs else ""), 400))


def _referring(text: str) -> str:
    """References to an earlier answer in words: ``/todos/{id of step 1}``."""
    return REFERENCE.sub(r"{\2 of step \1}", text)


def _readable(text: str) -> str:
    return "".join(quote(c) if c in "&=#%+ " else c for c in text)


def _more(number: int, noun: str, glyphs: Glyphs) -> Text:
    return Text(f"{glyphs.more} {plural(number, noun)}", style="dim")


def labelled(labels: tuple[str, ...]) -> str:
    """``absent`` or ``wrong type, missing key``: the mutations in words."""
    return ", ".join(shown(label.replace("_", " "), 60) for label in labels)
