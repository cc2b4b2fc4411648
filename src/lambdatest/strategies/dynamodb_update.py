"""Update expressions that are valid whatever an item holds: a clause that depends on it comes with a condition that says so.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.model import Table
from lambdatest.strategies.attribute_value import NAMES, VALUES, attribute_values, to_wire
from lambdatest.strategies.dynamodb_expression import Operands
from lambdatest.strategies.key_schema import index_keys, key_values

MOST_CLAUSES = 4
_SECTIONS = ("SET", "REMOVE", "ADD", "DELETE")
# Numbers that are counted up or down stay far from where a sum would leave the range of the service.
_COUNTED = (-(10**6), 10**6)
_INTEGERS = st.integers(-1000, 1000)
_SCALARS = attribute_values(types=("S", "N", "B", "BOOL", "NULL"))
_SETS = attribute_values(types=("SS", "NS", "BS"))

Writer = Callable[[Operands], str]
Update = Callable[[Operands], tuple[str, list[str]]]
"""Writes an update expression, and the conditions under which it is valid."""


@dataclass(frozen=True, slots=True)
class _Clause:
    """One clause of a section, and the condition without which it may be invalid."""

    attribute: str
    section: str
    write: Writer
    guard: Writer | None = None


def updates(table: Table) -> SearchStrategy[Update]:
    """One to four clauses, each about another attribute; those that key an index get values of their type, the table's none."""
    keyed = index_keys(table)
    names = NAMES.filter(lambda name: name not in (*table.keys, *keyed))
    clauses: list[SearchStrategy[_Clause]] = [
        *(st.builds(make, names, values) for make, values in _WAYS),
        *(key_values(table, name).map(_setter(name)) for name in keyed), *(st.just(_removed(name, None)) for name in keyed),
    ]
    return st.lists(st.one_of(clauses), min_size=1, max_size=MOST_CLAUSES).map(_update)


def _setter(name: str) -> Callable[[Any], _Clause]:
    return lambda value: _set(name, value)


def _update(clauses: Sequence[_Clause]) -> Update:
    # Two clauses about one attribute would overlap.
    apart = list({clause.attribute: clause for clause in clauses}.values())

    def write(operands: Operands) -> tuple[str, list[str]]:
        sections = []
        for section in _SECTIONS:
            texts = [clause.write(operands) for clause in apart if clause.section == section]
            if texts:
                sections.append(f"{section} {', '.join(texts)}")
        return " ".join(sections), [clause.guard(operands) for clause in apart if clause.guard]
    return write


def _of_type(name: str, kind: str) -> Writer:
    return lambda operands: f"(attribute_not_exists({operands.name(name)}) OR {_is(name, kind)(operands)})"


def _is(name: str, kind: str) -> Writer:
    return lambda operands: f"attribute_type({operands.name(name)}, {operands.value(kind)})"


def _counted(name: str) -> Writer:
    def guard(operands: Operands) -> str:
        low, high = map(operands.value, _COUNTED)
        return f"(attribute_not_exists({operands.name(name)}) OR {operands.name(name)} BETWEEN {low} AND {high})"
    return guard


def _set(name: str, value: Any) -> _Clause:
    return _Clause(name, "SET", lambda operands: f"{operands.name(name)} = {operands.value(value)}")


def _default(name: str, value: Any) -> _Clause:
    return _Clause(name, "SET", lambda operands: f"{operands.name(name)} = if_not_exists({operands.name(name)}, {operands.value(value)})")


def _counter(name: str, value: tuple[str, int]) -> _Clause:
    sign, by = value
    return _Clause(
        name, "SET",
        lambda operands: f"{operands.name(name)} = if_not_exists({operands.name(name)}, {operands.value(0)}) {sign} {operands.value(by)}",
        _counted(name))


def _appended(name: str, value: tuple[bool, list[Any]]) -> _Clause:
    first, members = value

    def write(operands: Operands) -> str:
        both = [f"if_not_exists({operands.name(name)}, {operands.value([])})", operands.value(members)]
        return f"{operands.name(name)} = list_append({', '.join(both[::-1] if first else both)})"
    return _Clause(name, "SET", write, _of_type(name, "L"))


def _member(name: str, value: tuple[str, Any]) -> _Clause:
    member, content = value
    return _Clause(
        name, "SET", lambda operands: f"{operands.name(name)}.{operands.name(member)} = {operands.value(content)}", _is(name, "M"))


def _element(name: str, value: tuple[int, Any]) -> _Clause:
    index, content = value
    return _Clause(name, "SET", lambda operands: f"{operands.name(name)}[{index}] = {operands.value(content)}", _is(name, "L"))


def _removed(name: str, _: Any) -> _Clause:
    return _Clause(name, "REMOVE", lambda operands: operands.name(name))


def _member_removed(name: str, member: str) -> _Clause:
    return _Clause(name, "REMOVE", lambda operands: f"{operands.name(name)}.{operands.name(member)}", _is(name, "M"))


def _element_removed(name: str, index: int) -> _Clause:
    return _Clause(name, "REMOVE", lambda operands: f"{operands.name(name)}[{index}]", _is(name, "L"))


def _added(name: str, value: Any) -> _Clause:
    guard = _counted(name) if isinstance(value, int) else _of_type(name, next(iter(to_wire(value))))
    return _Clause(name, "ADD", lambda operands: f"{operands.name(name)} {operands.value(value)}", guard)


def _deleted(name: str, value: Any) -> _Clause:
    guard = _of_type(name, next(iter(to_wire(value))))
    return _Clause(name, "DELETE", lambda operands: f"{operands.name(name)} {operands.value(value)}", guard)


_WAYS: Sequence[tuple[Callable[[str, Any], _Clause], SearchStrategy[Any]]] = (
    (_set, VALUES), (_default, VALUES), (_removed, st.none()), (_added, _INTEGERS), (_added, _SETS), (_deleted, _SETS),
    (_counter, st.tuples(st.sampled_from(("+", "-")), _INTEGERS)), (_appended, st.tuples(st.booleans(), st.lists(_SCALARS, max_size=3))),
    (_member, st.tuples(NAMES, _SCALARS)), (_member_removed, NAMES),
    (_element, st.tuples(st.integers(0, 3), _SCALARS)), (_element_removed, st.integers(0, 3)),
)
