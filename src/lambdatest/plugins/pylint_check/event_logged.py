"""The check `event-logged`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, event_name
from lambdatest.plugins.pylint_check.lint_check import Hit, lint
from lambdatest.plugins.pylint_check.log_call import logged


@lint("W9712", "the whole request is logged, with its Authorization header, cookies and body; log the keys that are needed")
def event_logged(module: LambdaModule) -> Iterator[Hit]:
    """A handler of HTTP requests writes the event to the log.

    Everybody who may read the log then has the callers' credentials.
    https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_data_classification_identify_data.html

    Left alone: handlers that read nothing that only a request has (headers, parameters, request context), and the level DEBUG.
    """
    served = {handler: event_name(handler) for handler in module.handlers if module.http(handler)}
    for call, values in logged(module):
        scope = module.scope(call)
        if scope in served and any(isinstance(value, ast.Name) and value.id == served[scope] for value in values):
            yield (call,)
    for handler in served:
        for decorator in handler.decorator_list:
            if isinstance(decorator, ast.Call) and any(
                one.arg == "log_event" and isinstance(one.value, ast.Constant) and one.value.value is True for one in decorator.keywords
            ):
                yield (decorator,)
