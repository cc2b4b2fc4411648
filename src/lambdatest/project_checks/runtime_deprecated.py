"""The project check `runtime_deprecated`."""

from collections.abc import Iterator, Sequence
from datetime import date

from lambdatest.model import Function, Location
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject
from lambdatest.readers.location import Fields

MADE = "2026-11-26"
"""When this table was made: AWS has put off blocking before, so that what was to come by then stays a warning."""
PYTHON = {
    "python2.7": ("2021-07-15", "2022-05-30"), "python3.6": ("2022-07-18", "2022-08-29"), "python3.7": ("2023-12-04", "2027-03-03"),
    "python3.8": ("2024-10-14", "2027-03-03"), "python3.9": ("2025-12-15", "2027-03-03"), "python3.10": ("2026-10-31", "2027-03-03"),
    "python3.11": ("2027-06-30", "2027-08-31"), "python3.12": ("2028-10-31", "2029-01-10"), "python3.13": ("2029-06-30", "2029-08-31"),
    "python3.14": ("2029-06-30", "2029-08-31"),
}
"""When each runtime is deprecated, and from when on its functions cannot be updated any more."""


@registered("warning")
def runtime_deprecated(subject: Subject) -> Iterator[Flaw]:
    """No function runs on a deprecated Python.

    AWS no longer patches it; once updates are blocked (a failure) the deployment ends with an error.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html

    The dates are those of that page when this version was made.  Said once a runtime.  Left alone:
    runtimes of other languages.
    """
    today = date.today().isoformat()
    newest = max(PYTHON, key=lambda name: int(name.rpartition(".")[2]))
    for runtime, (deprecated, blocked) in PYTHON.items():
        functions = [function for function in subject.project.functions if function.runtime == runtime]
        if functions and today >= deprecated:
            gone = blocked < MADE
            since = f"blocked since {blocked}: no function of it can be deployed" if gone else f"deprecated since {deprecated}"
            message = f"{runtime} is {since}, and {_all(functions)} on it"
            yield Flaw(_place(subject, functions[0]), message, f"move to {newest}", severity="failure" if gone else None)


def _all(functions: Sequence[Function]) -> str:
    names = ", ".join(function.name for function in functions[:3])
    return f"{names} {'runs' if len(functions) == 1 else 'run'}" if len(functions) < 4 else f"{names} and {len(functions) - 3} more run"


def _place(subject: Subject, function: Function) -> Location:
    """Where the runtime is written: for all functions, or at *function*."""
    paths = (("provider",), ("Globals", "Function"), ("Resources", function.name, "Properties"), ("functions", function.name))
    for path in reversed(paths):
        found = subject.at(*path)
        for key in ("runtime", "Runtime"):
            if isinstance(found, Fields) and key in found:
                return found.place(key)
    return function.location
