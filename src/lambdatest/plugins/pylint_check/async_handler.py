"""The check `async-handler`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule
from lambdatest.plugins.pylint_check.lint_check import Hit, lint


@lint("E9717", "Lambda does not await a handler: of %s nothing runs, and a coroutine is no JSON; call asyncio.run in a plain function")
def async_handler(module: LambdaModule) -> Iterator[Hit]:
    """A handler is an ``async def``.

    The Python runtime calls the handler and sends what it returns.  https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

    Left alone: one with a decorator, and one that the module itself calls.
    """
    used = {node.id for node in module.nodes if isinstance(node, ast.Name)}
    for handler in module.handlers:
        if isinstance(handler, ast.AsyncFunctionDef) and not handler.decorator_list and handler.name not in used:
            yield handler, handler.name
