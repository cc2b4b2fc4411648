"""The check `guard_process`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step, Violation

_SHELL = re.compile(r"\(os\.system\)|\((?:subprocess\.Popen|os\.\w+|fork_exec|pty\.spawn)\): (?:\S*/)?\w*sh -\w*c ")
_QUOTED = re.compile(r"'[^']*'")


@registered("failure")
def guard_process(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No text of a client reaches the command line of a shell.

    A canary that stood in the request was part of a command that the handler wanted a shell to run.
    https://cwe.mitre.org/data/definitions/78.html

    A process that is started without a shell, whose arguments hold nothing of the request, or quote it as `shlex.quote` does, is no
    finding: the function is reported as one that could not be run to its end.
    """
    del step
    for violation in outcome.violations:
        if violation.kind == "process" and commanded(violation):
            yield Hit(violation.what, frame=violation.frame)


def commanded(violation: Violation) -> bool:
    """Whether a shell was to run something that only the client can have named."""
    return bool(_SHELL.search(violation.what)) and "canary" in _QUOTED.sub("", violation.what).lower()
