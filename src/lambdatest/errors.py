"""The exceptions that a user of the library can meet, and the hint that their texts share."""

from difflib import get_close_matches


class LambdatestError(Exception):
    """Something that the user can mend; its text is one clear line with the remedy."""


class ProjectError(LambdatestError):
    """The IaC file cannot be read: the text names ``file:line`` and the remedy."""


class HandlerError(LambdatestError):
    """A handler could not be loaded: *reason* says why, *remedy* what to do."""

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(f"{reason}; {remedy}" if remedy else reason)
        self.reason = reason
        self.remedy = remedy


class AccountError(LambdatestError):
    """The mocked account cannot do what is asked: a service without a mock or without a restore."""


class GuardError(LambdatestError):
    """A test that asked for our fixtures did what would leave the process: a call to AWS, a connection, another process."""


class CheckFailed(AssertionError):
    """A check or relation did not hold."""


def did_you_mean(name: str, known: list[str]) -> str:
    """A hint for a name that is not known: the closest one, or all of them."""
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known are {', '.join(sorted(known)) or 'none'}"
