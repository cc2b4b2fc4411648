"""One trigger's search as a pytest test: what decides it, its verdict, and the text that a failure shows."""

import hashlib
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from lambdatest import baseline
from lambdatest.checks import CHECKS
from lambdatest.engine.attempt import Test
from lambdatest.engine.finding import documents
from lambdatest.engine.options import DEFAULT_EXAMPLES, Options, overrides
from lambdatest.engine.run import require_known
from lambdatest.engine.search import search
from lambdatest.engine.session import Session, session_of
from lambdatest.engine.stage import Stage, staged
from lambdatest.errors import HandlerError, LambdatestError, ProjectError
from lambdatest.finding import Finding, Report
from lambdatest.model import Project
from lambdatest.plugins.entry import Entry
from lambdatest.plugins.summary import FULL, SHORT
from lambdatest.readers import find
from lambdatest.relations import RELATIONS
from lambdatest.reports import View
from lambdatest.reports.glyph import glyphs
from lambdatest.reports.headline import headline
from lambdatest.reports.terminal import MAX_WIDTH, blocks, groups, rendered
from lambdatest.reports.text import plural, printable
from lambdatest.reports.verdict import counts, known
from lambdatest.results import SEVERITIES
from lambdatest.runtime.account import Account
from lambdatest.setting import nearest
from lambdatest.store import Store

PLAIN_WIDTH = 100


@contextmanager
def told() -> Iterator[None]:
    """Whatever the user can mend is told in one line, never as a traceback."""
    try:
        yield
    except HandlerError as error:
        _refuse(error.reason, error.remedy)
    except LambdatestError as error:
        _refuse(str(error))


def _refuse(reason: str, remedy: str | None = None) -> None:
    pytest.fail(f"could not run, which is no pass: {printable(reason)}" + (f"\n{printable(remedy)}" if remedy else ""), pytrace=False)


class Trial:
    """The search of *entry* as the test *item*.  Raises LambdatestError where options or settings say what cannot be."""

    def __init__(self, item: pytest.Item, entry: Entry) -> None:
        self.item = item
        self.entry = entry
        self.project = entry.project
        found = nearest(self.project.path.parent)
        settings = found.values
        self.options = options(item.config, settings)
        self.fail_on = _fail_on(item.config, settings)
        named = settings.get("baseline")
        self.known = baseline.read(found.folder / named) if named else ()
        self._session: Session | None = None
        self._furnished = False

    @contextmanager
    def staged(self) -> Iterator[Stage]:
        """The function, loaded in the account of the test's fixtures where it asks for them, else in one of its own."""
        if self.entry.unrun is not None:
            raise HandlerError(*self.entry.unrun)
        session = session_of(self.project)
        self._furnished = session is not None and _furnished(session.account)
        with staged(self.project, self.entry.function.name, self.options.checks, session.account if session else None) as stage:
            own = Session(self.project, stage.runner.account)
            self._session = session or own
            with nullcontext() if session else own.current():
                yield stage

    def begin(self, stage: Stage) -> None:
        """Let a call of a user's test find what stood when the test began."""
        assert self._session is not None
        self._session.renew(stage.runner.checkpoint)

    def run(self, stage: Stage, test: Test | None = None) -> None:
        """Search, save what was found, and fail if a finding counts or something could not be told."""
        assert self.entry.trigger is not None
        report = replace(search(self.project, stage, self.entry.trigger, self.options, test), baseline=self.known)
        unsaved = self._save(report)
        view = View(self.project.root, self.fail_on, documents() | _document(test), again=self._again)
        failing = [finding for finding in report.findings if counts(finding, report, self.fail_on)]
        function = report.functions[0]
        shown = groups(report)
        if failing or function.reason:
            lines = [_sum(report), *([f"not saved: {unsaved}"] if unsaved else [])]
            if function.reason:
                lines.append(f"could not be told: {printable(function.reason)}; {printable(function.remedy or '')}")
            first = next((group[0] for group in shown if group[0] in failing), None)
            more = f" (and {len(failing) - 1} more)" if len(failing) > 1 else ""
            line = headline(first) + more if first else f"could not be told: {printable(function.reason or '')}"
            self._fail(report, view, lines, line)
        elif shown:
            lines = [f"  {f.severity} {f.check}: {headline(f)}  [{self._again(f)}]" for group in shown for f in group]
            self.item.add_report_section("call", SHORT, "\n".join(lines))
            self.item.add_report_section("call", FULL, self._text(report, view))

    def _fail(self, report: Report, view: View, lines: Sequence[str], line: str) -> None:
        head = "\n".join(lines) + "\n\n"
        failure = pytest.fail.Exception(head + self._text(report, view), pytrace=False)
        setattr(failure, "lambdatest", (line, head + self._text(report, view, colour=True)))  # for the hook that makes the report
        raise failure

    def _text(self, report: Report, view: View, *, colour: bool = False) -> str:
        writer = self.item.config.get_terminal_writer()
        width = min(writer.fullwidth if writer.hasmarkup or "COLUMNS" in os.environ else PLAIN_WIDTH, MAX_WIDTH)
        signs = glyphs(getattr(sys.__stdout__, "encoding", None) or "utf-8")
        return rendered(blocks(report, view, signs, width), width, colour=colour)

    def _save(self, report: Report) -> str:
        """Save what `lambdatest replay` can run again; gives why that failed."""
        store = Store(self.project.path.parent)
        saved = [finding for finding in report.findings if self._replayable(finding)]
        try:
            if saved:
                store.add(saved, report.seed, self.project.loading)
        except OSError as error:
            return f"{store.folder}: {error.strerror or error}"
        return ""

    def _replayable(self, finding: Finding) -> bool:
        return not self._furnished and _shipped(finding.check)

    def _again(self, finding: Finding) -> str:
        """The command that has the finding again, from where pytest was called."""
        folder = self.item.config.invocation_params.dir
        if self._replayable(finding):
            return f"lambdatest replay {finding.id}" + _elsewhere(self.project, folder)
        default = Options()
        words = ["pytest", os.path.relpath(self.item.path, folder) + "::" + self.item.nodeid.partition("::")[2]]
        if self.options.max_examples != default.max_examples:
            words += ["--lambdatest-max-examples", str(self.options.max_examples)]
        if self.options.seed != default.seed:
            words.append(f"--hypothesis-seed={self.options.seed}")
        return shlex.join(words)


