"""A module as the checks see it: its syntax tree with parents, where its names come from, and which functions are handlers."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_INNER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_EVENT, _CONTEXT = frozenset({"event", "evt"}), frozenset({"context", "ctx", "lambda_context", ""})
_HANDLER = re.compile(r"(.*_)?handler|handle")
_HTTP = frozenset({
    "headers", "queryStringParameters", "pathParameters", "httpMethod", "multiValueHeaders", "authorizationToken", "rawPath",
    "multiValueQueryStringParameters", "resource", "stageVariables", "cookies",
})
"""Keys of an event that only a request has.  A message over a WebSocket has a request context too, but no headers."""
_AGENT = frozenset({"actionGroup", "apiPath", "agent"})
"""Keys of the event of an agent's action group, which has a method too."""
_CONCERNED = re.compile(rb"boto3|event|evt|handle", re.IGNORECASE)
"""What stands in every module that has a handler or imports boto3: others need not be parsed."""
_TEST = re.compile(r"(test_.*|.*_tests?|conftest)\.py")


@dataclass(frozen=True, slots=True)
class LambdaModule:
    """*nodes* are all of the tree, *imports* maps a name to what it was imported as (``datetime`` to ``datetime.datetime``)."""

    tree: ast.Module
    nodes: tuple[ast.AST, ...]
    parents: Mapping[ast.AST, ast.AST]
    imports: Mapping[str, str]
    handlers: tuple[FunctionNode, ...]
    text: str

    @property
    def functions(self) -> Iterator[FunctionNode]:
        """Every function, methods and nested ones included."""
        return (node for node in self.nodes if isinstance(node, FunctionNode))

    @property
    def calls(self) -> Iterator[ast.Call]:
        """Every call."""
        return (node for node in self.nodes if isinstance(node, ast.Call))

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around *node*, from the inside."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope(self, node: ast.AST) -> FunctionNode | None:
        """The innermost function around *node*; None where it runs when the module is imported."""
        return next((outer for outer in self.above(node) if isinstance(outer, FunctionNode)), None)

    def at_import(self, node: ast.AST) -> bool:
        """Whether *node* runs when the module is imported by Lambda: in no function, and not under ``if __name__ == …``."""
        inner = node
        for outer in self.above(node):
            if isinstance(outer, FunctionNode) and inner in outer.body or isinstance(outer, ast.Lambda):
                return False
            if isinstance(outer, ast.If) and "__name__" in {one.id for one in ast.walk(outer.test) if isinstance(one, ast.Name)}:
                return False
            inner = outer
        return True

    def origin(self, node: ast.AST) -> str:
        """The dotted name that *node* is, as imported: ``boto3.client``; empty where it is no name."""
        name = dotted(node)
        head, dot, rest = name.partition(".")
        return f"{self.imports.get(head, head)}{dot}{rest}"

    def guarded(self, node: ast.AST, *names: str) -> bool:
        """Whether an exception of one of those *names*, or a broad one, that *node* raises is caught in its function."""
        inner = node
        for outer in self.above(node):
            if isinstance(outer, FunctionNode):
                return False
            if isinstance(outer, ast.Try) and inner in outer.body and any(catches(one, *names) for one in outer.handlers):
                return True
            if isinstance(outer, ast.With) and inner in outer.body and any(
                isinstance(one.context_expr, ast.Call) and dotted(one.context_expr.func).endswith("suppress") for one in outer.items
            ):
                return True
            inner = outer
        return False

    def http(self, handler: FunctionNode) -> bool:
        """Whether *handler* reads what only an HTTP request has."""
        event = event_name(handler)
        keys = {key for node in ast.walk(handler) if (key := read_key(node, event)) is not None}
        return bool(keys & _HTTP) and not keys & _AGENT


