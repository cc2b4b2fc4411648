"""Who watches a search."""

from typing import Protocol

from lambdatest.finding import Finding


class Watch(Protocol):
    """Who watches a search."""

    def stop(self) -> bool:
        """Whether the time is over."""

    def tell(self, done: int, findings: int) -> None:
        """Hear of *done* examples of the trigger, and of distinct *findings* in them."""

    def met(self, finding: Finding) -> None:
        """Hear of a finding that is not shrunk yet."""


class Deaf:
    """Watches a search for nobody: it has the time it takes."""

    def stop(self) -> bool:
        """Never."""
        return False

    def tell(self, done: int, findings: int) -> None:
        """Hear of nothing."""

    def met(self, finding: Finding) -> None:
        """Hear of nothing."""
