"""The house: what may import what, how long things may be, and what they may be called."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

SRC = Path(__file__).parents[1] / "src"

FLOORS = {
    "errors": 0, "_version": 0,
    "_registry": 1, "_fault": 1, "_validate": 1, "_dynamodb": 1, "vocabulary": 1,
    "model": 2, "results": 2, "finding": 2, "verdict": 2,
    "strategies": 3, "readers": 3, "runtime": 3, "inference": 3, "reports": 3, "setting": 3,
    "event_sources": 4,
    "checks": 5, "relations": 5, "project": 5, "project_checks": 5, "store": 5, "baseline": 5,
    "engine": 6, "gates": 6,
    "cli": 7, "plugins": 7,
    "__init__": 8,
}  # fmt: skip
"""The floor of every file and folder of the package.  A module imports lower floors, its own folder, and nothing else of ours."""

NAMES_THAT_SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc"}
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
LATE_IMPORTS_ALLOWED = {"plugins"}  # a plugin reaches for the library only when asked
ENTRY_POINT = "_lambdatest_pytest.py"  # pytest loads it in every run of everybody
LOADED_BY_PYTEST = {"pytest", "collections.abc", "typing"}


def violations(src: Path) -> list[str]:
    """Every breach of the house's rules below *src*, as ``file:line: what``."""
    return [
        f"{path.relative_to(src)}:{line}: {what}"
        for path in sorted(src.rglob("*.py"))
        for line, what in _of_file(path, path.relative_to(src), ast.parse(path.read_text(encoding="utf-8")))
    ]


