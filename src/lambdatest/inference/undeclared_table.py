"""Tables that the code names: their names, and their keys as the code's own calls have them.

An IaC file may leave a table to another stack, or to a condition that does not hold here.  Nothing is run: the text alone says what a
table is called (in a literal, in an environment variable) and what its key is (``Key={...}``, ``create_table``, a model of PynamoDB).
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

_ITEM = frozenset({"get_item", "update_item", "delete_item"})
_CALLS = _ITEM | {"put_item", "query", "scan", "describe_table", "create_table"}
_TABLE_VARIABLE = re.compile(r"(^|_)TABLE(_?NAME)?($|_)", re.IGNORECASE)
_PYNAMO = {"UnicodeAttribute": "S", "NumberAttribute": "N", "BinaryAttribute": "B", "UTCDateTimeAttribute": "S"}
Keys = tuple[tuple[str, str], ...]
"""Names and types of key attributes, hash key first."""


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table that the code names at *file*:*line*, with its *keys*; none where the code does not tell them."""

    name: str
    keys: Keys
    file: str
    line: int


@dataclass(slots=True)
class _Said:
    """What the files say: where each table is named first, the keys that calls give for it, and keys of tables without a name."""

    environment: Mapping[str, str]
    places: dict[str, tuple[str, int]] = field(default_factory=dict)
    keys: dict[str, dict[Keys, None]] = field(default_factory=dict)
    loose: dict[Keys, None] = field(default_factory=dict)

    def name(self, table: str, file: str, line: int) -> None:
        """The table is named there."""
        self.places.setdefault(table, (file, line))

    def key(self, table: str | None, keys: Keys) -> None:
        """A call gives these keys, for *table* or for one whose name is not known."""
        if keys:
            (self.loose if table is None else self.keys.setdefault(table, {}))[keys] = None


def named_tables(sources: Mapping[str, str], environment: Mapping[str, str]) -> list[NamedTable]:
    """The tables that *sources* (texts by file) name, given the functions' *environment*; files that are no Python are left out."""
    said = _Said(environment)
    for file, text in sources.items():
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError):
            continue
        _File(file, said).read(tree)
    return [NamedTable(name, _keys(said, name), file, line) for name, (file, line) in said.places.items()]


def _keys(said: _Said, name: str) -> Keys:
    """The keys of the table: what its own calls agree on, else what all calls on tables without a name do."""
    own = list(said.keys.get(name, {}) or said.loose)
    widest = max(own, key=len, default=())
    return widest if all({key for key, _ in one} == {key for key, _ in widest} for one in own) else ()


class _File:
    """One file: names that stand for texts or for tables, and the calls on them."""

    def __init__(self, file: str, said: _Said) -> None:
        self.file = file
        self.said = said
        self.texts: dict[str, str] = {}
        self.tables: dict[str, str] = {}

    def read(self, tree: ast.Module) -> None:
        """Read assignments first, so that a name is known wherever it is used."""
        nodes = list(ast.walk(tree))
        for node in nodes:
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                self._assign(node.targets if isinstance(node, ast.Assign) else [node.target], node.value)
        for node in nodes:
            if isinstance(node, ast.Call):
                self._call(node)
            elif isinstance(node, ast.ClassDef):
                self._model(node)
            self._variable(node)

    def _assign(self, targets: list[ast.expr], value: ast.expr) -> None:
        text, table = self._text(value), self._table(value)
        for target in map(ast.unparse, targets):
            if text is not None:
                self.texts[target] = text
            if table is not None:
                self.tables[target] = table

    def _variable(self, node: ast.AST) -> None:
        """An environment variable that is called like a table's name and read."""
        name = _read(node)[0]
        if name is not None and _TABLE_VARIABLE.search(name) and self.said.environment.get(name):
            self.said.name(self.said.environment[name], self.file, getattr(node, "lineno", 1))

    def _text(self, value: ast.expr) -> str | None:
        if isinstance(value, ast.Constant):
            return value.value if isinstance(value.value, str) else None
        name, default = _read(value)
        if name is not None:
            return self.said.environment.get(name) or default
        return self.texts.get(ast.unparse(value)) if isinstance(value, ast.Name | ast.Attribute) else None

    def _table(self, value: ast.expr) -> str | None:
        """The name of the table that *value* is: ``dynamodb.Table(...)``, or a name for it."""
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "Table":
            arguments = [*value.args, *(word.value for word in value.keywords if word.arg == "name")]
            return self._text(arguments[0]) if arguments else None
        return self.tables.get(ast.unparse(value)) if isinstance(value, ast.Name | ast.Attribute) else None

    def _call(self, node: ast.Call) -> None:
        table = self._table(node)
        if table:
            self.said.name(table, self.file, node.lineno)
        if not isinstance(node.func, ast.Attribute) or node.func.attr not in _CALLS:
            return
        words = {word.arg: word.value for word in node.keywords if word.arg}
        named = self._text(words["TableName"]) if "TableName" in words else self._table(node.func.value)
        if named and "TableName" in words:
            self.said.name(named, self.file, node.lineno)
        if node.func.attr in _ITEM:
            self.said.key(named, _of_key(words.get("Key")))
        elif node.func.attr == "create_table":
            self.said.key(named, _of_schema(words.get("KeySchema"), words.get("AttributeDefinitions")))

    def _model(self, node: ast.ClassDef) -> None:
        """A model of PynamoDB: its Meta names the table, its attributes the keys."""
        meta = next((one for one in node.body if isinstance(one, ast.ClassDef) and one.name == "Meta"), None)
        written = [line for line in (meta.body if meta else ()) if isinstance(line, ast.Assign)]
        found = next((line for line in written if ast.unparse(line.targets[0]) == "table_name"), None)
        name = self._text(found.value) if found is not None else None
        if name:
            self.said.name(name, self.file, node.lineno)
            self.said.key(name, tuple((key, kind) for _, key, kind in sorted(_of_attributes(node))))


