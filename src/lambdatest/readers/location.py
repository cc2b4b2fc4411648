"""Values that know where they were written, the one way to refuse them, and the list of what could not be known."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.model import Location, Note
from lambdatest.readers.text import one_line, shown


class Fields(dict[str, Any]):
    """A mapping of an IaC file: *location* is where it begins, *places* where each key stands, *repeated* are those that stand twice."""

    __slots__ = ("location", "places", "repeated")

    def __init__(self, location: Location, members: Mapping[str, Any] | None = None, places: Mapping[str, Location] | None = None) -> None:
        super().__init__(members or {})
        self.location = location
        self.places: dict[str, Location] = dict(places or {})
        self.repeated: tuple[str, ...] = ()

    def place(self, key: str) -> Location:
        """Where *key* stands, or where the mapping begins."""
        return self.places.get(key, self.location)


class Elements(list[Any]):
    """A list of an IaC file: *location* is where it begins, *places* where each of its elements stands, there too unless they say so."""

    __slots__ = ("location", "places")

    def __init__(self, location: Location, members: Iterable[Any] = (), places: Iterable[Location] | None = None) -> None:
        super().__init__(members)
        self.location = location
        self.places = [location] * len(self) if places is None else list(places)

    def add(self, value: Any, location: Location) -> None:
        """Append *value*, which stands at *location*."""
        self.append(value)
        self.places.append(location)


class Dummy(str):
    """A string that stands in for a value that cannot be known here."""

    __slots__ = ()


class Notes:
    """What could not be known or was not understood, each once, in the order of finding it; *stand_ins* is what stands for it."""

    def __init__(self) -> None:
        self._notes: dict[Note, None] = {}
        self.stand_ins: dict[str, None] = {}

    def add(self, location: Location, message: str) -> None:
        """Note *message* at *location*."""
        self._notes[Note(location, one_line(message))] = None

    def stand_in(self, location: Location, reason: str, made: str) -> None:
        """Note the *reason* for which *made* stands in for a value."""
        self.add(location, f"{reason}; {str(made)!r} stands in")
        self.stand_ins[str(made)] = None

    def __len__(self) -> int:
        return len(self._notes)

    def all(self) -> tuple[Note, ...]:
        """Every note."""
        return tuple(self._notes)


class Budget:
    """How much a file's variables and intrinsics may expand to, so that a few lines cannot fill the memory."""

    MOST = 50_000
    CHARACTERS = 100

    def __init__(self) -> None:
        self.left = self.MOST

    def spend(self, value: Any, location: Location) -> None:
        """Count *value* (a long text counts once every 100 characters).  Raises ProjectError when too much has been counted."""
        self.left -= 1 + len(value) // self.CHARACTERS if isinstance(value, str) else 1
        if self.left < 0:
            what = f"variables or intrinsics expand to more than {self.MOST:,} values here"
            raise refusal(location, what, "look for one that multiplies others")


def refusal(location: Location | str, what: str, remedy: str) -> ProjectError:
    """The error that says on one line where and what is wrong, and what to do."""
    return ProjectError(one_line(f"{location}: {what}; {remedy}"))


def relative(path: Path, root: Path) -> str:
    """How messages call *path*: relative to *root* where it lies below it, with forward slashes."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except (ValueError, OSError, RuntimeError):  # elsewhere, or links that lead in a circle
        return path.as_posix()


def plain(value: Any) -> Any:
    """*value* as dicts, lists and strings that no longer know where they stood."""
    if isinstance(value, Mapping):
        return {str(key): plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    return str(value) if isinstance(value, Dummy) else value


def fields(value: Any, location: Location, what: str) -> Fields:
    """*value* as a mapping; empty where it is absent or cannot be known.  Raises ProjectError where it is something else."""
    if isinstance(value, Fields):
        return value
    if value is None or isinstance(value, Dummy):
        return Fields(location)
    raise refusal(location, f"{what} is {shown(value)}", "write a mapping of names to values")


def elements(value: Any, location: Location, what: str) -> Elements:
    """*value* as a list; empty where it is absent or cannot be known.  Raises ProjectError where it is something else."""
    if isinstance(value, Elements):
        return value
    if value is None or isinstance(value, Dummy):
        return Elements(location)
    raise refusal(location, f"{what} is {shown(value)}", "write a list")


def local_path(value: Any) -> str | None:
    """*value* as the path of a file in the repository; None where it cannot be known, or is a URL or no text."""
    return value if isinstance(value, str) and not isinstance(value, Dummy) and "://" not in value else None


def metadata(resource: Fields, key: str) -> str | None:
    """The text that a tool wrote into the Metadata of *resource* under *key*."""
    section = resource.get("Metadata")
    found = section.get(key) if isinstance(section, Fields) else None
    return found if isinstance(found, str) else None


def whole_number(value: Any, default: int, location: Location, what: str) -> int:
    """*value* as an integer of at least 1, *default* where it is absent or cannot be known.  Raises ProjectError otherwise."""
    if value is None or isinstance(value, Dummy):
        return default
    try:
        number = int(value) if not isinstance(value, bool) else 0
    except (TypeError, ValueError, OverflowError):
        number = 0
    if number < 1:
        raise refusal(location, f"{what} is {shown(value)}", "write a whole number of at least 1")
    return number
