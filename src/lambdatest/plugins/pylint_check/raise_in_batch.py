"""The check `raise-in-batch`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import FunctionNode, LambdaModule, dotted, event_name, read_key
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_POLLED = frozenset({"body", "messageId", "receiptHandle", "kinesis", "dynamodb"})
"""Keys of a record of a queue or a stream."""
_REPORTS = ("batchItemFailures", "batch_item_failures", "BatchProcessor")


@lint("W9715", "one bad record makes Lambda deliver the whole batch again, with the good ones; report it in batchItemFailures")
def raise_in_batch(module: LambdaModule) -> Iterator[Hit]:
    """The handler of a queue or stream raises in the loop over its records, and nothing reports the failed ones.

    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Said once a loop.  Left alone: modules that speak of batchItemFailures or use the batch processors of Powertools, and a raise that
    the loop catches.
    """
    if any(word in module.text for word in _REPORTS):
        return
    for handler in module.handlers:
        for loop in ast.walk(handler):
            if isinstance(loop, ast.For) and read_key(loop.iter, event_name(handler)) == "Records" and _polled(loop):
                first = next(_raises(module, loop, handler), None)
                if first is not None:
                    yield (first,)


def _polled(loop: ast.For) -> bool:
    return isinstance(loop.target, ast.Name) and any(read_key(node, loop.target.id) in _POLLED for node in ast.walk(loop))


def _raises(module: LambdaModule, loop: ast.For, handler: FunctionNode) -> Iterator[ast.Raise]:
    for node in ast.walk(loop):
        if isinstance(node, ast.Raise) and module.scope(node) is handler and not module.guarded(node, *_name(node)):
            yield node


def _name(node: ast.Raise) -> list[str]:
    """The name of the exception that *node* raises, where it is written there."""
    made = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
    name = dotted(made).rpartition(".")[2] if made is not None else ""
    return [name] if name else []