def parse(source: bytes, file: str) -> LambdaModule | None:
    """The module in *source*; None where it has nothing to do with Lambda, is a test, or is no Python."""
    path = PurePath(file)
    if not _CONCERNED.search(source) or _TEST.fullmatch(path.name) or "tests" in path.parts:
        return None
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return None  # pylint itself says so
    handlers = tuple(function for function in at_top(tree.body) if is_handler(function))
    if not handlers and b"boto3" not in source:
        return None
    parents = _parents(tree)
    nodes = (tree, *parents)
    return LambdaModule(tree, nodes, parents, _imports(nodes), handlers, source.decode("utf-8", "replace"))


def _parents(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    found: dict[ast.AST, ast.AST] = {}
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        for child in ast.iter_child_nodes(node):
            found[child] = node
            pending.append(child)
    return found


def _imports(nodes: Iterable[ast.AST]) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.asname or alias.name.partition(".")[0]: alias.name if alias.asname else alias.name.partition(".")[0]
                      for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: f"{node.module or ''}.{alias.name}" for alias in node.names}
    return found


def at_top(body: Iterable[ast.stmt]) -> Iterator[FunctionNode]:
    """The functions of a module, those under ``if`` and ``try`` included."""
    for node in body:
        if isinstance(node, FunctionNode):
            yield node
        elif isinstance(node, ast.If | ast.Try):
            yield from at_top([*node.body, *node.orelse])


def required(function: FunctionNode) -> list[str]:
    """The names of the positional parameters that have no default."""
    names = [one.arg for one in (*function.args.posonlyargs, *function.args.args)]
    return names[: len(names) - len(function.args.defaults)]


def is_handler(function: FunctionNode) -> bool:
    """Whether Lambda is likely to call *function*: it takes an event and a context, or is called a handler and takes one of them.

    The IaC file would know; pylint reads one module at a time.
    """
    names = [name.strip("_").lower() for name in required(function)]
    if len(names) != 2:
        return False
    first, second = names[0] in _EVENT, names[1] in _CONTEXT
    return first and second or bool(_HANDLER.fullmatch(function.name)) and (first or names[1] in _CONTEXT - {""})


def event_name(handler: FunctionNode) -> str:
    """What *handler* calls its event."""
    return required(handler)[0]


def within(function: ast.AST) -> Iterator[ast.AST]:
    """Every node that belongs to *function* itself: what functions and classes inside of it hold is theirs."""
    pending = list(ast.iter_child_nodes(function))
    while pending:
        node = pending.pop()
        yield node
        if not isinstance(node, _INNER):
            pending.extend(ast.iter_child_nodes(node))


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of names and attributes; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def text_of(node: ast.AST | None) -> str | None:
    """The text of a string constant."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def read_key(node: ast.AST, name: str | None = None) -> str | None:
    """The key that ``x["key"]`` or ``x.get("key")`` reads, where ``x`` is *name* (or anything)."""
    if isinstance(node, ast.Subscript):
        holder, key = node.value, text_of(node.slice)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
        holder, key = node.func.value, text_of(node.args[0])
    else:
        return None
    return key if name is None or dotted(holder) == name else None


def holder_of(node: ast.AST) -> ast.AST | None:
    """The ``x`` of ``x["key"]`` or ``x.get("key")``."""
    if read_key(node) is None:
        return None
    if isinstance(node, ast.Subscript):
        return node.value
    return node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else None


def keyword(call: ast.Call, *names: str) -> ast.expr | None:
    """The value of the first keyword argument of those *names*."""
    return next((one.value for one in call.keywords if one.arg in names), None)


def method(call: ast.Call) -> str:
    """The name of the method that *call* calls; empty where it is no method."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def catches(handler: ast.ExceptHandler, *names: str) -> bool:
    """Whether *handler* catches everything, or an exception of one of those *names*."""
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(dotted(kind).rpartition(".")[2] in ("Exception", "BaseException", *names) for kind in kinds)


def names_in(node: ast.AST) -> set[str]:
    """Every name in *node*."""
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}


def assigned(node: ast.AST) -> list[tuple[ast.expr, ast.expr]]:
    """Target and value of an assignment; none for anything else."""
    if isinstance(node, ast.Assign):
        return [(target, node.value) for target in node.targets]
    if isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        return [(node.target, node.value)]
    return []
