"""The check `body-not-text`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, text_of, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint


@lint("E9718", "the body of an answer to API Gateway is text, and this is a %s; use json.dumps")
def body_not_text(module: LambdaModule) -> Iterator[Hit]:
    """A handler of HTTP requests returns an answer whose body is a dict, list or number.

    A REST API answers 502 to it.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html

    Left alone: handlers that read nothing that only a request has, and answers that are not written out in the return statement.
    """
    for handler in module.handlers:
        if not module.http(handler):
            continue
        for node in within(handler):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Dict):
                members = {text_of(key): value for key, value in zip(node.value.keys, node.value.values, strict=True) if key is not None}
                body = members.get("body")
                if "statusCode" in members and body is not None and (kind := _kind(body)):
                    yield body, kind


def _kind(value: ast.expr) -> str:
    if isinstance(value, ast.Dict | ast.DictComp):
        return "dict"
    if isinstance(value, ast.List | ast.ListComp):
        return "list"
    return type(value.value).__name__ if isinstance(value, ast.Constant) and type(value.value) in (int, float, bool) else ""
