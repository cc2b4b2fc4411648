"""Running one history again: by `lambdatest replay`, and by `lambdatest.run` in a test."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from lambdatest.engine.finding import finding_of
from lambdatest.engine.run import Judged, require_known
from lambdatest.engine.stage import Stage, staged
from lambdatest.errors import HandlerError
from lambdatest.finding import Finding
from lambdatest.model import History, Project
from lambdatest.results import Outcome


@dataclass(frozen=True, slots=True)
class Replay:
    """What a history did when it was run again: *outcomes* a case, *findings* not shrunk, *errors* what could not be told."""

    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    errors: tuple[str, ...] = ()


def replay(project: Project, history: History, checks: Collection[str] = ()) -> Replay:
    """Run *history* in a mocked account of *project* and judge it with *checks* (none: all), relations included.

    Raises HandlerError where a function of the history cannot be loaded or is not the project's, LambdatestError for an unknown check.
    """
    require_known(checks)
    names = {function.name for function in project.functions}
    for case in history.cases:
        if case.function not in names:
            raise HandlerError(f"there is no function {case.function!r} in {project.path.name}", "the finding belongs to another project")
    with staged(project, history.cases[-1].function, checks) as stage:
        return _replayed(stage, project, history)


def _replayed(stage: Stage, project: Project, history: History) -> Replay:
    runner = stage.runner
    transcript = runner.run(history)
    judged: dict[tuple[str, ...], Judged] = {}
    for one in runner.findings(history):
        judged.setdefault(one.key, one)
    found: list[Finding] = []
    for one in judged.values():
        function = runner.subjects[history.cases[one.step].function].function
        found.append(finding_of(replace(one, history=history), one.labels, 1, function, project.root, shrunk=False))
    return Replay(transcript.outcomes, tuple(found), tuple(runner.errors))
