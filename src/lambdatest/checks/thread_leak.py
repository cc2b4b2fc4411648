"""The check `thread_leak`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


@registered("warning")
def thread_leak(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No thread that the handler started runs on after it returned.

    Lambda freezes the environment at that moment: the thread's work is lost, or goes on in another invocation.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Daemon threads of known SDKs are left alone.
    """
    del step
    for violation in outcome.violations:
        if violation.kind == "thread":
            yield Hit(violation.what, frame=violation.frame)
            return
