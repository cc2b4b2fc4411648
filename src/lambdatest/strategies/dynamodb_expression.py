"""Expressions of DynamoDB's requests, with the names and values that their placeholders stand for.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.model import Table
from lambdatest.strategies.attribute_value import BINARIES, NAMES, NUMBERS, TEXTS, VALUES, to_wire
from lambdatest.strategies.key_schema import index_keys

# Not reserved, and made of the characters that a name may have without a placeholder.
_BARE = frozenset(("price", "title", "camelCase"))
_SIGNS = ("=", "<>", "<", "<=", ">", ">=")
_TYPES = ("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS")
_INNER = ("", ".", "[0]", "[1]")


class Operands:
    """The names and values of one request's expressions; equal names share a placeholder.

    With *bare*, names that need no placeholder get none.
    """

    def __init__(self, bare: bool = False) -> None:
        self._bare = bare
        self._names: dict[str, str] = {}
        self._values: list[Any] = []

    def name(self, name: str) -> str:
        """What stands for the attribute *name* in an expression."""
        return name if self._bare and name in _BARE else self._names.setdefault(name, f"#n{len(self._names)}")

    def value(self, value: Any) -> str:
        """What stands for *value* in an expression."""
        self._values.append(value)
        return f":v{len(self._values) - 1}"

    def parameters(self, wire: bool) -> dict[str, Any]:
        """ExpressionAttributeNames and ExpressionAttributeValues, each where there is one."""
        names = {placeholder: name for name, placeholder in self._names.items()}
        values = {f":v{n}": to_wire(value) if wire else value for n, value in enumerate(self._values)}
        given = {"ExpressionAttributeNames": names, "ExpressionAttributeValues": values}
        return {name: found for name, found in given.items() if found}


Writer = Callable[[Operands], str]
"""Writes an expression, or a part of one, and leaves its names and values with the operands."""


def ordered(values: Sequence[Any]) -> list[Any]:
    """*values* of one type as DynamoDB sorts them: numbers by value, text by its UTF-8 bytes, binary by unsigned bytes."""
    return sorted(values, key=lambda value: value.encode() if isinstance(value, str) else value)


@dataclass(frozen=True, slots=True)
class Scope:
    """The attributes that an expression may name: those *held* by an index, None for any, and none of *excluded*."""

    table: Table
    excluded: tuple[str, ...] = ()
    held: tuple[str, ...] | None = None

    def keys(self) -> list[str]:
        """The keys of the table and of its indexes among them."""
        found = [*self.table.keys, *index_keys(self.table)]
        return [name for name in found if name not in self.excluded and (self.held is None or name in self.held)]

    def names(self) -> SearchStrategy[str]:
        """Names of attributes, keys among them; there is one at least."""
        if self.held is not None:
            return st.sampled_from([name for name in self.held if name not in self.excluded])
        names = NAMES.filter(lambda name: name not in self.excluded)
        return st.one_of(names, names, st.sampled_from(self.keys())) if self.keys() else names


def paths(scope: Scope) -> SearchStrategy[tuple[str, ...]]:
    """Document paths: an attribute, or a member of a map or list in one; a key is never looked into."""
    keys = (*scope.table.keys, *index_keys(scope.table))

    def path(drawn: tuple[str, str, str]) -> tuple[str, ...]:
        name, inner, member = drawn
        return (name,) if name in keys or not inner else (name, inner, member) if inner == "." else (name, inner)
    return st.tuples(scope.names(), st.sampled_from(_INNER), NAMES).map(path)


def written(path: tuple[str, ...], operands: Operands) -> str:
    """A document path as an expression has it."""
    head = operands.name(path[0])
    return head if len(path) == 1 else head + "." + operands.name(path[2]) if path[1] == "." else head + path[1]


def conditions(scope: Scope) -> SearchStrategy[Writer]:
    """Conditions and filters that are valid whatever an item holds: one to three comparisons or functions with AND, OR, NOT."""
    one = _comparisons(scope)
    both = st.tuples(one, st.sampled_from((" AND ", " OR ")), one)
    return st.one_of(
        one, both.map(_joined),
        one.map(lambda writer: lambda operands: f"NOT {writer(operands)}"),
        st.tuples(one, both).map(lambda drawn: lambda operands: f"{drawn[0](operands)} AND ({_joined(drawn[1])(operands)})"),
    )


def _joined(drawn: tuple[Writer, str, Writer]) -> Writer:
    left, word, right = drawn
    return lambda operands: left(operands) + word + right(operands)


def _comparisons(scope: Scope) -> SearchStrategy[Writer]:
    path = paths(scope)
    scalars = st.one_of(TEXTS, NUMBERS, BINARIES)
    ranges = st.one_of(*(st.lists(values, min_size=2, max_size=2).map(ordered) for values in (TEXTS, NUMBERS, BINARIES)))
    found: list[SearchStrategy[Writer]] = [
        st.tuples(path, st.sampled_from(_SIGNS[:2]), VALUES).map(_comparison),
        st.tuples(path, st.sampled_from(_SIGNS), scalars).map(_comparison),
        st.tuples(path, ranges).map(_between),
        st.tuples(path, st.lists(VALUES, min_size=1, max_size=3)).map(_among),
        st.tuples(st.sampled_from(("attribute_exists", "attribute_not_exists")), path).map(_existence),
        st.tuples(st.just("attribute_type"), path, st.sampled_from(_TYPES)).map(_call),
        st.tuples(st.just("begins_with"), path, st.one_of(TEXTS, BINARIES)).map(_call),
        st.tuples(st.just("contains"), path, scalars).map(_call),
    ]
    sized = [name for name in scope.keys() if name in scope.table.keys and scope.table.types[name] != "N"]
    if sized:
        # Of another attribute nobody knows that it has a size: a number has none.
        found.append(st.tuples(st.sampled_from(sized), st.sampled_from(_SIGNS), st.integers(0, 100)).map(_sized))
    return st.one_of(found)


def _comparison(drawn: tuple[tuple[str, ...], str, Any]) -> Writer:
    path, sign, value = drawn
    return lambda operands: f"{written(path, operands)} {sign} {operands.value(value)}"


def _between(drawn: tuple[tuple[str, ...], list[Any]]) -> Writer:
    path, (low, high) = drawn
    return lambda operands: f"{written(path, operands)} BETWEEN {operands.value(low)} AND {operands.value(high)}"


def _among(drawn: tuple[tuple[str, ...], list[Any]]) -> Writer:
    path, values = drawn
    return lambda operands: f"{written(path, operands)} IN ({', '.join(map(operands.value, values))})"


def _existence(drawn: tuple[str, tuple[str, ...]]) -> Writer:
    function, path = drawn
    return lambda operands: f"{function}({written(path, operands)})"


def _call(drawn: tuple[str, tuple[str, ...], Any]) -> Writer:
    function, path, value = drawn
    return lambda operands: f"{function}({written(path, operands)}, {operands.value(value)})"


def _sized(drawn: tuple[str, str, int]) -> Writer:
    name, sign, value = drawn
    return lambda operands: f"size({operands.name(name)}) {sign} {operands.value(value)}"


def key_conditions(key: dict[str, Any], range_key: str | None, bounds: Sequence[Any], way: str) -> Writer:
    """The condition of a Query: *key* has the value of the hash key; *way* compares *bounds*, one or two, with the sort key."""
    ((hash_key, value),) = key.items()

    def write(operands: Operands) -> str:
        text = f"{operands.name(hash_key)} = {operands.value(value)}"
        if range_key is None or not way:
            return text
        name = operands.name(range_key)
        if way == "between":
            low, high = map(operands.value, ordered(bounds))
            return f"{text} AND {name} BETWEEN {low} AND {high}"
        if way == "begins_with":
            return f"{text} AND begins_with({name}, {operands.value(bounds[0])})"
        return f"{text} AND {name} {way} {operands.value(bounds[0])}"
    return write
