"""Comprehensions: loops in one expression, which often copy, pick or check keys."""

import ast
from collections.abc import Callable
from typing import Any

from lambdatest.inference.access import iterate
from lambdatest.inference.expression import bind
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Run, Scope
from lambdatest.inference.value import Constant, Derived, Flag, KeyName, Record, Series, Value, constant, join, texts, truth

MAX_TURNS = 40


def narrow(run: Run, test: ast.expr, scope: Scope) -> None:
    """After ``key in ALLOWED``, where *key* walks over an object's keys: the key is one of those, and so is its value."""
    match test:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[allowed]):
            walked = [atom.place for atom in scope.look(name) or () if isinstance(atom, KeyName)]
            known = texts(iterate(run.evaluate(allowed, scope)))
            if not walked or not known:
                return
            values = [walked[0].child(text) for text in known]
            for value in values:
                value.optional = True
            for other, bound in list(scope.names.items()):
                if walked[0].element in bound:
                    scope.names[other] = tuple(values)
            scope.names[name] = tuple(constant(text) for text in known)


def _enter(run: Run, generators: list[ast.comprehension], scope: Scope) -> tuple[Scope, Flag]:
    """The scope inside of *generators*, and the keys whose absence makes an element."""
    inner, absent = scope.inner(), frozenset[Place]()
    for generator in generators:
        bind(run, generator.target, iterate(run.evaluate(generator.iter, inner)), inner)
        for test in generator.ifs:
            flag = truth(run.evaluate(test, inner))
            narrow(run, test, inner)
            inner.guarded |= flag.present
            absent |= flag.absent
    return inner, Flag(absent=absent)


def _list(run: Run, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> Value:
    inner, flag = _enter(run, node.generators, scope)
    series = Series([run.evaluate(node.elt, inner)], isinstance(node, ast.SetComp))
    return (flag, series) if flag.absent else (series,)


def _dict(run: Run, node: ast.DictComp, scope: Scope) -> Value:
    inner, _ = _enter(run, node.generators, scope)
    record = Record()
    first = node.generators[0]
    turns: list[tuple[str | None, str]] = [(None, "")]
    if isinstance(first.target, ast.Name):
        turns = [(first.target.id, text) for text in texts(inner.names.get(first.target.id, ()))[:MAX_TURNS]] or turns
    elif isinstance(first.target, ast.Tuple) and isinstance(first.target.elts[0], ast.Name):
        turns = [(first.target.elts[0].id, text) for text in texts(inner.names.get(first.target.elts[0].id, ()))[:MAX_TURNS]] or turns
    copied: list[Value] = []
    for name, text in turns:
        once = inner.branch()
        if name is not None:
            _pick(once, name, text)
        key, value = run.evaluate(node.key, once), run.evaluate(node.value, once)
        for known in texts(key):
            record.entries[known] = value
        copied.extend(_copied(key, value, record))
    return join(*copied) if copied else (record,)


def _pick(scope: Scope, name: str, text: str) -> None:
    """In this turn the loop's key is *text*, and its value is the one of that key."""
    scope.names[name] = (Constant(str, text),)
    for other, bound in list(scope.names.items()):
        matching = tuple(atom for atom in bound if isinstance(atom, Place) and atom.name == text)
        if matching:
            scope.names[other] = matching


def _copied(key: Value, value: Value, record: Record) -> list[Value]:
    """The object that ``{k.lower(): v for k, v in x.items()}`` copies; a converted copy spreads it instead."""
    copied: list[Value] = []
    for atom in key:
        place = atom.place if isinstance(atom, KeyName) else None
        walked = atom.place if isinstance(atom, Derived) else atom
        if isinstance(walked, Place) and walked.parent is not None and walked.parent.element is walked:
            place = walked.parent
        if place is None:
            continue
        if place.element in value:
            copied.append((place,))
        else:
            record.spreads.append((place,))
    return copied


COMPREHENSIONS: dict[type[ast.expr], Callable[[Run, Any, Scope], Value]] = {
    ast.ListComp: _list, ast.SetComp: _list, ast.GeneratorExp: _list, ast.DictComp: _dict,
}  # fmt: skip
