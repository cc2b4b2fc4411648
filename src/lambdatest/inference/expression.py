"""Expressions: what each kind may stand for, and what it says of the places in it."""

import ast
from collections.abc import Callable
from typing import Any

from lambdatest.inference.access import MAX_CONSTANT, iterate, note_number, subscript, unpack, write_key
from lambdatest.inference.attribute import attribute
from lambdatest.inference.comparison import admit, compare, key_flag
from lambdatest.inference.scope import Arguments, Run, Scope
from lambdatest.inference.value import (
    NUMERIC, Constant, Derived, External, Flag, Function, KeyName, Keys, Model, Record, Scalar, Series, Value, constant, default_types,
    elements, join, mark, origins, places, texts, truth,
)  # fmt: skip
from lambdatest.inference.place import Place

_ARITHMETIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Pow, ast.Mod)
_PREFIX_ENDS = ("#", ":", "|", "/", "_", "-")


def bind(run: Run, target: ast.expr, value: Value, scope: Scope) -> None:
    """``target = value``, for every kind of target."""
    match target:
        case ast.Name(id=name):
            scope.names[name] = value
        case ast.Tuple(elts=targets) | ast.List(elts=targets):
            for index, inner in enumerate(targets):
                bind(run, inner, unpack(value, index, len(targets)), scope)
        case ast.Starred(value=inner):
            bind(run, inner, (Series([value]),), scope)
        case ast.Subscript(value=owner, slice=key):
            write_key(run.evaluate(owner, scope), run.evaluate(key, scope), value, scope)
        case ast.Attribute(value=owner, attr=name):
            for atom in run.evaluate(owner, scope):
                if isinstance(atom, Model):
                    write_key((atom,), (constant(name),), value)
                elif hasattr(atom, "attributes"):
                    atom.attributes[name] = join(atom.attributes.get(name, ()), value)


def _constant(_run: Run, node: ast.Constant, _scope: Scope) -> Value:
    if isinstance(node.value, str | int | float | bytes) or node.value is None:
        return (constant(node.value),)
    return ()


def _name(run: Run, node: ast.Name, scope: Scope) -> Value:
    found = scope.look(node.id)
    if found is not None:
        return found
    reflected = run.reflect(node.id, scope)
    return (External(node.id),) if reflected is None else reflected


def _attribute(run: Run, node: ast.Attribute, scope: Scope) -> Value:
    return attribute(run, run.evaluate(node.value, scope), node.attr)


def _subscript(run: Run, node: ast.Subscript, scope: Scope) -> Value:
    value = run.evaluate(node.value, scope)
    if isinstance(node.slice, ast.Slice):
        for part in (node.slice.lower, node.slice.upper, node.slice.step):
            mark(run.evaluate(part, scope), "integer")
        mark(value, "sized")
        return value
    return subscript(run, value, run.evaluate(node.slice, scope), scope)


def _call(run: Run, node: ast.Call, scope: Scope) -> Value:
    callee = run.evaluate(node.func, scope)
    arguments = Arguments(scope=scope)
    for argument in node.args:
        value = run.evaluate(argument.value if isinstance(argument, ast.Starred) else argument, scope)
        arguments.positional.extend(_starred(value) if isinstance(argument, ast.Starred) else [value])
    for keyword in node.keywords:
        value = run.evaluate(keyword.value, scope)
        if keyword.arg is None:
            arguments.spread.append(value)
        else:
            arguments.keywords[keyword.arg] = value
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return (External("super()", join(scope.look("__class__") or (), scope.look("self") or ())),)
    return run.call(callee, arguments)


def _starred(value: Value) -> list[Value]:
    for atom in value:
        if isinstance(atom, Series):
            return atom.members
    return [iterate(value)]


def _dict(run: Run, node: ast.Dict, scope: Scope) -> Value:
    record = Record(scope=scope)
    for key, member in zip(node.keys, node.values, strict=True):
        value = run.evaluate(member, scope)
        if key is None:
            known = [atom for atom in value if isinstance(atom, Record)]
            record.always |= set().union(*(inner.always for inner in known)) if len(known) == len(value) == 1 else set()
            for inner in known:
                record.entries.update(inner.entries)
                record.spreads.extend(inner.spreads)
            rest = tuple(atom for atom in value if not isinstance(atom, Record | Flag))
            if rest:
                record.spreads.append(rest)
            continue
        names = run.evaluate(key, scope)
        if isinstance(key, ast.Tuple):
            record.entries[ast.unparse(key)] = value
            record.tuples += [atom for atom in names if isinstance(atom, Series)]
            continue
        for name in texts(names):
            record.entries[name] = value
        record.always |= set(texts(names)) if len(names) == 1 else set()
        record.spreads.extend((atom.place,) for atom in names if isinstance(atom, KeyName))
    return (record,)


