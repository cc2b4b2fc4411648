"""The source of a handler: its file, its syntax tree, and the modules of the same archive that it imports."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from lambdatest.model import Function, Location
from lambdatest.readers.location import relative

_MOST_MODULES = 200
_IMPORT_FAILS = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})


@dataclass(frozen=True)
class Module:
    """A Python file of the archive: its *name* as it is imported, where it stands, and its tree."""

    name: str
    path: Path
    tree: ast.Module
    text: str

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """The node around each node."""
        return {child: node for node in self.nodes for child in ast.iter_child_nodes(node)}


class Sources:
    """The modules of a project, each read once: the functions of one archive import the same."""

    def __init__(self) -> None:
        self._modules: dict[tuple[Path, str], Module | None] = {}
        self._imported: dict[tuple[Path, Path], tuple[tuple[Path, str], ...]] = {}

    def module(self, path: Path, name: str) -> Module | None:
        """The module *name* in the file *path*; None where that is not there or is no Python."""
        if (path, name) not in self._modules:
            self._modules[path, name] = _read(path, name)
        return self._modules[path, name]

    def imported(self, module: Module, root: Path) -> tuple[tuple[Path, str], ...]:
        """The files below *root* that *module* imports, with their names."""
        if (module.path, root) not in self._imported:
            self._imported[module.path, root] = tuple(_imported(module, root))
        return self._imported[module.path, root]


@dataclass(frozen=True)
class HandlerCode:
    """The module that holds the handler *attribute*, below the archive's *root*."""

    root: Path
    module: Module
    attribute: str
    sources: Sources = field(compare=False, repr=False)

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """The handler's module and those of the archive that it imports, directly or not."""
        found: dict[Path, Module] = {self.module.path: self.module}
        pending = [self.module]
        while pending and len(found) < _MOST_MODULES:
            for path, name in self.sources.imported(pending.pop(), self.root):
                if path not in found and (module := self.sources.module(path, name)) is not None:
                    found[path] = module
                    pending.append(module)
        return tuple(found.values())

    @property
    def defines(self) -> bool:
        """Whether the module binds the handler's name when it is imported; True where that cannot be seen."""
        return any(name in (self.attribute, "*") for name in _bound(self.module.tree))

    def place(self, module: Module, node: ast.AST, base: Path) -> Location:
        """Where *node* of *module* stands, relative to *base*."""
        return Location(relative(module.path, base), getattr(node, "lineno", 1))


def module_name(function: Function) -> str:
    """The module of the handler, as it is imported."""
    return function.handler.rpartition(".")[0].replace("/", ".")


def module_path(function: Function) -> Path:
    """Where that module stands, without the ending of its file."""
    return function.code_root.joinpath(*module_name(function).split("."))


def handler_file(function: Function) -> Path | None:
    """The file of the handler's module; None where there is none."""
    path = module_path(function)
    return next((found for found in (path.with_name(f"{path.name}.py"), path / "__init__.py") if found.is_file()), None)


def handler_code(function: Function, sources: Sources) -> HandlerCode | None:
    """The code of *function*'s handler; None where its file is not there or is no Python."""
    path = handler_file(function)
    module = sources.module(path, module_name(function)) if path is not None else None
    return HandlerCode(function.code_root, module, function.handler.rpartition(".")[2], sources) if module is not None else None


def catches(handler: ast.ExceptHandler, names: Collection[str]) -> bool:
    """Whether *handler* catches everything, or an exception of one of those *names*."""
    kinds = () if handler.type is None else ast.walk(handler.type)
    return handler.type is None or any(isinstance(one, ast.Name) and one.id in names for one in kinds)


def _read(path: Path, name: str) -> Module | None:
    try:
        text = path.read_text("utf-8")
        return Module(name, path, ast.parse(text), text)
    except (OSError, ValueError, SyntaxError, RecursionError):
        return None  # loading it says what is wrong


def _imported(module: Module, root: Path) -> Iterator[tuple[Path, str]]:
    """The files below *root* that *module* imports, with their names; those of other places are not looked at."""
    package = module.name.split(".") if module.path.name == "__init__.py" else module.name.split(".")[:-1]
    for node in _imports(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _files(alias.name.split("."), root)
        else:
            above = package[: len(package) - node.level + 1] if node.level else []
            base = [*above, *(node.module.split(".") if node.module else [])]
            yield from _files(base, root)
            for alias in node.names:
                yield from _files([*base, alias.name], root, whole=True)


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports below *node* that have to work: no ``try`` catches their failure, and no type checker alone does them."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
        return
    optional: set[ast.AST] = set()
    if isinstance(node, ast.Try) and any(catches(one, _IMPORT_FAILS) for one in node.handlers):
        optional = set(node.body)
    elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        optional = set(node.body)
    for child in ast.iter_child_nodes(node):
        if child not in optional:
            yield from _imports(child)


def _files(parts: list[str], root: Path, *, whole: bool = False) -> Iterator[tuple[Path, str]]:
    """The module of that dotted name and the packages above it; with *whole* only where the last part is a module too."""
    for length in range(len(parts) if whole else 1, len(parts) + 1):
        path = root.joinpath(*parts[:length])
        for file in (path / "__init__.py", path.with_name(f"{path.name}.py")):
            if file.is_file():
                yield file, ".".join(parts[:length])
                break


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that the statements of a module bind, those inside of ``if``, ``try``, ``with`` and loops included."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield child.name
        elif isinstance(child, ast.Import | ast.ImportFrom):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in child.names)
        elif isinstance(child, ast.Name):
            if isinstance(child.ctx, ast.Store):
                yield child.id
        elif not isinstance(child, ast.Lambda):
            if isinstance(child, ast.Call) and ast.unparse(child.func).startswith(("globals", "exec", "setattr")):
                yield "*"
            yield from _bound(child)
