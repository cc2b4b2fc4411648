"""Collection of an IaC file: one test for each function and trigger, with no test file at all."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from lambdatest.engine.stage import Stage
from lambdatest.errors import LambdatestError
from lambdatest.plugins.configuration import loaded, project_path
from lambdatest.plugins.entry import Entry, entries
from lambdatest.plugins.trial import Trial, told
from lambdatest.readers import find, recognises
from lambdatest.setting import read


def add_project(config: pytest.Config, named: Sequence[Path]) -> Path:
    """Collect the project as well, besides what the command line *named*: that of the option `lambdatest_project`, else the root's.

    A file in a folder that is collected anyway is not named again: before pytest 9 that would leave out the rest of the folder.
    """
    try:
        path = find(project_path(config))
    except LambdatestError as error:
        raise pytest.UsageError(f"--lambdatest: {error}") from None
    if not any(path.resolve().is_relative_to(one.resolve()) for one in named):
        config.args.append(str(path))
    return path


def require_project(session: pytest.Session, items: Sequence[pytest.Item]) -> None:
    """Raise UsageError where pytest passed the project by, since it ignores its folder."""
    if not session.testsfailed and not any(isinstance(item, TriggerItem) for item in items):
        path = find(project_path(session.config))
        raise pytest.UsageError(f"--lambdatest: pytest ignores the folder of {path} (norecursedirs, --ignore): name it: pytest {path}")


def collected(path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of the IaC file *path*; None where it is another kind of file."""
    return ProjectFile.from_parent(parent, path=path) if recognises(path) else None


class ProjectFile(pytest.File):
    """An IaC file."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its tests.  A file that cannot be read is one line."""
        try:
            settings = read(self.path.parent)
            found = entries(loaded(self.path))
        except LambdatestError as error:
            raise self.CollectError(str(error)) from None
        only = settings.get("function", [])
        for entry in found:
            if not only or entry.function.name in only:
                yield TriggerItem.from_parent(self, name=entry.name, entry=entry)


class TriggerItem(pytest.Item):
    """The search of one trigger: set-up loads the function, so that one that cannot be loaded is an error and no failure."""

    def __init__(self, *, entry: Entry, **options: Any) -> None:
        super().__init__(**options)
        self.entry = entry
        self._trial: Trial | None = None
        self._stage: Stage | None = None
        if entry.skipped:
            self.add_marker(pytest.mark.skip(reason=entry.skipped))

    def setup(self) -> None:
        """Load the function in its account."""
        stack = ExitStack()
        self.addfinalizer(stack.close)
        with told():
            self._trial = Trial(self, self.entry)
            self._stage = stack.enter_context(self._trial.staged())

    def runtest(self) -> None:
        """Search."""
        assert self._trial is not None and self._stage is not None
        with told():
            self._trial.run(self._stage)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the trigger is declared."""
        location = (self.entry.trigger or self.entry.function).location
        return self.path, location.line - 1, self.name
