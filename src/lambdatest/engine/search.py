"""The search of one trigger in this process, for a test, and what a search comes to."""

import os
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from lambdatest.engine.attempt import Test, attempts
from lambdatest.engine.explore import Exploration
from lambdatest.engine.finding import distinct
from lambdatest.engine.history import world
from lambdatest.engine.options import Options
from lambdatest.engine.stage import Stage
from lambdatest.engine.suppression import sifted
from lambdatest.engine.watch import Deaf
from lambdatest.finding import Finding, FunctionResult, Report, TriggerResult, Unreached
from lambdatest.model import Location, Project, Trigger
from lambdatest.runtime import guard
from lambdatest.runtime.endpoint import noted


def search(project: Project, stage: Stage, trigger: Trigger, options: Options, test: Test | None = None) -> Report:
    """Search *trigger* of the staged function, by calling *test* where there is one; the report has this trigger alone."""
    started = time.perf_counter()
    options = options.of(stage.subject.function.name)
    attempt = attempts(test, project, stage.runner) if test else None
    drawn = world(stage.subject, stage.companions, project.tables)
    exploration = Exploration(drawn, trigger, stage.runner, options, project.root, Deaf(), attempt)
    exploration.explore()
    found = distinct(exploration.findings())
    report = Report(
        options.seed,
        os.path.relpath(project.path, project.root),
        project.format,
        project.name,
        (result(stage, [exploration], found),),
        found,
        guard=guard.level(),
        duration=time.perf_counter() - started,
        options={"checks": options.checks, "max_examples": options.max_examples},
    )
    return sifted(report, project, options)


def result(stage: Stage, explorations: Sequence[Exploration], found: Collection[Finding]) -> FunctionResult:
    """What became of the staged function."""
    function = stage.subject.function
    triggers = tuple(TriggerResult(one.trigger.kind, one.trigger.label, one.examples) for one in explorations)
    reason, remedy = next(iter(stage.runner.errors.items()), (None, None))
    status = "failed" if any(finding.severity == "failure" for finding in found) else "not_run" if reason else "passed"
    actions = tuple(sorted(stage.runner.actions.get(function.name, ())))
    share = stage.loaded.lines.share()
    unreached = _unreached(stage, explorations[0].root) if explorations else ()
    notes = (*stage.loaded.notes, *noted())
    return FunctionResult(
        function.name, function.handler, status, reason, remedy, triggers, share, actions=actions, notes=notes, unreached=unreached
    )


def _unreached(stage: Stage, root: Path) -> tuple[Unreached, ...]:
    lines = stage.loaded.lines
    file = os.path.relpath(os.path.realpath(lines.file), os.path.realpath(root)).replace(os.sep, "/")
    return tuple(Unreached(Location(file, one.line), one.source, one.said, one.lines) for one in lines.barriers())
