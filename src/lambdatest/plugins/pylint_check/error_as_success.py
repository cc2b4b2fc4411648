"""The check `error-as-success`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, catches, text_of
from lambdatest.plugins.pylint_check.lint_check import Hit, lint


@lint("W9711", "every exception is answered with status %s, so that neither the client nor an alarm sees the failure; answer 500")
def error_as_success(module: LambdaModule) -> Iterator[Hit]:
    """``except Exception`` returns a status of 200 to 299.

    The metrics of API Gateway count 5xx, and a client tries again for those only.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html

    Left alone: an ``except`` of named exceptions, one that answers with another status on some path, and answers that are not written
    out in the return statement.
    """
    for node in module.nodes:
        if isinstance(node, ast.ExceptHandler) and catches(node) and module.scope(node) in module.handlers:
            returns = [one for one in ast.walk(node) if isinstance(one, ast.Return)]
            statuses = [_status(one.value) for one in returns]
            if returns and all(status is not None and 200 <= status < 300 for status in statuses):
                yield returns[0], str(statuses[0])


def _status(value: ast.expr | None) -> int | None:
    """The status of an answer that is written out."""
    if isinstance(value, ast.Dict):
        found = next((member for key, member in zip(value.keys, value.values, strict=True) if text_of(key) == "statusCode"), None)
        if isinstance(found, ast.Constant):
            return int(str(found.value)) if str(found.value).isdecimal() else None
    return None
