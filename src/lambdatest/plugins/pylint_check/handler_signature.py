"""The check `handler-signature`."""

from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, at_top, required
from lambdatest.plugins.pylint_check.lint_check import Hit, lint


@lint("E9716", "Lambda calls a handler with two arguments, event and context; %s")
def handler_signature(module: LambdaModule) -> Iterator[Hit]:
    """A ``lambda_handler`` cannot be called with an event and a context, or takes them the wrong way round.

    https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

    Left alone: functions with a decorator, which may change the call, and functions of another name, but for the order of the two.
    """
    for function in at_top(module.tree.body):
        names, most = required(function), len(function.args.posonlyargs) + len(function.args.args)
        if function.decorator_list:
            continue
        if function.name == "lambda_handler":
            if len(names) > 2:
                yield function, f"this one wants {len(names)}"
            elif most < 2 and function.args.vararg is None:
                yield function, f"this one takes {most}"
            elif any(default is None for default in function.args.kw_defaults):
                yield function, "this one wants keyword arguments too"
        if [name.strip("_") for name in names] == ["context", "event"]:
            yield function, "this one calls them the wrong way round"
