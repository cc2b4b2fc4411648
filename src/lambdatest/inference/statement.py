"""Statements: names, branches and what a rejection in one of them asks for."""

import ast
from collections.abc import Callable, Sequence
from typing import Any

from lambdatest.inference.access import iterate, note_constant, read_key
from lambdatest.inference.annotation import annotate
from lambdatest.inference.comprehension import narrow
from lambdatest.inference.definition import define_class, define_function, from_import, plain_import
from lambdatest.inference.expression import add, bind
from lambdatest.inference.place import Place
from lambdatest.inference.rejection import ends, forgives, rejects
from lambdatest.inference.scope import Run, Scope
from lambdatest.inference.value import Constant, External, Series, Value, join, mark, places, texts, truth

_SIMPLE = (ast.Assign, ast.Expr, ast.Return, ast.Raise, ast.AnnAssign)
MAX_FORGIVEN = 3


def execute_all(run: Run, body: Sequence[ast.stmt], scope: Scope) -> bool:
    """Read *body*; True where it never runs through to its end."""
    for index, statement in enumerate(body):
        if isinstance(statement, ast.If):
            if _if(run, statement, scope, body[index + 1 :]):
                return True
            continue
        known = STATEMENTS.get(type(statement))
        if known is not None and known(run, statement, scope):
            return True
    return False


def require(flagged: frozenset[Place], scope: Scope) -> None:
    """A request without one of *flagged* was turned away."""
    for place in flagged - scope.guarded:
        place.required |= not place.written


def _if(run: Run, node: ast.If, scope: Scope, rest: Sequence[ast.stmt]) -> bool:
    refused = _refused_types(run, node.test, scope) if rejects(node.body) else []
    if ends(node.body):
        _insist(run, node.test, scope)
    flag = truth(run.evaluate(node.test, scope))
    for place, types in refused:
        place.types -= types
    if rejects(node.body):
        require(flag.absent, scope)
    otherwise: Sequence[ast.stmt] = node.orelse
    if not otherwise and ends(node.body) and all(isinstance(s, _SIMPLE) for s in rest):
        otherwise = rest
    if rejects(otherwise):
        require(flag.present, scope)
    elif not rejects(node.body):
        for place in flag.present | flag.absent:
            place.defaulted = True
    yes, no = scope.branch(flag.present), scope.branch(flag.absent)
    narrow(run, node.test, yes)
    ended = run.execute(node.body, yes)
    ended_otherwise = run.execute(node.orelse, no)
    scope.merge(*([] if ended else [yes]), *([] if ended_otherwise else [no]))
    return ended and ended_otherwise


def _refused_types(run: Run, test: ast.expr, scope: Scope) -> list[tuple[Place, set[str]]]:
    """The types that ``if isinstance(x, float): raise`` turns away: they are no evidence of what *x* should be."""
    found: list[tuple[Place, set[str]]] = []
    for part in _either(test):
        match part:
            case ast.Call(func=ast.Name(id="isinstance"), args=[subject, _]):
                before = [(place, set(place.types)) for place in places(run.evaluate(subject, scope))]
                run.evaluate(part, scope)
                found += [(place, place.types - types) for place, types in before]
    return found


def _insist(run: Run, test: ast.expr, scope: Scope) -> None:
    """``if not isinstance(x, str): return`` goes on with a text alone."""
    for part in _either(test):
        match part:
            case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=ast.Name(id="isinstance"), args=[subject, _]) as told):
                before = [(place, set(place.types)) for place in places(run.evaluate(subject, scope))]
                for place, _ in before:
                    place.types.clear()
                run.evaluate(told, scope)
                for place, types in before:
                    place.insisted |= place.types
                    place.types |= types


def _either(test: ast.expr) -> Sequence[ast.expr]:
    """The parts of a condition any of which is enough."""
    return test.values if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or) else [test]


def _assign(run: Run, node: ast.Assign, scope: Scope) -> bool:
    value = run.evaluate(node.value, scope)
    for target in node.targets:
        bind(run, target, value, scope)
    return False


def _annotated_assign(run: Run, node: ast.AnnAssign, scope: Scope) -> bool:
    if node.value is not None:
        value = run.evaluate(node.value, scope)
        for place in places(value):
            annotate(run, place, node.annotation, scope)
        bind(run, node.target, value, scope)
    return False


def _augmented_assign(run: Run, node: ast.AugAssign, scope: Scope) -> bool:
    left, right = run.evaluate(node.target, scope), run.evaluate(node.value, scope)
    bind(run, node.target, add(run, left, right, node.op), scope)
    return False


def _expression(run: Run, node: ast.Expr, scope: Scope) -> bool:
    run.evaluate(node.value, scope)
    return False


def _return(run: Run, node: ast.Return, scope: Scope) -> bool:
    scope.returned.append(run.evaluate(node.value, scope))
    return True


def _raise(run: Run, node: ast.Raise, scope: Scope) -> bool:
    run.evaluate(node.exc, scope)
    return True


def _leave(_run: Run, _node: ast.stmt, _scope: Scope) -> bool:
    return True


