"""The check `log_injection`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step
from lambdatest.strategies.hostile import INJECTED_LINE


@registered("warning")
def log_injection(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No line of the log was written by a client.

    A line break in what a client sent begins a new line, which may look like one of the function's own: a forged entry.  `repr`, JSON
    or `%r` keep it in one line.  https://cwe.mitre.org/data/definitions/117.html

    The runtime's own report of an exception is left alone, and so is the traceback of one that was logged.
    """
    del step
    before, found, _ = outcome.log.partition(f"\n{INJECTED_LINE}")
    if found and outcome.raised is None and "Traceback (most recent call last)" not in before:
        line = before.rpartition("\n")[2].strip()
        yield Hit(f"the log has a line that the client wrote, {INJECTED_LINE!r}, after {line[:80]!r}")
