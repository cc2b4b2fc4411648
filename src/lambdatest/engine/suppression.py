"""Findings that somebody decided to live with: a comment beside the code, or a setting, with the reason.

    def handler(event, context):  # lambdatest: ignore[safe_method] the read counter is wanted
"""

import ast
import io
import re
import tokenize
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from lambdatest.checks import CHECKS
from lambdatest.engine.options import Options
from lambdatest.errors import did_you_mean
from lambdatest.finding import Finding, FunctionResult, Report, Suppressed
from lambdatest.model import Function, Location, Project
from lambdatest.project_checks import PROJECT_CHECKS
from lambdatest.project_checks.handler_code import handler_file
from lambdatest.project_checks.suppression import SETTING
from lambdatest.readers.location import relative
from lambdatest.relations import RELATIONS

_COMMENT = re.compile(r"#\s*lambdatest:\s*ignore\s*(?:\[([^\]]*)\])?\s*(.*)$")
OWN_SETTING = "[tool.lambdatest.functions.{}.ignore]"


@dataclass(slots=True)
class Suppression:
    """One decision: the *checks* that it is about, its *reason*, where it stands; *used* once it kept a finding out."""

    checks: frozenset[str]
    reason: str
    place: str
    file: str = ""
    lines: Collection[int] = ()
    function: str = ""
    used: bool = field(default=False)

    def covers(self, finding: Finding) -> bool:
        """Whether the finding is one that it is about: its check, at its line or of its function."""
        if finding.check not in self.checks:
            return False
        everywhere = not self.function and not self.file
        if everywhere or self.function and self.function == finding.function:
            return True
        at = finding.location
        return at is not None and at.file == self.file and at.line in self.lines


def sifted(report: Report, project: Project, options: Options) -> Report:
    """*report* without the findings that comments in the code, or the settings (reasons by check), decide to live with.

    A comment without a reason or with an unknown check keeps nothing out, and is noted; so is one that keeps nothing out any more.
    """
    functions = {function.name: function for function in project.functions}
    decisions, notes = _decisions([functions[one.name] for one in report.functions if one.triggers], project.root)
    decisions += [Suppression(frozenset({check}), reason, SETTING) for check, reason in options.ignored.items()]
    decisions += [
        Suppression(frozenset({check}), reason, OWN_SETTING.format(name), function=name)
        for name, own in options.overrides.items() for check, reason in own.ignored.items()
    ]
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in report.findings:
        decision = next((one for one in decisions if one.covers(finding)), None)
        if decision is None:
            kept.append(finding)
        else:
            decision.used = True
            suppressed.append(Suppressed(finding.id, finding.check, finding.function, decision.reason, decision.place))
    if not report.interrupted and not report.options.get("checks"):
        notes += [f"{one.place}: nothing is left to ignore for {', '.join(sorted(one.checks))}; remove the comment"
                  for one in decisions if not one.used and one.file]
    results = tuple(_result(one, report.findings, kept) for one in report.functions)
    return replace(report, findings=tuple(kept), suppressed=tuple(suppressed), functions=results, notes=(*report.notes, *notes))


def _result(result: FunctionResult, before: Iterable[Finding], kept: Iterable[Finding]) -> FunctionResult:
    """The function's status without what was kept out."""
    def failures(findings: Iterable[Finding]) -> int:
        return sum(one.function == result.name and one.severity == "failure" for one in findings)

    if result.status != "failed" or not failures(before) or failures(kept):
        return result
    return replace(result, status="not_run" if result.reason else "passed")


def _decisions(functions: Iterable[Function], root: Path) -> tuple[list[Suppression], list[str]]:
    """What the comments in the handlers' files decide, and what is wrong with some."""
    decisions: list[Suppression] = []
    notes: dict[str, None] = {}
    for function in functions:
        path = handler_file(function)
        if path is None:
            continue
        source = path.read_text("utf-8", "replace")
        name = relative(path, root)
        span = _signature(source, function.handler.rpartition(".")[2])
        for line, checks, reason in _comments(source):
            wrong = _objection(checks, reason)
            if wrong:
                notes[f"{Location(name, line)}: {wrong}"] = None
            checks = tuple(check for check in checks if check not in PROJECT_CHECKS)
            if wrong or not checks:
                continue
            whole = function.name if line in span else ""
            decisions.append(Suppression(frozenset(checks), reason, str(Location(name, line)), name, (line, line + 1), whole))
    return decisions, list(notes)


def ignorable() -> list[str]:
    """The ids of all that a comment or a setting may ignore, the checks of whole projects included."""
    return [*CHECKS, *RELATIONS, *PROJECT_CHECKS]


def _objection(checks: Collection[str], reason: str) -> str:
    """What keeps a comment from deciding anything; empty where nothing does."""
    known = ignorable()
    if not checks:
        return "lambdatest: ignore names no check; write ignore[CHECK] and the reason"
    for check in checks:
        if check not in known:
            return f"lambdatest: there is no check {check!r} to ignore; {did_you_mean(check, known)}"
    return "" if reason else f"lambdatest: ignore[{', '.join(checks)}] has no reason; write it behind the bracket"


def _comments(source: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Line, checks and reason of each of our comments; a file that is no Python has none."""
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            found = _COMMENT.search(token.string) if token.string.startswith("#") else None
            if found:
                names = tuple(name.strip() for name in (found[1] or "").split(",") if name.strip())
                yield token.start[0], names, found[2].strip()


def _signature(source: str, handler: str) -> range:
    """The lines from above the decorators of the function *handler* to the end of its signature."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return range(0)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == handler:
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            return range(first - 1, node.body[0].lineno)
    return range(0)
