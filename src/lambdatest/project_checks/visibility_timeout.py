"""The project check `visibility_timeout`."""

from collections.abc import Iterator

from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject, setting, whole

DEFAULT = 30
FACTOR = 6


@registered("warning")
def visibility_timeout(subject: Subject) -> Iterator[Flaw]:
    """A queue's visibility timeout is at least six times the timeout of the function that reads it, and the batching window more.

    Below that a message can be delivered again while the first delivery is still being tried.  Below the function's timeout (a failure)
    Lambda refuses the event source mapping.  https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html

    Left alone: queues that the file does not declare.
    """
    for function, declaration, trigger in subject.mappings():
        queue = subject.queue(str(trigger.options.get("queue"))) if trigger.kind == "sqs" else None
        if queue is None:
            continue
        given = queue.properties.get("VisibilityTimeout")
        visible = DEFAULT if given is None else whole(given)
        window = whole(setting(declaration.properties, "maximumBatchingWindow", "MaximumBatchingWindowInSeconds")) or 0
        wanted = FACTOR * function.timeout + window
        if visible is None or visible >= wanted:
            continue
        said = f"{visible} s" if given is not None else f"{DEFAULT} s, the default"
        message = f"the visibility timeout of {queue.logical_id} is {said}, and {function.name} may run for {function.timeout} s"
        severity = "failure" if visible < function.timeout else None
        yield Flaw(queue.location, message, f"set its VisibilityTimeout to at least {wanted}", function.name, severity)
