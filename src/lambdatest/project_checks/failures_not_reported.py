"""The project check `failures_not_reported`."""

import ast
from collections.abc import Iterator

from lambdatest.project_checks.handler_code import HandlerCode
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject, setting

_BISECTS = ("bisectBatchOnFunctionError", "BisectBatchOnFunctionError")
_WORDS = frozenset({"batchItemFailures", "process_partial_response", "async_process_partial_response", "batch_processor"})


@registered("warning")
def failures_not_reported(subject: Subject) -> Iterator[Flaw]:
    """A wiring with batches of a queue or stream declares ReportBatchItemFailures.

    Without it one bad record brings the whole batch again, the good ones with it.  Where the handler does return batchItemFailures
    (a failure) Lambda does not read them: the records that it reports are taken for done, and lost.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html

    Left alone: batches of one, batches of a stream that are bisected, and tumbling windows.
    """
    for function, declaration, trigger in subject.mappings():
        options = trigger.options
        if options.get("reports") or options.get("window"):
            continue
        code = subject.code(function) if function.skipped is None else None
        if code is not None and _returns(code):
            message = f"{function.name} returns batchItemFailures, which Lambda reads only with ReportBatchItemFailures ({trigger.label})"
            yield Flaw(declaration.location, message, "declare ReportBatchItemFailures at the event", function.name, "failure")
        elif int(options.get("batch_size") or 1) > 1 and not setting(declaration.properties, *_BISECTS):
            message = f"{trigger.label}: one bad record makes Lambda deliver all of its batch to {function.name} again"
            remedy = "declare ReportBatchItemFailures and return batchItemFailures, or set the batch size to 1"
            yield Flaw(declaration.location, message, remedy, function.name)


def _returns(code: HandlerCode) -> bool:
    """Whether the handler's module makes an answer that names failed records."""
    for node in code.module.nodes:
        if isinstance(node, ast.Constant) and node.value == "batchItemFailures" or isinstance(node, ast.Name) and node.id in _WORDS:
            return True
    return False
