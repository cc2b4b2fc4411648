"""Where an expression stands: what names mean there, and where what cannot be known is noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Budget, Notes
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.file_function import Files


class Expansion(Budget):
    """How many values the expressions of a configuration may make, and five times as many that they may go through."""

    MOST = 400_000
    SEEN = 5

    def look(self, value: Any, location: Location) -> None:
        """Count all that is inside *value*, which may hold the same list many times.  Raises ProjectError when that is too much."""
        seen, waiting = 0, [value]
        while waiting and seen <= self.left * self.SEEN:
            one = waiting.pop()
            if isinstance(one, dict | list):
                seen += len(one)
                waiting.extend(one.values() if isinstance(one, dict) else one)
        self.left -= seen // self.SEEN
        if self.left <= 0:
            self.spend(None, location)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: *names* are those that it knows, *top* gives any other its meaning (``var``, a resource's type).

    *strict* is True inside of `try` and `can`, where what fails must not be replaced; *fixed* where the location is that of a call, and
    the lines of what is called are nobody's concern.
    """

    top: Callable[[str, Location], Any]
    location: Location
    notes: Notes
    budget: Expansion
    files: Files
    names: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = False
    fixed: bool = False

    def within(self, names: Mapping[str, Any]) -> "Scope":
        """The same with more names."""
        return replace(self, names={**self.names, **names}) if names else self


def guarded(action: Callable[[], Any], name: str, scope: Scope) -> Any:
    """What *action* gives; where it fails a stand-in called like *name*, which is noted, unless the scope is strict."""
    try:
        return action()
    except Failure as failure:
        if scope.strict:
            raise
        stand_in = stand_in_for(name)
        scope.notes.stand_in(scope.location, f"{name} cannot be known: {failure}", stand_in)
        return stand_in