def _of_attributes(node: ast.ClassDef) -> Iterator[tuple[str, str, str]]:
    """Role, name and type of each key attribute of a model; ``hash_key`` sorts before ``range_key``."""
    for line in node.body:
        if not isinstance(line, ast.Assign | ast.AnnAssign) or not isinstance(line.value, ast.Call):
            continue
        value, target = line.value, line.targets[0] if isinstance(line, ast.Assign) else line.target
        kind = _PYNAMO.get(ast.unparse(value.func).rpartition(".")[2])
        words = {word.arg: word.value for word in value.keywords}
        role = next((one for one in ("hash_key", "range_key") if one in words and ast.unparse(words[one]) == "True"), None)
        if kind and role:
            renamed = words.get("attr_name")
            name = renamed.value if isinstance(renamed, ast.Constant) and isinstance(renamed.value, str) else ast.unparse(target)
            yield role, name, kind


def _read(node: ast.AST) -> tuple[str | None, str | None]:
    """The environment variable that *node* reads, and the default that the code has for it."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in ("os.environ", "environ"):
        return (node.slice.value if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str) else None), None
    if isinstance(node, ast.Call) and ast.unparse(node.func) in ("os.environ.get", "environ.get", "os.getenv", "getenv") and node.args:
        texts = [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else None for one in node.args[:2]]
        return texts[0], texts[1] if len(texts) > 1 else None
    return None, None


def _of_key(value: ast.expr | None) -> Keys:
    """The attributes of ``Key={...}``; a sort key comes second, as it is written almost everywhere."""
    if not isinstance(value, ast.Dict) or not 1 <= len(value.keys) <= 2:
        return ()
    names = [key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None for key in value.keys]
    return tuple((name, _type(member)) for name, member in zip(names, value.values, strict=True) if name) if all(names) else ()


def _type(value: ast.expr) -> str:
    """The type of a key's value: that of the wire format, a number where the code makes one, else text."""
    wire = value.keys[0] if isinstance(value, ast.Dict) and len(value.keys) == 1 else None
    if isinstance(wire, ast.Constant) and wire.value in ("S", "N", "B"):
        return str(wire.value)
    number = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
    made = isinstance(value, ast.Call) and ast.unparse(value.func) in ("int", "float", "Decimal", "decimal.Decimal")
    return "N" if number or made else "S"


def _of_schema(schema: ast.expr | None, definitions: ast.expr | None) -> Keys:
    """The keys that a call of CreateTable writes out."""
    found, types = _literal(schema), _literal(definitions)
    kinds = {str(one.get("AttributeName")): str(one.get("AttributeType")) for one in types}
    ordered = sorted(found, key=lambda one: one.get("KeyType") != "HASH")
    return tuple((str(one.get("AttributeName")), kinds.get(str(one.get("AttributeName")), "S")) for one in ordered)


def _literal(value: ast.expr | None) -> list[Mapping[str, str]]:
    try:
        found = ast.literal_eval(value) if value is not None else []
    except ValueError:
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
