"""The one registry: event sources, checks, relations, readers and reports are each a list of named records."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules
from typing import Generic, TypeVar

from lambdatest.errors import LambdatestError, did_you_mean

Record = TypeVar("Record")


class Registry(Generic[Record]):
    """Records by name, in the order of their registration; other distributions add theirs through entry points of *group*."""

    def __init__(self, noun: str, group: str) -> None:
        self.noun = noun
        self.group = group
        self._records: dict[str, Record] = {}
        self._loaded = False

    def add(self, name: str, record: Record) -> Record:
        """Register *record* under *name*; a later one of the same name replaces it."""
        self._records[name] = record
        return record

    def remove(self, name: str) -> None:
        """Forget the record of that *name*, if there is one."""
        self._records.pop(name, None)

    def _load(self) -> None:
        if not self._loaded:
            self._loaded = True
            for point in entry_points(group=self.group):
                self._records.setdefault(point.name, point.load())

    def __getitem__(self, name: str) -> Record:
        self._load()
        if name in self._records:
            return self._records[name]
        raise LambdatestError(f"there is no {self.noun} {name!r}; {did_you_mean(name, list(self._records))}")

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._records

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(list(self._records))

    def items(self) -> list[tuple[str, Record]]:
        """Every name with its record."""
        self._load()
        return list(self._records.items())


def register_all(package: str, path: Iterable[str]) -> None:
    """Import every file of *package*, each of which registers its records: a new one is a new file, and no list to keep."""
    for module in iter_modules(path):
        import_module(f"{package}.{module.name}")
