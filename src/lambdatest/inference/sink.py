"""What a code does with text that can do harm: it tells which hostile texts are worth sending first."""

import ast
from collections.abc import Iterable, Iterator

_MODULES = {
    "sqlite3": "sql", "pymysql": "sql", "psycopg2": "sql", "psycopg": "sql", "pg8000": "sql", "sqlalchemy": "sql", "mysql": "sql",
    "subprocess": "command", "requests": "network", "httpx": "network", "urllib3": "network", "aiohttp": "network", "http": "network",
    "urllib.request": "network", "yaml": "yaml", "pickle": "pickle", "jinja2": "markup", "string": "template", "html": "markup",
}  # fmt: skip
_CALLS = {
    "system": "command", "popen": "command", "open": "file", "write_text": "file", "write_bytes": "file", "read_text": "file",
    "read_bytes": "file", "urlopen": "network", "execute_statement": "sql", "batch_execute_statement": "sql", "executemany": "sql",
    "start_query_execution": "sql", "select_object_content": "sql",
}  # fmt: skip
_WORDS = {"text/html": "markup", "image/svg": "markup", "location": "header", "set-cookie": "header", "content-disposition": "header"}
_EXPRESSIONS = ("Expression",)


def sinks(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Out of ``sql expression command network file markup header yaml pickle template``."""
    return frozenset(kind for tree in trees for node in ast.walk(tree) for kind in _of_node(node))


def _of_node(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from _known(_MODULES, *(alias.name for alias in node.names), *(alias.name.split(".")[0] for alias in node.names))
    elif isinstance(node, ast.ImportFrom):
        yield from _known(_MODULES, node.module or "", (node.module or "").split(".", maxsplit=1)[0])
    elif isinstance(node, ast.Call):
        yield from _known(_CALLS, getattr(node.func, "attr", getattr(node.func, "id", "")))
        if any(isinstance(keyword.arg, str) and keyword.arg.endswith(_EXPRESSIONS) for keyword in node.keywords):
            yield "expression"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value.lower()
        yield from (kind for word, kind in _WORDS.items() if text.startswith(word))
        if node.value.endswith(_EXPRESSIONS) and len(node.value) < 40:
            yield "expression"


def _known(table: dict[str, str], *names: str) -> Iterator[str]:
    yield from (table[name] for name in names if name in table)