def options(config: pytest.Config, settings: Any) -> Options:
    """What a search is asked for: the command line wins over the Hypothesis profile, that over the settings file, that over the default.

    Raises LambdatestError for a check that there is none of.
    """
    profile = hypothesis_settings.default.max_examples  # type: ignore[union-attr]  # there always is one
    given = config.getoption("--lambdatest-max-examples")
    usual = settings.get("max-examples", DEFAULT_EXAMPLES) if profile == DEFAULT_EXAMPLES else profile
    seed = config.getoption("--hypothesis-seed", None)
    tables: dict[str, dict[str, Any]] = settings.get("functions", {})
    own = {name: {key: value for key, value in table.items() if not (given and key == "max-examples")} for name, table in tables.items()}
    found = Options(
        max_examples=given or usual,
        seed=settings.get("seed", 1) if seed is None else _number(seed),
        mode=settings.get("mode", "all"),
        checks=tuple(settings.get("checks", ())),
        ignored=settings.get("ignore", {}),
        overrides=overrides(own),
    )
    require_known(found.named_checks())
    return found


def _number(seed: str) -> int:
    """Hypothesis takes any text for a seed."""
    try:
        return int(seed)
    except ValueError:
        return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4], "big")


def _fail_on(config: pytest.Config, settings: Any) -> str:
    ini: str = config.getini("lambdatest_fail_on")
    if ini and ini not in SEVERITIES:
        raise LambdatestError(f"lambdatest_fail_on={ini!r} is not one of {', '.join(SEVERITIES)}")
    chosen: str = config.getoption("--lambdatest-fail-on") or ini or settings.get("fail-on", "failure")
    return chosen


def _furnished(account: Account) -> bool:
    """Whether fixtures put anything into *account*: what was found in it cannot be had again without them."""
    held, here = account.state(), account.checkpoint()
    account.restore()
    built = account.state()
    account.restore(here)
    return held != built


def _sum(report: Report) -> str:
    new = [finding for finding in report.findings if not known(finding, report)]
    number = report.functions[0].triggers[0].examples
    found = [plural(sum(finding.severity == severity for finding in new), severity) for severity in SEVERITIES[::-1]]
    return f"{', '.join(found)} in {plural(number, 'example')}, seed {report.seed}"


def _document(test: Test | None) -> dict[str, str]:
    """What a user's test says that must hold."""
    return {test.name: test.document} if test and test.document else {}


def _shipped(check: str) -> bool:
    """Whether the command line knows the check: not one that a test or a conftest.py registers, nor what a test asserts itself."""
    if check in RELATIONS or check in {point.name for point in entry_points(group=CHECKS.group)}:
        return True
    return check in CHECKS and CHECKS[check].function.__module__.startswith("lambdatest.")


def _elsewhere(project: Project, folder: Path) -> str:
    """The project's file as an argument, where the command would not find it in *folder* by itself."""
    try:
        if find(folder).resolve() == project.path.resolve():
            return ""
    except ProjectError:
        return " " + shlex.quote(os.path.relpath(project.path, folder))
    return " " + shlex.quote(os.path.relpath(project.path, folder))