def _of_file(path: Path, name: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    length = len(path.read_text(encoding="utf-8").splitlines())
    if length > LONGEST_FILE:
        yield length, f"{length} lines, more than {LONGEST_FILE}"
    for part in [*name.parent.parts, name.stem]:
        if part.strip("_") in NAMES_THAT_SAY_NOTHING:
            yield 1, f"{part} says nothing; name the concept"
    if not ast.get_docstring(tree):
        yield 1, "no docstring"
    yield from _long_functions(tree)
    yield from _silent_handlers(tree)
    if name.parts[0] == "lambdatest":
        yield from _imports(name, tree)
    if name.parts == ("lambdatest", "__init__.py"):
        yield from _code(tree)
    if name.parts == (ENTRY_POINT,):
        yield from _costly(tree)


def _costly(tree: ast.Module) -> Iterator[tuple[int, str]]:
    free = {node for outer in tree.body if isinstance(outer, ast.If) and ast.unparse(outer.test) == "TYPE_CHECKING" for node in outer.body}
    for node, module in _imported(_top(tree.body)):
        if module not in LOADED_BY_PYTEST and node not in free:
            yield node.lineno, f"imports {module}, and every run of pytest pays for it"


def _long_functions(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {length} lines, more than {LONGEST_FUNCTION}"


def _silent_handlers(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and all(isinstance(line, ast.Pass) for line in node.body):
            yield node.lineno, "an exception is swallowed; use contextlib.suppress with its type where that is meant"
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("suppress", "contextlib.suppress"):
            if any(ast.unparse(argument) in ("Exception", "BaseException") for argument in node.args):
                yield node.lineno, "every exception is swallowed; name those that are meant"


def _imports(name: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    here = name.parts[1].removesuffix(".py")
    if here not in FLOORS:
        yield 1, f"{here} has no floor; give it one"
        return
    yield from _hidden_imports(here, tree)
    top = {node for node, _ in _imported(_top(tree.body))}
    for node, module in _imported(list(ast.walk(tree))):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "a relative import"
        if node not in top and here not in LATE_IMPORTS_ALLOWED:
            yield node.lineno, f"imports {module} inside of a function"
        for there in _ours(node, module):
            if there not in FLOORS:
                yield node.lineno, f"imports {there}, which has no floor"
            elif FLOORS[there] >= FLOORS[here] and not _same_room(here, there):
                yield node.lineno, f"{here} (floor {FLOORS[here]}) imports {there} (floor {FLOORS[there]})"


def _hidden_imports(here: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Imports by name, which only the public names and the commands have: both are there to be late."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and FLOORS[here] < FLOORS["cli"]:
            if any(ast.unparse(argument).lstrip("f").startswith("'lambdatest") for argument in node.args):
                yield node.lineno, "imports a part of lambdatest by name"


def _top(body: list[ast.stmt]) -> Iterator[ast.AST]:
    """The statements that run when the module is imported, those under ``if`` and ``try`` included."""
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try):
            yield from _top([*node.body, *node.orelse, *(line for handler in getattr(node, "handlers", []) for line in handler.body)])


def _imported(nodes: "Iterator[ast.AST] | list[ast.AST] | list[ast.stmt]") -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node, node.module or ""


def _ours(node: ast.Import | ast.ImportFrom, module: str) -> set[str]:
    """The files and folders of the package that an import reaches."""
    parts = module.split(".")
    if parts[0] != "lambdatest":
        return set()
    if len(parts) > 1:
        return {parts[1]}
    names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else ["__init__"]
    return {name if name in FLOORS else "__init__" for name in names}


def _same_room(here: str, there: str) -> bool:
    """The same folder; the files beside `__init__.py` that share a floor are one room too."""
    return here == there or (FLOORS[here] == FLOORS[there] and there == "model")


def _code(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in tree.body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        lazy = isinstance(node, ast.FunctionDef) and node.name in ("__getattr__", "__dir__")
        if not (docstring or lazy or isinstance(node, ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.If)):
            yield node.lineno, "code in the file of the public names"


def test_the_house_stands():
    assert violations(SRC) == []


def test_every_floor_of_the_picture_is_a_part_of_the_package_or_still_to_be_built():
    built = {path.name.removesuffix(".py") for path in (SRC / "lambdatest").iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    assert built <= set(FLOORS)
    assert set(FLOORS) - built <= {"gates", "plugins", "relations"}


@pytest.mark.parametrize(
    ("file", "code", "what"),
    [
        ("lambdatest/model.py", "import lambdatest.engine", "model (floor 2) imports engine (floor 6)"),
        ("lambdatest/readers/sam.py", "from lambdatest.runtime import account", "readers (floor 3) imports runtime (floor 3)"),
        ("lambdatest/readers/sam.py", "from lambdatest import runtime", "readers (floor 3) imports runtime (floor 3)"),
        ("lambdatest/checks/cors.py", "from lambdatest.relations import x", "checks (floor 5) imports relations (floor 5)"),
        ("lambdatest/checks/cors.py", "import lambdatest", "checks (floor 5) imports __init__ (floor 8)"),
        ("lambdatest/checks/cors.py", "from lambdatest import load", "checks (floor 5) imports __init__ (floor 8)"),
        ("lambdatest/checks/cors.py", "from lambdatest.attic import x", "imports attic, which has no floor"),
        ("lambdatest/attic.py", "x = 1", "attic has no floor; give it one"),
        ("lambdatest/attic/sam.py", "x = 1", "attic has no floor; give it one"),
        ("lambdatest/engine/run.py", "from .explore import x", "a relative import"),
        ("lambdatest/engine/run.py", "def f():\n    import json", "imports json inside of a function"),
        ("lambdatest/engine/run.py", "class A:\n    from json import loads", "imports json inside of a function"),
        ("lambdatest/engine/run.py", "importlib.import_module('lambdatest.cli')", "imports a part of lambdatest by name"),
        ("lambdatest/engine/run.py", "x = import_module(f'lambdatest.{kind}')", "imports a part of lambdatest by name"),
        ("lambdatest/engine/run.py", "x = 1\n" * 400, "402 lines, more than 400"),
        ("lambdatest/engine/run.py", "def f():\n" + "    x = 1\n" * 60, "f has 61 lines, more than 60"),
        ("lambdatest/engine/run.py", "class A:\n  async def f():\n" + "    x = 1\n" * 60, "f has 61 lines, more than 60"),
        ("lambdatest/engine/run.py", "try:\n    x = 1\nexcept ValueError:\n    pass", "an exception is swallowed"),
        ("lambdatest/engine/run.py", "with contextlib.suppress(Exception):\n    x = 1", "every exception is swallowed"),
        ("lambdatest/engine/utils.py", "x = 1", "utils says nothing"),
        ("lambdatest/engine/core/run.py", "x = 1", "core says nothing"),
        ("lambdatest/__init__.py", "def load():\n    x = 1", "code in the file of the public names"),
        ("_lambdatest_pytest.py", "import boto3", "imports boto3, and every run of pytest pays for it"),
    ],
)  # fmt: skip
def test_a_breach_of_each_rule_is_seen(tmp_path, file, code, what):
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""A module."""\n\n{code}')
    assert any(what in violation for violation in violations(tmp_path)), violations(tmp_path)


def test_a_module_without_a_docstring_is_seen(tmp_path):
    (tmp_path / "x.py").write_text("x = 1\n")
    assert violations(tmp_path) == ["x.py:1: no docstring"]


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("lambdatest/readers/sam.py", "from lambdatest.readers import document\nfrom lambdatest.model import Service\nimport yaml"),
        ("lambdatest/results.py", "from lambdatest.model import History"),
        ("lambdatest/runtime/marshaller.py", "try:\n    import awslambdaric\nexcept ImportError:\n    awslambdaric = None"),
        ("lambdatest/plugins/pytest.py", "def f():\n    import lambdatest.engine"),
        ("lambdatest/__init__.py", "from lambdatest.project import load\n\n__all__ = ['load']"),
        ("lambdatest/cli/group.py", "import importlib\nx = importlib.import_module(f'lambdatest.cli.{name}')"),
        ("_lambdatest_pytest.py", "import pytest\n\ndef pytest_addoption(parser):\n    import lambdatest.plugins.pytest"),
    ],
)
def test_what_the_house_allows_is_no_breach(tmp_path, file, code):
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""A module."""\n\n{code}\n')
    assert violations(tmp_path) == []