def _loop(run: Run, node: ast.For | ast.AsyncFor, scope: Scope) -> bool:
    inner = scope.branch()
    bind(run, node.target, iterate(run.evaluate(node.iter, scope)), inner)
    run.execute(node.body, inner)
    scope.merge(scope.branch(), inner)
    return run.execute(node.orelse, scope)


def _while(run: Run, node: ast.While, scope: Scope) -> bool:
    flag = truth(run.evaluate(node.test, scope))
    inner = scope.branch(flag.present)
    run.execute(node.body, inner)
    scope.merge(scope.branch(), inner)
    return run.execute(node.orelse, scope)


def _with(run: Run, node: ast.With | ast.AsyncWith, scope: Scope) -> bool:
    for item in node.items:
        value = run.evaluate(item.context_expr, scope)
        if item.optional_vars is not None:
            bind(run, item.optional_vars, value, scope)
    return run.execute(node.body, scope)


def _try(run: Run, node: ast.Try | ast.TryStar, scope: Scope) -> bool:
    body = scope.branch()
    body.lenient = scope.lenient or len(node.body) <= MAX_FORGIVEN and any(forgives(handler) for handler in node.handlers)
    ended = run.execute(node.body, body) or run.execute(node.orelse, body)
    body.lenient = scope.lenient
    branches = [] if ended else [body]
    for handler in node.handlers:
        inner = scope.branch()
        if handler.name:
            inner.names[handler.name] = (External("exception"),)
        if not run.execute(handler.body, inner):
            branches.append(inner)
    scope.merge(*branches)
    return run.execute(node.finalbody, scope) or not branches


def _match(run: Run, node: ast.Match, scope: Scope) -> bool:
    subject = run.evaluate(node.subject, scope)
    branches: list[Scope] = []
    final = False
    for case in node.cases:
        inner = scope.branch()
        _pattern(run, case.pattern, subject, inner)
        if case.guard is not None:
            inner.guarded |= truth(run.evaluate(case.guard, inner)).present
        final |= case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        if not run.execute(case.body, inner):
            branches.append(inner)
    scope.merge(*branches, *([] if final else [scope.branch()]))
    return final and not branches


def _pattern(run: Run, pattern: ast.pattern, subject: Value, scope: Scope) -> None:
    match pattern:
        case ast.MatchValue(value=value):
            for atom in (atom for atom in run.evaluate(value, scope) if isinstance(atom, Constant)):
                note_constant(run.facts, subject, atom)
        case ast.MatchSingleton(value=bool()):
            mark(subject, "boolean")
        case ast.MatchOr(patterns=patterns):
            for inner in patterns:
                _pattern(run, inner, subject, scope)
        case ast.MatchSequence(patterns=patterns):
            _match_sequence(run, patterns, subject, scope)
        case ast.MatchMapping():
            _match_mapping(run, pattern, subject, scope)
        case ast.MatchClass(cls=cls, patterns=patterns):
            for place in places(subject):
                annotate(run, place, cls, scope)
            for inner in patterns[:1]:
                _pattern(run, inner, subject, scope)
        case ast.MatchAs(pattern=inner_pattern, name=name):
            if inner_pattern is not None:
                _pattern(run, inner_pattern, subject, scope)
            if name is not None:
                scope.names[name] = subject


def _match_mapping(run: Run, pattern: ast.MatchMapping, subject: Value, scope: Scope) -> None:
    for key, inner in zip(pattern.keys, pattern.patterns, strict=True):
        for name in texts(run.evaluate(key, scope)):
            _pattern(run, inner, read_key(run, subject, name, scope, optional=True), scope)


def _match_sequence(run: Run, patterns: list[ast.pattern], subject: Value, scope: Scope) -> None:
    built = [atom for atom in subject if isinstance(atom, Series) and len(atom.members) == len(patterns)]
    for index, inner in enumerate(patterns):
        if not isinstance(inner, ast.MatchStar):
            member = join(*(atom.members[index] for atom in built)) if built else iterate(subject)
            _pattern(run, inner, member, scope)


def _delete(run: Run, node: ast.Delete, scope: Scope) -> bool:
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            run.evaluate(target, scope)
    return False


def _assert(run: Run, node: ast.Assert, scope: Scope) -> bool:
    flag = truth(run.evaluate(node.test, scope))
    require(flag.present, scope)
    scope.guarded |= flag.present
    return False


STATEMENTS: dict[type[ast.stmt], Callable[[Run, Any, Scope], bool]] = {
    ast.Assign: _assign, ast.AnnAssign: _annotated_assign, ast.AugAssign: _augmented_assign, ast.Expr: _expression, ast.Return: _return,
    ast.Raise: _raise, ast.Continue: _leave, ast.Break: _leave, ast.For: _loop, ast.AsyncFor: _loop, ast.While: _while, ast.With: _with,
    ast.AsyncWith: _with, ast.Try: _try, ast.TryStar: _try, ast.Match: _match, ast.Delete: _delete, ast.Assert: _assert,
    ast.FunctionDef: define_function, ast.AsyncFunctionDef: define_function, ast.ClassDef: define_class, ast.Import: plain_import,
    ast.ImportFrom: from_import,
}  # fmt: skip