def _series(run: Run, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> Value:
    members: list[Value] = []
    for member in node.elts:
        value = run.evaluate(member.value if isinstance(member, ast.Starred) else member, scope)
        members.append(iterate(value) if isinstance(member, ast.Starred) else value)
    return (Series(members, isinstance(node, ast.Set)),)


def _joined(run: Run, node: ast.JoinedStr, scope: Scope) -> Value:
    parts = [run.evaluate(p.value if isinstance(p, ast.FormattedValue) else p, scope) for p in node.values]
    names = [atom for part in parts for atom in part if isinstance(atom, KeyName)]
    if names:
        return (names[0],)
    known = [texts(part) for part in parts]
    like = _composed(node)
    if like and any(isinstance(atom, Place | Derived) for part in parts for atom in part):
        return (Scalar("string", like),)
    if all(known) and sum(len(k) > 1 for k in known) <= 1:
        widest = max(known, key=len)
        return tuple(constant("".join(text if k is widest else k[0] for k in known)) for text in widest)
    return (Scalar("string", like),)


def _composed(node: ast.JoinedStr) -> str:
    """An f-string that begins with a prefix, as in ``USER#{id}``, with the plainest value in it; empty for any other."""
    first = node.values[0] if node.values else None
    if not (isinstance(first, ast.Constant) and isinstance(first.value, str) and first.value[-1:] in _PREFIX_ENDS):
        return ""
    text = "".join(str(part.value) if isinstance(part, ast.Constant) else "a" for part in node.values)
    return text if len(text) <= MAX_CONSTANT else ""


def _bool(run: Run, node: ast.BoolOp, scope: Scope) -> Value:
    inner, values, flags = scope.branch(), [], []
    for operand in node.values:
        value = run.evaluate(operand, inner)
        flag = truth(value)
        values.append(value)
        flags.append(flag)
        inner.guarded |= flag.present if isinstance(node.op, ast.And) else flag.absent
    scope.names.update(inner.names)
    both = _conjunction(flags) if isinstance(node.op, ast.And) else _conjunction([f.inverted() for f in flags]).inverted()
    if isinstance(node.op, ast.Or):
        for place in origins(values[0]):
            place.types |= default_types(join(*values[1:]))
            place.defaulted = True
        if all(isinstance(atom, Constant) and not atom.value for value in values[1:] for atom in value):
            both = flags[0]
    rest = join(*(tuple(a for a in value if not isinstance(a, Flag)) for value in values))
    return (both, *rest)


def _conjunction(flags: list[Flag]) -> Flag:
    """When all are true every key is there; when it is false, who knows which is missing, so one rejection needs them all.

    ``absent`` (what a rejection in the true branch asks for) is clear only where a single operand says it: ``not a and not b``
    turns away a body that has neither, and asks for neither.
    """
    present = frozenset.union(*(f.present for f in flags))
    absences = [f.absent for f in flags if f.absent]
    return Flag(present, absences[0] - present if len(absences) == 1 else frozenset())


def _unary(run: Run, node: ast.UnaryOp, scope: Scope) -> Value:
    value = run.evaluate(node.operand, scope)
    if isinstance(node.op, ast.Not):
        return (truth(value).inverted(),)
    if isinstance(node.op, ast.USub):
        mark(value, "measured")
        numbers = [a.value for a in value if isinstance(a, Constant) and isinstance(a.value, int | float)]
        return tuple(constant(-n) for n in numbers) or tuple(Derived(p, "number") for p in places(value)) or (Scalar("number"),)
    return value


def _binary(run: Run, node: ast.BinOp, scope: Scope) -> Value:
    left, right = run.evaluate(node.left, scope), run.evaluate(node.right, scope)
    if isinstance(node.op, ast.BitOr | ast.BitAnd):
        return join(left, right)
    if isinstance(node.op, ast.Mod) and texts(left) or isinstance(node.op, ast.Div) and (texts(left) or texts(right)):
        return (Scalar("string"),)
    if isinstance(node.op, ast.Sub):
        names = texts(elements(left))
        keys = [atom for atom in right if isinstance(atom, Place | Keys)]
        if names and keys:
            flag = key_flag(run, elements(left), right, scope)
            return (Flag(absent=flag.present), Series([elements(left)]))
        admit(run, left, right, scope)
    return _sum(run, left, right, isinstance(node.op, _ARITHMETIC))


def _sum(run: Run, left: Value, right: Value, arithmetic: bool) -> Value:
    """``left + right``, or where *arithmetic* is True another operator, which texts and lists do not have."""
    kinds = {_kind(atom) for atom in join(left, right)}
    if not arithmetic and "string" in kinds:
        mark(join(left, right), "string")
        known = [constant(a + b) for a in texts(left)[:8] for b in texts(right)[:8]]
        return tuple(known) or (Scalar("string"),)
    if not arithmetic and any(isinstance(atom, Series) for atom in join(left, right)):
        mark(join(left, right), "array")
        return (Series([elements(left), elements(right), *((p.member(),) for p in places(join(left, right)))]),)
    note_number(run.facts, join(left, right))
    if arithmetic or "number" in kinds:
        mark(join(left, right), "measured")
        sources = [Derived(p, "number") for p in places(join(left, right))]
        return tuple(sources) or (Scalar("integer" if kinds <= {"integer"} else "number"),)
    return join(left, right)


def _kind(atom: object) -> str | None:
    """``string``, ``integer`` or ``number`` where an operand is seen to be one."""
    if isinstance(atom, Scalar | Derived):
        return "number" if atom.type in NUMERIC else atom.type if isinstance(atom, Scalar) else None
    if isinstance(atom, Constant) and not isinstance(atom.value, bool):
        return "string" if isinstance(atom.value, str) else "number" if isinstance(atom.value, int | float) else None
    return None


def add(run: Run, left: Value, right: Value, operator: ast.operator) -> Value:
    """``left += right``."""
    return _sum(run, left, right, isinstance(operator, _ARITHMETIC))


def _choice(run: Run, node: ast.IfExp, scope: Scope) -> Value:
    flag = truth(run.evaluate(node.test, scope))
    yes, no = scope.branch(flag.present), scope.branch(flag.absent)
    first, second = run.evaluate(node.body, yes), run.evaluate(node.orelse, no)
    for place in flag.present:
        place.types |= default_types(second)
    for place in flag.present | flag.absent:
        place.defaulted = True
    return join(first, second)


def _walrus(run: Run, node: ast.NamedExpr, scope: Scope) -> Value:
    value = run.evaluate(node.value, scope)
    bind(run, node.target, value, scope)
    return value


def _lambda(_run: Run, node: ast.Lambda, scope: Scope) -> Value:
    return (Function(node, scope),)


def _inner(run: Run, node: Any, scope: Scope) -> Value:
    return run.evaluate(node.value, scope)


def _yield(run: Run, node: ast.Yield | ast.YieldFrom, scope: Scope) -> Value:
    value = run.evaluate(node.value, scope)
    scope.returned.append((Series([value]),) if isinstance(node, ast.Yield) else value)
    return ()


def _compare(run: Run, node: ast.Compare, scope: Scope) -> Value:
    return compare(run, node, scope)


EXPRESSIONS: dict[type[ast.expr], Callable[[Run, Any, Scope], Value]] = {
    ast.Constant: _constant, ast.Name: _name, ast.Attribute: _attribute, ast.Subscript: _subscript, ast.Call: _call, ast.Dict: _dict,
    ast.List: _series, ast.Tuple: _series, ast.Set: _series, ast.JoinedStr: _joined, ast.BoolOp: _bool, ast.UnaryOp: _unary,
    ast.BinOp: _binary, ast.IfExp: _choice, ast.NamedExpr: _walrus, ast.Lambda: _lambda, ast.Await: _inner, ast.Starred: _inner,
    ast.FormattedValue: _inner, ast.Yield: _yield, ast.YieldFrom: _yield, ast.Compare: _compare,
}  # fmt: skip
