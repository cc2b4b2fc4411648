"""The machine-readable report: the contract of ``--report json=FILE``."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from lambdatest._version import VERSION
from lambdatest.finding import Finding, FunctionResult, Report
from lambdatest.model import History, Location
from lambdatest.reports.format import REPORTS, Format, View
from lambdatest.reports.verdict import known, status

FORMAT_VERSION = 1


def plain(value: Any) -> Any:
    """*value* as data that strict JSON can say: NaN, bytes, sets and other objects become their text."""
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [plain(member) for member in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if value is None or isinstance(value, str | int | float | bool) else repr(value)


def finding_data(finding: Finding) -> dict[str, Any]:
    """A finding as JSON data; `finding_from_data` reads it back."""
    history = finding.history.to_json()
    return {
        "id": finding.id,
        "check": finding.check,
        "severity": finding.severity,
        "function": finding.function,
        "trigger": finding.trigger,
        "mode": finding.mode,
        "labels": list(finding.labels),
        "message": finding.message,
        "exception": finding.exception,
        "location": str(finding.location) if finding.location else None,
        "event": finding.event,
        "history": history["cases"],
        "response": finding.response,
        "seeds": history["seeds"],
        "stored": history["stored"],
        "faults": [{**fault.to_json(), "words": str(fault)} for fault in finding.history.faults],
        "step": finding.step,
        "source": finding.source,
        "enclosing": finding.enclosing,
        "key": finding.key,
        "expected": finding.expected,
        "log": finding.log,
        "hits": finding.hits,
        "shrunk": finding.shrunk,
    }


def finding_from_data(data: Mapping[str, Any]) -> Finding:
    """The finding that `finding_data` wrote.  Raises KeyError, TypeError or ValueError where *data* is none."""
    place = data["location"]
    file, _, line = place.rpartition(":") if place else ("", "", "")
    return Finding(
        check=data["check"],
        severity=data["severity"],
        function=data["function"],
        trigger=data["trigger"],
        message=data["message"],
        labels=tuple(data["labels"]),
        history=History.from_json({
            "cases": data["history"], "seeds": data["seeds"], "stored": data["stored"], "faults": data.get("faults", ()),
        }),
        step=data["step"],
        exception=data["exception"],
        location=Location(file, int(line)) if place else None,
        source=data["source"],
        enclosing=data["enclosing"],
        key=data["key"],
        response=data["response"],
        log=data["log"],
        hits=data["hits"],
        shrunk=data["shrunk"],
        expected=data["expected"],
    )


def report_data(report: Report, view: View) -> dict[str, Any]:
    """The whole report as strict JSON data: the keys of the contract, then ours."""
    data = {
        "version": FORMAT_VERSION,
        "lambdatest": VERSION,
        "seed": report.seed,
        "project": {"path": report.path, "format": report.format, "name": report.name},
        "functions": [_function(function) for function in report.functions],
        "findings": [{**finding_data(finding), "known": known(finding, report)} for finding in report.findings],
        "suppressed": [asdict(one) for one in report.suppressed],
        "status": status(report, view.fail_on),
        "fail_on": view.fail_on,
        "interrupted": report.interrupted,
        "guard": report.guard,
        "duration": report.duration,
        "notes": list(report.notes),
        "options": dict(report.options),
    }
    cleaned: dict[str, Any] = plain(data)
    return cleaned


def render(report: Report, view: View) -> str:
    """The report's JSON text: ASCII alone, so that a lone surrogate in an event survives as its escape."""
    return json.dumps(report_data(report, view), indent=1, allow_nan=False) + "\n"


def _function(function: FunctionResult) -> dict[str, Any]:
    return {
        "name": function.name,
        "handler": function.handler,
        "status": function.status,
        "reason": function.reason,
        "remedy": function.remedy,
        "triggers": [{"kind": t.kind, "label": t.label, "examples": t.examples} for t in function.triggers],
        "lines_covered": function.lines_covered,
        "unreached": [
            {"location": str(one.location), "source": one.source, "said": one.said, "lines": one.lines} for one in function.unreached
        ],
        "duration": function.duration,
    }


JSON = REPORTS.add("json", Format("json", "one JSON document, for programs", render))
