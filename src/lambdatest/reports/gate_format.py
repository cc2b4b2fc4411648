"""The formats in which the verdicts of gates are written, and the registry of them; JSON and the summary for a pull request."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lambdatest._registry import Registry
from lambdatest._version import VERSION
from lambdatest.reports.json import plain
from lambdatest.reports.text import plural, shown
from lambdatest.verdict import Remark, Verdict, exit_status, failing

FORMAT_VERSION = 1
MOST = 20
SIGNS = {"passed": "✅", "failed": "❌", "error": "⚠️"}


@dataclass(frozen=True, slots=True)
class GateFormat:
    """One format of ``lambdatest gate --report FORMAT=PATH``: *render* gives the file's whole text."""

    name: str
    title: str
    render: Callable[[Sequence[Verdict]], str]


GATE_REPORTS: Registry[GateFormat] = Registry("report format", "lambdatest.gate_reports")


def status_words(verdict: Verdict) -> str:
    """``passed``, ``failed``, ``error``, or ``error (optional)`` where that does not count."""
    return verdict.status if verdict.counts or verdict.status != "error" else "error (optional)"


def sentence(verdict: Verdict) -> str:
    """What happened, and what to do about it, on one line."""
    return shown(f"{verdict.message}; {verdict.remedy}" if verdict.remedy else verdict.message, 1000)


def conclusion(verdicts: Sequence[Verdict]) -> str:
    """The exit status in words."""
    red = [verdict.gate for verdict in verdicts if verdict.status == "failed"]
    dark = [verdict.gate for verdict in verdicts if verdict.status == "error" and verdict.required]
    words = [f"{', '.join(red)} failed" if red else "", f"no evidence from {', '.join(dark)}" if dark else ""]
    if not verdicts:
        return "no gate ran"
    optional = sum(verdict.status == "error" and not verdict.required for verdict in verdicts)
    held = f"every gate passed ({optional} optional without evidence)" if optional else "every gate passed"
    return "; ".join(filter(None, words)) or held


def render_json(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as one JSON document."""
    gates = [verdict.to_json() for verdict in verdicts]
    data = {"version": FORMAT_VERSION, "lambdatest": VERSION, "status": exit_status(verdicts), "gates": gates}
    return json.dumps(plain(data), indent=1, allow_nan=False) + "\n"


def render_markdown(verdicts: Sequence[Verdict]) -> str:
    """A summary for a pull request: a table, and below it what has to be mended."""
    code = exit_status(verdicts)
    lines = [
        f"### {SIGNS['passed'] if code == 0 else SIGNS['failed']} lambdatest: {cell(conclusion(verdicts))}",
        "",
        "| | gate | verdict | examined | threshold | time |",
        "| --- | --- | --- | --- | --- | ---: |",
        *(
            f"| {SIGNS[v.status]} | {v.gate} | {status_words(v)}: {cell(v.message)} | {cell(v.examined)} | {cell(v.threshold)} "
            f"| {v.duration:.1f} s |"
            for v in verdicts
        ),
    ]
    for verdict in verdicts:
        lines += _details(verdict)
    return "\n".join(lines) + "\n"


def cell(text: str) -> str:
    """*text* as it can stand in a Markdown table, whatever a tool put into it."""
    escaped = shown(text, 300).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("@", "@\u200b")
    return escaped.replace("`", "\\`").replace("[", "\\[").replace("*", "\\*").replace("_", "\\_")


def _details(verdict: Verdict) -> Iterator[str]:
    found = failing(verdict.remarks)
    if verdict.status == "error":
        yield from ("", f"**{verdict.gate}**: {cell(verdict.message)}; {cell(verdict.remedy)}")
    elif found:
        yield from ("", f"<details><summary>{verdict.gate}: {plural(len(found), 'remark')}</summary>", "")
        yield from (f"- {cell(line(remark))}" for remark in found[:MOST])
        if len(found) > MOST:
            yield f"- and {len(found) - MOST} more, in {cell(verdict.report)}"
        yield from ("", "</details>")


def line(remark: Remark) -> str:
    """``todos/create.py:12: W0612: Unused variable``."""
    return ": ".join(filter(None, (remark.place, remark.rule, remark.message)))


GATE_REPORTS.add("json", GateFormat("json", "one JSON document, for programs", render_json))
GATE_REPORTS.add("markdown", GateFormat("markdown", "a summary for a pull request", render_markdown))
