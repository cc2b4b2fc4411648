"""Comparisons: constants that the code knows, and keys that it looks for."""

import ast
import re
from collections.abc import Iterable, Iterator

from lambdatest.inference.access import choose, note_constant, note_number, root_of, touch
from lambdatest.inference.hint import hint
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Run, Scope
from lambdatest.inference.value import (
    Constant, Derived, EventView, Flag, KeyName, Keys, Model, Record, Value, elements, mark, origins, places, texts, truth,
)  # fmt: skip

_IDENTIFIER = re.compile(r"[A-Za-z_$:#][\w.:$-]*")


def compare(run: Run, node: ast.Compare, scope: Scope) -> Value:
    """A comparison: notes constants, types and keys; the flag tells which keys are there when it holds."""
    values = [run.evaluate(side, scope) for side in (node.left, *node.comparators)]
    flags = [_pair(run, values[i], operator, values[i + 1], scope) for i, operator in enumerate(node.ops)]
    return (flags[0] if len(flags) == 1 else Flag(frozenset().union(*(f.present for f in flags))),)


def _pair(run: Run, left: Value, operator: ast.cmpop, right: Value, scope: Scope) -> Flag:
    match operator:
        case ast.In():
            return _membership(run, left, right, scope)
        case ast.NotIn():
            return _membership(run, left, right, scope).inverted()
        case ast.Eq() | ast.Is():
            return _equality(run, left, right)
        case ast.NotEq() | ast.IsNot():
            return _equality(run, left, right).inverted()
    return _order(run, left, operator, right, scope)


def _equality(run: Run, left: Value, right: Value) -> Flag:
    flag = Flag()
    for value, other in ((left, right), (right, left)):
        known = [atom for atom in other if isinstance(atom, Constant)]
        note_number(run.facts, other)
        for atom in known:
            if atom.value == "":
                mark(value, "string")
            elif atom.value is not None:
                note_constant(run.facts, value, atom)
        if not known or len(known) < len(other):
            continue
        counted = [atom for atom in value if isinstance(atom, Flag)]
        if counted:  # len(missing) == 0, valid is True
            holds = any(atom.value for atom in known)
            return truth(value) if holds else truth(value).inverted()
        exact = frozenset(places(value)) if all(isinstance(a, Place | Derived) for a in value) else frozenset()
        falsy = all(not atom.value for atom in known)
        flag = Flag(absent=exact) if falsy else Flag(present=exact)
    return flag


def _order(run: Run, left: Value, operator: ast.cmpop, right: Value, scope: Scope) -> Flag:
    if isinstance(operator, ast.LtE) and texts(elements(left)):
        return key_flag(run, elements(left), right, scope)
    if isinstance(operator, ast.GtE) and texts(elements(right)):
        return key_flag(run, elements(right), left, scope)
    if isinstance(operator, ast.LtE | ast.GtE):
        less, more = (left, right) if isinstance(operator, ast.LtE) else (right, left)
        admit(run, less, more, scope)
    for value, other in ((left, right), (right, left)):
        for atom in other:
            if isinstance(atom, Constant) and isinstance(atom.value, int | float) and not isinstance(atom.value, bool):
                mark(value, "measured")
                note_number(run.facts, (atom,))
            elif isinstance(atom, Constant) and isinstance(atom.value, str):
                mark(value, "string")
    counted = truth(left) if any(isinstance(atom, Flag) for atom in left) else Flag()
    return counted.inverted() if isinstance(operator, ast.Lt | ast.LtE) else counted


def _membership(run: Run, left: Value, right: Value, scope: Scope) -> Flag:
    known = [atom for atom in elements(right) if isinstance(atom, Constant)]
    note_number(run.facts, tuple(known))
    _name_keys(_keyed_by(left), right, scope)
    for member in known:
        if member.value is not None:
            note_constant(run.facts, left, member)
    for atom in right:
        if isinstance(atom, Record):
            choose(run, atom, left)
        elif isinstance(atom, Constant) and isinstance(atom.value, str):
            mark(left, "string")
    if known or any(isinstance(atom, Record) for atom in right):
        if any(True for _ in origins(left)):
            accepted = all(a.value for a in known)
            exact = frozenset(places(left)) if all(isinstance(a, Place) for a in left) else frozenset()
            return Flag(present=exact) if accepted else Flag(absent=exact) if not any(a.value for a in known) else Flag()
    return key_flag(run, left, right, scope)


def key_flag(run: Run, names: Value, container: Value, scope: Scope) -> Flag:
    """``names in container``, where the names are literals: the keys that it looks for, as a flag."""
    found: set[Place] = set()
    for atom in container:
        certain = isinstance(atom, Keys | Model)
        place = atom.place if isinstance(atom, Keys | Model | EventView) else atom
        if not isinstance(place, Place):
            continue
        for name in texts(names):
            if certain or _is_mapping(run, place) and _IDENTIFIER.fullmatch(name):
                child = place.child(name)
                touch(child, scope, optional=True)
                found.add(child)
            elif name not in place.members:
                place.members.append(name)
    if any(isinstance(atom, KeyName) for atom in names):
        return Flag()
    return Flag(present=frozenset(found))


def admit(run: Run, keys: Value, names: Value, scope: Scope) -> None:
    """``set(body) <= names`` and ``set(body) - names``: what the code admits of all the keys of an object are those that it knows."""
    told = (atom.place for atom in keys if isinstance(atom, Keys))
    _name_keys((*told, *(place for place in places(keys) if _is_parsed(place) and _is_mapping(run, place))), names, scope)


def _keyed_by(names: Value) -> Iterator[Place]:
    """The objects of whose keys *names* is any one; so is what a loop over a whole JSON text gives, where it is compared with texts."""
    for atom in names:
        if isinstance(atom, KeyName):
            yield atom.place
        elif isinstance(atom, Place) and atom.parent is not None and atom.parent.element is atom and not atom.children:
            yield from [atom.parent] if _is_parsed(atom.parent) else []


def _is_parsed(place: Place) -> bool:
    """Whether it is all that a JSON text holds."""
    return place.parent is not None and place.parent.parsed is place


def _name_keys(objects: Iterable[Place], names: Value, scope: Scope) -> None:
    """The objects may have the keys *names*, the members of a series or the keys of a dict."""
    known = [*texts(elements(names)), *(name for atom in names if isinstance(atom, Record) and not atom.tuples for name in atom.entries)]
    for place in objects if known else ():
        place.keyed = place.named = True
        for name in known:
            touch(place.child(name), scope, optional=True)


def _is_mapping(run: Run, place: Place) -> bool:
    """Whether ``"x" in place`` asks for a key rather than an element or a part of a text."""
    if place.children or place.parent is None or run.facts.parses_forms and place.name == "body" and place.parent is run.event:
        return True
    if place.types & {"string", "array"} or place.element is not None:
        return False
    if place.parent.parsed is place or place.parent.element is place or place.depth <= 1 and root_of(place) is run.event:
        return True
    return hint(place.name) not in ("array", "string", "date")
