"""The check `client-in-handler`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import FunctionNode, LambdaModule, assigned, event_name, names_in, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_MADE = frozenset({"boto3.client", "boto3.resource", "boto3.Session", "boto3.session.Session"})


@lint("R9701", "each invocation that comes here makes a new %s(); make it once, outside of the handler")
def client_in_handler(module: LambdaModule) -> Iterator[Hit]:
    """A client, resource or session of boto3 is made in the handler.

    That takes tens to hundreds of milliseconds of every invocation, and the connections of the one before are lost.
    https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html

    Left alone: one that depends on the event or on another local value (an endpoint, credentials), one that is kept in a global or in
    an object, one that is made after an exception, and a session that is only asked for its credentials.
    """
    for handler in module.handlers:
        local = _locals(handler)
        for node in within(handler):
            if isinstance(node, ast.Call) and module.origin(node.func) in _MADE:
                arguments = [*node.args, *(one.value for one in node.keywords)]
                if not any(names_in(argument) & local for argument in arguments) and not _kept(module, handler, node):
                    yield node, module.origin(node.func)


def _locals(handler: FunctionNode) -> set[str]:
    """The names that have another value at each invocation."""
    found = {event_name(handler)} | {one.arg for one in handler.args.args}
    for node in within(handler):
        for target, value in assigned(node):
            if not isinstance(value, ast.Constant):
                found |= names_in(target)
        if isinstance(node, ast.For | ast.comprehension):
            found |= names_in(node.target)
    return found


def _kept(module: LambdaModule, handler: FunctionNode, call: ast.Call) -> bool:
    """Whether the client is stored where the next invocation finds it, made where something failed, or only asked for credentials."""
    kept = {name for node in within(handler) if isinstance(node, ast.Global) for name in node.names}
    for outer in module.above(call):
        if outer is handler:
            return False
        if isinstance(outer, ast.Attribute) and outer.attr == "get_credentials":
            return True
        if isinstance(outer, ast.ExceptHandler):
            return True
        if any(names_in(target) & kept or not isinstance(target, ast.Name) for target, _ in assigned(outer)):
            return True
    return False
