"""The files that the gates look at: the code that the functions run, or what the setting ``paths`` names."""

from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from lambdatest.gates.gate import NoEvidence, Site

FOREIGN = frozenset({"node_modules", "site-packages", "__pycache__", "build", "dist", "venv"})
"""Folders whose code is somebody else's."""
TESTS = frozenset({"tests", "test"})
"""Folders that no function is deployed from."""
_TEST_NAMES = ("test_*.py", "*_test.py", "conftest.py", "setup.py", "noxfile.py", "tasks.py", "fabfile.py")


def sources(site: Site) -> list[Path]:
    """The Python files that the gate looks at, sorted.  Raises NoEvidence where there is none."""
    named = site.setting("paths")
    starts = [site.root / name for name in named] if named else _roots(site)
    missing = [start for start in starts if not start.exists()]
    if missing:
        raise NoEvidence(f"{site.shown(missing[0])} is not there", "mend paths in [tool.lambdatest.gates], or the handler in the IaC file")
    found = {file for start in starts for file in _below(start, explicit=bool(named)) if not _excluded(site, file)}
    if not found:
        where = ", ".join(site.shown(start) for start in starts) or "the IaC file"
        raise NoEvidence(f"no Python file was found in {where}", "name the code: paths = [\"src\"] in [tool.lambdatest.gates]")
    return sorted(found)


def handlers(site: Site) -> set[Path]:
    """The files of the handlers themselves; none where the code is named by ``paths`` and there is no IaC file."""
    try:
        functions = [function for function in site.project.functions if not function.skipped]
    except NoEvidence:
        if site.setting("paths"):
            return set()
        raise
    modules = {(function.code_root / function.handler.rpartition(".")[0].replace(".", "/")).resolve() for function in functions}
    return {file for module in modules for file in (module.with_name(f"{module.name}.py"), module / "__init__.py") if file.is_file()}


def shown(site: Site, files: Sequence[Path]) -> list[str]:
    """*files* as the tools are given them: relative to the root where they lie below it."""
    return [site.shown(file) for file in files]


def _roots(site: Site) -> list[Path]:
    """The folder of each function's code; where that is the root, the package or the modules beside the handler."""
    found: dict[Path, None] = {}
    for function in site.project.functions:
        if function.skipped:
            continue
        root = function.code_root.resolve()
        first = function.handler.rpartition(".")[0].replace(".", "/").split("/")[0]
        if root != site.root.resolve():
            found[root] = None
        elif (root / first).is_dir():
            found[root / first] = None
        elif (root / f"{first}.py").is_file():
            found.update(dict.fromkeys(sorted(root.glob("*.py"))))
        else:
            raise NoEvidence(f"{function.location}: {function.handler}: there is no {first}.py and no folder {first}", "mend the handler")
    return list(found)


def _below(start: Path, *, explicit: bool) -> Iterator[Path]:
    """The Python files of a file or folder; tests and what builds the project only where a setting names what is looked at."""
    if start.is_file():
        if explicit or not any(fnmatch(start.name, name) for name in _TEST_NAMES):
            yield start.resolve()
        return
    others = FOREIGN if explicit else FOREIGN | TESTS
    for entry in sorted(start.iterdir()):
        if entry.is_dir():
            if entry.name not in others and not entry.name.startswith(".") and not (entry / "pyvenv.cfg").exists():
                yield from _below(entry, explicit=explicit)
        elif entry.suffix == ".py":
            yield from _below(entry, explicit=explicit)


def _excluded(site: Site, file: Path) -> bool:
    name = site.shown(file)
    return any(fnmatch(name, glob) or name.startswith(f"{glob.rstrip('/')}/") for glob in site.setting("exclude", []))
