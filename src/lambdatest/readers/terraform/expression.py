"""Evaluates expressions: https://developer.hashicorp.com/terraform/language/expressions"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Dummy
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform import template
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.function import call
from lambdatest.readers.terraform.operation import computed, equal
from lambdatest.readers.terraform.scope import Scope, guarded
from lambdatest.readers.terraform.syntax import Attribute, is_tree, name_of, trees
from lambdatest.readers.terraform.value import Lookup, element, member, members, normal, number, to_bool, to_number, to_text
from lambdatest.readers.text import shown


def attribute(given: Attribute, name: str, scope: Scope) -> Any:
    """The value of an attribute called *name*; a stand-in, which is noted, where it cannot be known."""
    scope = scope if scope.fixed else replace(scope, location=given.location)
    return guarded(lambda: evaluate(given.value, scope), name, scope)


def evaluate(node: Any, scope: Scope) -> Any:
    """The value of a tree of the parser, or of what a JSON file holds.  Raises Failure."""
    value = node
    if is_tree(node):
        value = _RULES[node.data](node, scope)
    elif isinstance(node, Mapping):
        value = {_key(str(key), scope): guarded(partial(evaluate, one, scope), str(key), scope) for key, one in node.items() if key != "//"}
    elif isinstance(node, list):
        value = [evaluate(one, scope) for one in node]
    elif isinstance(node, str):
        value = of_text(node, scope)
    scope.budget.spend(value, scope.location)
    if getattr(node, "data", "object") in _MAKING:
        scope.budget.look(value, scope.location)
    return value


_MAKING = frozenset({"tuple", "object", "for_tuple_expr", "for_object_expr", "function_call"})
"""Expressions that make a list or an object, as do those of JSON."""


def of_text(text: str, scope: Scope) -> Any:
    """The value of a *text* that may hold ``${…}`` and ``%{…}``.  Raises Failure."""
    return template.joined(template.of_text(text), _Inside(scope))


def _key(text: str, scope: Scope) -> str:
    return to_text(of_text(text, scope)) if "{" in text else text


@dataclass(frozen=True, slots=True)
class _Inside:
    """What the parts of a text mean in a scope."""

    scope: Scope

    def value(self, tree: Any, names: Mapping[str, Any]) -> Any:
        """The value of a *tree* that knows more *names*."""
        return evaluate(tree, self.scope.within(names))

    def spend(self, text: str) -> None:
        """Count what a loop has written once."""
        self.scope.budget.spend(text, self.scope.location)


def _only(node: Any, scope: Scope) -> Any:
    return evaluate(trees(node)[0], scope)


def _literal(node: Any, _scope: Scope) -> Any:
    return {"true": True, "false": False, "null": None}[str(node.children[0])]


def _number(node: Any, _scope: Scope) -> Any:
    return number(str(node.children[0]))


def _string(node: Any, scope: Scope) -> Any:
    return template.joined(template.of_string(node), _Inside(scope))


def _heredoc(node: Any, scope: Scope) -> Any:
    return template.joined(template.of_heredoc(str(node.children[0])), _Inside(scope))


def _escaped(node: Any, _scope: Scope) -> Any:
    return str(node.children[0]).strip('\\"')


def _identifier(node: Any, scope: Scope) -> Any:
    name = name_of(node)
    return scope.names[name] if name in scope.names else scope.top(name, scope.location)


def _tuple(node: Any, scope: Scope) -> Any:
    return [evaluate(child, scope) for child in trees(node)]


def _object(node: Any, scope: Scope) -> Any:
    found: dict[str, Any] = {}
    for part in trees(node):
        key, value = trees(part)
        inner = _at(part, scope)
        name = _object_key(key, inner)
        if not isinstance(name, str):
            raise Failure(f"{shown(name)} is no key")
        found[name] = guarded(partial(evaluate, value, inner), name, inner)
    return found


def _at(part: Any, scope: Scope) -> Scope:
    """The scope at the line of *part*; a part of a text is counted from where that begins, which says nothing."""
    line = getattr(part.meta, "line", 0)
    is_of_file = line > scope.location.line and not scope.fixed
    return replace(scope, location=Location(scope.location.file, line)) if is_of_file else scope


def _object_key(node: Any, scope: Scope) -> Any:
    """A key: a bare name is itself, everything else an expression."""
    inner = node.children[0]
    if inner.data == "keyword":
        return name_of(inner)
    if inner.data == "expr_term" and len(inner.children) == 1 and inner.children[0].data in ("identifier", "literal_value"):
        return name_of(inner.children[0])
    value = evaluate(inner, scope)
    return to_text(value) if value is not None else value


def _conditional(node: Any, scope: Scope) -> Any:
    condition, first, second = trees(node)
    value = evaluate(condition, scope)
    # What cannot be known is taken for true: what a repository may deploy is looked at.
    return evaluate(first if isinstance(value, Dummy) or to_bool(value) else second, scope)


def _binary(node: Any, scope: Scope) -> Any:
    left, term = trees(node)[:2]
    operator, right = trees(term)[:2]
    sign = str(operator.children[-1]).split()[-1]
    first = evaluate(left, scope)
    if sign in ("&&", "||") and not isinstance(first, Dummy) and to_bool(first) == (sign == "||"):
        return to_bool(first)
    second = evaluate(right, scope)
    if isinstance(first, Dummy) or isinstance(second, Dummy):
        return stand_in_for(f"{_short(first)} {_short(second)}")
    if sign in ("==", "!="):
        return equal(_whole(first, scope), _whole(second, scope)) == (sign == "==")
    if sign in ("&&", "||"):
        return to_bool(second)
    return computed(sign, to_number(first), to_number(second))


def _short(value: Any) -> str:
    return str(value) if isinstance(value, str) else ""


def _whole(value: Any, scope: Scope) -> Any:
    return value.whole(scope.location) if isinstance(value, Lookup) else value


def _unary(node: Any, scope: Scope) -> Any:
    value = evaluate(trees(node)[0], scope)
    if isinstance(value, Dummy):
        return value
    return not to_bool(value) if str(node.children[0]) == "!" else normal(-Decimal(to_number(value)))


def _member(node: Any, scope: Scope) -> Any:
    base, access = trees(node)
    return _accessed(evaluate(base, scope), access, scope)


def _accessed(value: Any, access: Any, scope: Scope) -> Any:
    """``.name``, ``[index]`` or ``.0`` of *value*."""
    if access.data == "get_attr":
        return member(value, name_of(trees(access)[0]), scope.location)
    if access.data == "short_index":
        return element(value, number(str(access.children[-1])), scope.location)
    return element(value, evaluate(trees(access)[0], scope), scope.location)


def _splat(node: Any, scope: Scope) -> Any:
    base, splat = trees(node)
    value = evaluate(base, scope)
    if isinstance(value, Dummy):
        return value
    path = trees(splat)
    found = value if isinstance(value, list) else [] if value is None else [value]
    # After .* an index is applied to the whole list, after [*] to each element.
    inner = next((at for at, access in enumerate(path) if splat.data == "attr_splat" and access.data != "get_attr"), len(path))
    result: Any = [_followed(one, path[:inner], scope) for one in found]
    return _followed(result, path[inner:], scope)


def _followed(value: Any, path: list[Any], scope: Scope) -> Any:
    for access in path:
        value = _accessed(value, access, scope)
    return value


def _loop(intro: Any, conditions: list[Any], scope: Scope) -> Iterator[Scope]:
    """The scopes of a ``for``, one an element that its condition lets through."""
    *names, source = trees(intro)
    value = _whole(evaluate(source, scope), scope)
    for key, one in [] if isinstance(value, Dummy) else members(value):
        given = (key, one) if len(names) == 2 else (one,)
        inner = scope.within({name_of(name): part for name, part in zip(names, given, strict=True)})
        kept = [evaluate(trees(condition)[0], inner) for condition in conditions]
        if all(isinstance(one, Dummy) or to_bool(one) for one in kept):
            yield inner


def _for_list(node: Any, scope: Scope) -> Any:
    intro, value, *conditions = trees(node)
    return [evaluate(value, inner) for inner in _loop(intro, conditions, scope)]


def _for_object(node: Any, scope: Scope) -> Any:
    intro, key, value, *conditions = trees(node)
    found: dict[str, Any] = {}
    for inner in _loop(intro, conditions, scope):
        name, one = to_text(evaluate(key, inner)), evaluate(value, inner)
        if _has_ellipsis(node):
            found.setdefault(name, []).append(one)
        else:
            found[name] = one
    return found


def _call(node: Any, scope: Scope) -> Any:
    name = "::".join(name_of(child) for child in trees(node) if child.data == "identifier")
    arguments = next((child for child in trees(node) if child.data == "arguments"), None)
    given = trees(arguments) if arguments is not None else []
    if name in ("try", "can"):
        return _attempted(name, given, replace(scope, strict=True))
    values = [evaluate(one, scope) for one in given]
    if arguments is not None and _has_ellipsis(arguments):
        last = values.pop()
        values += [] if isinstance(last, Dummy) else [one for _, one in members(last)]
    scope.budget.look(values, scope.location)
    plain = [_whole_deep(value, scope) for value in values]
    if name in ("templatefile", "templatestring"):
        return _rendered(name, plain, scope)
    return call(name, plain, scope.files)


def _rendered(name: str, given: list[Any], scope: Scope) -> Any:
    """The text of a template file, or of a template; it knows nothing but the variables that it is given."""
    first, *others = given or [None]
    if isinstance(first, Dummy):
        return stand_in_for(f"{name}-{first}")
    text = to_text(scope.files.text(first) if name == "templatefile" else first)
    variables = others[0] if others and isinstance(others[0], Mapping) else {}
    return of_text(text, replace(scope, names=variables, top=_nothing))


def _nothing(name: str, _location: Location) -> Any:
    raise Failure(f"the template is given no {name}")


def _has_ellipsis(node: Any) -> bool:
    return any(str(child) == "..." for child in node.children if not is_tree(child))


def _whole_deep(value: Any, scope: Scope) -> Any:
    if isinstance(value, list):
        return [_whole_deep(one, scope) for one in value]
    if isinstance(value, Mapping):
        return {key: _whole_deep(one, scope) for key, one in value.items()}
    return _whole(value, scope)


def _attempted(name: str, given: list[Any], scope: Scope) -> Any:
    """The first argument that has a value; for `can` whether there is one."""
    failure = Failure(f"{name} has no argument")
    for one in given:
        try:
            value = evaluate(one, scope)
        except Failure as found:
            failure = found
        else:
            return True if name == "can" else value
    if name == "can":
        return False
    raise failure


_RULES: Mapping[str, Callable[[Any, Scope], Any]] = {
    "expr_term": _only, "literal_value": _literal, "int_lit": _number, "float_lit": _number, "string": _string,
    "template_string": _escaped, "heredoc_template": _heredoc, "heredoc_template_trim": _heredoc, "identifier": _identifier,
    "tuple": _tuple, "object": _object, "conditional": _conditional, "binary_op": _binary, "unary_op": _unary,
    "get_attr_expr_term": _member, "index_expr_term": _member, "attr_splat_expr_term": _splat, "full_splat_expr_term": _splat,
    "for_tuple_expr": _for_list, "for_object_expr": _for_object, "function_call": _call, "interpolation": _only,
}
