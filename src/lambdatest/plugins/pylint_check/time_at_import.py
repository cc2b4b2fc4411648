"""The check `time-at-import`."""

import ast
import re
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, assigned, names_in
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_CLOCKS = frozenset({
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today", "time.time", "time.time_ns",
    "time.localtime", "time.gmtime", "time.strftime", "time.ctime",
})
_MEANT = re.compile(r"start|init|cold|boot|begin|launch|load|import|seed|creat", re.IGNORECASE)
"""Names of a time that is meant to be that of the import."""


@lint("W9709", "%s() is called when the module is imported, and all invocations of the environment get that time; call it in the handler")
def time_at_import(module: LambdaModule) -> Iterator[Hit]:
    """The time or date is taken once, when Lambda imports the module, or as the default of a parameter.

    The environment stays for hours, and its functions go on with the time of its start.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Left alone: a time whose name says that it is that of the start, one that no function uses, and modules without a handler.
    """
    if not module.handlers:
        return
    used = {name for function in module.functions for statement in function.body for name in names_in(statement)}
    for call in module.calls:
        if module.origin(call.func) not in _CLOCKS or not module.at_import(call):
            continue
        targets = {name for outer in module.above(call) for target, _ in assigned(outer) for name in names_in(target)}
        default = any(isinstance(outer, ast.arguments) for outer in module.above(call))
        if default or targets & used and not any(_MEANT.search(name) for name in targets):
            yield call, module.origin(call.func)
