"""The check `unguarded-body`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import FunctionNode, LambdaModule, dotted, event_name, read_key, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_KNOWN = frozenset({"inject_lambda_context", "capture_lambda_handler", "log_metrics", "capture_method"})
"""Decorators of Powertools that let an exception pass."""


@lint("W9704", "a body that is no JSON makes this raise, and the client sees a 5xx; catch ValueError and answer 400")
def unguarded_body(module: LambdaModule) -> Iterator[Hit]:
    """``event["body"]`` is parsed where nothing catches the exception.

    The client decides what the body holds, and whether there is one: an exception of the handler is a 502.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    Left alone: a handler with a decorator that may catch, and functions that the handler calls.
    """
    for handler in module.handlers:
        if _decorated(handler):
            continue
        for node in within(handler):
            if isinstance(node, ast.Call) and module.origin(node.func) in ("json.loads", "simplejson.loads") and node.args:
                body = node.args[0].values[0] if isinstance(node.args[0], ast.BoolOp) else node.args[0]
                if read_key(body, event_name(handler)) == "body" and not module.guarded(node, "ValueError", "JSONDecodeError"):
                    yield (node,)


def _decorated(handler: FunctionNode) -> bool:
    """Whether a decorator may catch what the handler raises."""
    plain = (one.func if isinstance(one, ast.Call) else one for one in handler.decorator_list)
    return any(dotted(one).rpartition(".")[2] not in _KNOWN for one in plain)
