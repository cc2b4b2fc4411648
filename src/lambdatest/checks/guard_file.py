"""The check `guard_file`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import FOREIGN, Hit, Outcome, Step


@registered("failure")
def guard_file(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """The handler writes nowhere but in /tmp, and reads no credentials.

    The rest of Lambda's file system is read-only: the write fails there with EROFS, as it does here.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html

    A warning where the handler caught the error and answered all the same.  A path that holds a canary of the request is a
    failure in any case (https://cwe.mitre.org/data/definitions/22.html).
    """
    del step
    for violation in outcome.violations:
        if violation.kind == "file" and FOREIGN not in violation.what:
            hostile = "lt7f3" in violation.what or "canary" in violation.what
            yield Hit(violation.what, "traversal" if hostile else "", None if hostile or outcome.raised else "warning", violation.frame)
