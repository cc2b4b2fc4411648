"""``lambdatest fuzz``: the main job."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from lambdatest import baseline
from lambdatest.cli import start
from lambdatest.cli.destination import destination, write_report
from lambdatest.cli.handler import handler_options, opened
from lambdatest.cli.option import Choice, project_options
from lambdatest.cli.output import console
from lambdatest.cli.progress import listening
from lambdatest.engine import Options, fuzz
from lambdatest.engine.finding import documents
from lambdatest.engine.options import overrides
from lambdatest.engine.suppression import ignorable
from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.finding import Report
from lambdatest.model import Project
from lambdatest.reports import REPORTS, View
from lambdatest.reports.terminal import show
from lambdatest.reports.verdict import status
from lambdatest.results import SEVERITIES
from lambdatest.setting import FILE, MODES
from lambdatest.store import Store


@click.command("fuzz")
@project_options
@handler_options
@click.option("--function", multiple=True, metavar="NAME", help="Only this function; may be given again.")
@click.option("--max-examples", type=click.IntRange(min=1), metavar="N", help="Examples a trigger (100).")
@click.option("--max-time", type=click.FloatRange(min=0, min_open=True), metavar="SECONDS", help="End the run after that time.")
@click.option("--seed", type=int, metavar="N", help="Another seed, other examples (1).")
@click.option("--mode", type=click.Choice(MODES), help="Well-behaved clients only, hostile ones only, or all (all).")
@click.option("--checks", multiple=True, metavar="NAME,…", help="Only these checks; lambdatest explain lists them.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; findings do not depend on it.")
@click.option("--baseline", "baseline_", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Known findings.")
@click.option("--update-baseline", is_flag=True, help="Write the ids of this run's findings to the baseline.")
@click.option("--report", multiple=True, metavar="FORMAT=PATH", help="Write json, junit, sarif or markdown too; may be given again.")
@click.option("--fail-on", type=click.Choice(SEVERITIES[::-1]), help="The lowest severity that makes the exit status 1 (failure).")
@click.option("-q", "--quiet", is_flag=True, help="Print findings and the last line only.")
def command(path: Path, update_baseline: bool, quiet: bool, **given: Any) -> None:
    """Try every trigger of every function in PATH (an IaC file, its folder, or FILE.py:HANDLER), and report what does not hold.

    Exit status: 0 all ran and held; 1 findings; 2 the command or the project could not be read; 3 nothing failed but something
    could not run; 130 interrupted.
    """
    choice, project = opened(path, given)
    options = run_options(choice, project)
    destinations = [destination(text, base, REPORTS) for text, base in _reports(choice)]
    known_path = _baseline_path(choice)
    if update_baseline and known_path is None:
        raise LambdatestError("--update-baseline needs to know the file; add --baseline FILE")
    known = baseline.read(known_path, missing=update_baseline) if known_path else ()

    with listening(console(sys.stderr), quiet=quiet) as progress:
        report = fuzz(project, options, progress, start.spent())
    if update_baseline and known_path is not None:
        known = baseline.updated(known, report)
        baseline.write(known_path, known)
    report = replace(report, baseline=known)
    view = View(project.root, choice("fail-on", "failure"), documents(), quiet)
    _save(Store(project.path.parent), report, project.loading)
    show(report, view, console())
    written = [write_report(one, lambda format_: format_.render(report, view)) for one in destinations]
    click.get_current_context().exit(max(written, default=0) or status(report, view.fail_on))


def run_options(choice: Choice, project: Project) -> Options:
    """The engine's options.  Raises LambdatestError for an unknown function or check, and where there is nothing to run."""
    functions = tuple(choice("function", ()))
    names = [function.name for function in project.functions]
    checks = tuple(name for text in choice("checks", ()) for name in text.split(",") if name)
    _all_known("function", functions, names)
    _all_known("check", checks, list(documents()))
    _all_known("check", list(choice.settings.values.get("ignore", {})), ignorable())
    if not names:
        raise LambdatestError(f"{project.path}: no function is declared; nothing could be run")
    options = Options(
        functions=functions,
        max_examples=choice("max-examples", 100),
        max_time=choice("max-time"),
        seed=choice("seed", 1),
        mode=choice("mode", "all"),
        checks=checks,
        workers=choice("workers"),
        ignored=choice.settings.values.get("ignore", {}),
        overrides=overrides(_own(choice)),
    )
    _all_known("function", list(options.overrides), names, f"{choice.settings.folder / FILE}: [tool.lambdatest.functions]: ")
    for name, one in options.overrides.items():
        where = f"{choice.settings.folder / FILE}: [tool.lambdatest.functions.{name}]: "
        _all_known("check", list(one.checks or ()), list(documents()), where)
        _all_known("check", list(one.ignored), ignorable(), where)
    return options


def _own(choice: Choice) -> dict[str, dict[str, Any]]:
    """The settings of single functions, without what the command line says for all."""
    given = {name.replace("_", "-") for name, value in choice.given.items() if value not in (None, ())}
    tables = choice.settings.values.get("functions", {})
    return {name: {key: value for key, value in table.items() if key not in given} for name, table in tables.items()}


def _all_known(noun: str, names: Sequence[str], known: list[str], where: str = "") -> None:
    for name in names:
        if name not in known:
            raise LambdatestError(f"{where}there is no {noun} {name!r}; {did_you_mean(name, known)}")


def _reports(choice: Choice) -> list[tuple[str, Path]]:
    """Paths of the command line are relative to where it was typed, those of the settings to their file."""
    given = choice.given.get("report") or ()
    return [(text, Path()) for text in given] or [(text, choice.settings.folder) for text in choice.settings.values.get("report", [])]


def _baseline_path(choice: Choice) -> Path | None:
    given = choice.given.get("baseline_")
    named = choice.settings.values.get("baseline")
    return given or (choice.settings.folder / named if named else None)


def _save(store: Store, report: Report, loading: Mapping[str, Any]) -> None:
    try:
        store.save(report, loading)
    except OSError as error:
        console(sys.stderr).print(f"the findings are not saved in {store.folder}, so replay cannot find them: {error.strerror or error}")
