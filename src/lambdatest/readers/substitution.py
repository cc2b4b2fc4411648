"""Resolves the variables of a serverless.yml, each only when it is asked for, as the Serverless Framework does.

What lies outside the repository (SSM, other stacks, the shell, JavaScript) cannot be known: a dummy stands in, and a note says so.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.errors import did_you_mean
from lambdatest.model import Location
from lambdatest.readers.expression import Literal, Source, Text, Variable, parse
from lambdatest.readers.location import Budget, Dummy, Elements, Fields, Notes, refusal
from lambdatest.readers.source import DEFAULT_REGION, SOURCES, Found, Settings, Unknowable
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.text import as_text, shown, slug

MAX_ACTIVE = 40
MOST_STEPS = 240
"""Characters of a circle's steps that a message shows."""


@dataclass(slots=True)
class Substitution:
    """Resolves variables of *document*, which stands in *root*; *settings* are what the command line would say."""

    document: Fields
    root: Path
    settings: Settings
    notes: Notes
    budget: Budget = field(default_factory=Budget)
    files: dict[Path, Any] = field(default_factory=dict)
    constructs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    _active: dict[tuple[str, str], Location] = field(default_factory=dict)
    _dummies: set[str] = field(default_factory=set)
    _values: dict[str, Any] = field(default_factory=dict)

    def resolve(self, value: Any, location: Location) -> Any:
        """*value*, which stands at *location*, with every variable in it resolved.  Raises ProjectError."""
        self.budget.spend(value, location)
        if isinstance(value, str):
            return self._string(value, location, deep=True)[0]
        if isinstance(value, Fields):
            members = {key: self.resolve(member, value.place(key)) for key, member in value.items()}
            return Fields(value.location, members, value.places)
        if isinstance(value, Elements):
            found = (self.resolve(member, place) for member, place in zip(value, value.places, strict=True))
            return Elements(value.location, found, value.places)
        return value

    def section(self, *path: str) -> Any:
        """The resolved value at *path* of the document, None where there is none."""
        found = self.find(path, self.document.location)
        return None if found is None else self.resolve(*found)

    def find(self, path: Collection[str], location: Location) -> Found | None:
        """The value at *path* of the document, with only those variables resolved that stand on the way."""
        return self.follow(self.document, path, location)

    def follow(self, value: Any, path: Collection[str], location: Location) -> Found | None:
        """The value at *path* below *value*, or None; below a dummy everything is a dummy."""
        for step in path:
            if isinstance(value, str) and not isinstance(value, Dummy):
                value, location = self._string(value, location, deep=False)
            if isinstance(value, Dummy):
                value = stand_in_for(f"{value}-{slug(step)}", self._region)
                self.notes.stand_ins[value] = None
            elif isinstance(value, Fields) and step in value:
                location = value.place(step)
                value = value[step]
            elif isinstance(value, Elements) and step.isdecimal() and len(step) < 9 and int(step) < len(value):
                location = value.places[int(step)]
                value = value[int(step)]
            else:
                return None
        return value, location

    def text(self, text: Text, location: Location) -> str:
        """The parts of a parameter or an address, joined."""
        parts = [part if isinstance(part, str) else self._part(part, location) for part in text]
        joined = "".join(parts)
        self.budget.spend(joined, location)
        return joined

    def unknown(self, source: Source, location: Location, reason: str, dummy: str | None = None) -> Dummy:
        """The dummy for a *source* that cannot be known, with a note that says why."""
        written = f"{source.type} {' '.join(self.text(p, location) for p in source.parameters)} {self.text(source.address, location)}"
        made = Dummy(dummy) if dummy else stand_in_for(written, self._region)
        self._dummies.add(made)
        self.notes.add(location, f"${{{source.text}}} {reason}; {str(made)!r} stands in")
        if not dummy:  # else it is one that is as good as any
            self.notes.stand_ins[made] = None
        return made

    @property
    def _region(self) -> str:
        return self.settings.region or DEFAULT_REGION

    def is_dummy(self, text: str) -> bool:
        """Whether *text* stands in for what could not be known."""
        return text in self._dummies

    def _string(self, value: str, location: Location, deep: bool) -> Found:
        """The value of a text: resolved all through where *deep*, else only as far as is needed to look into it."""
        try:
            parts = parse(value)
        except ValueError as error:
            raise refusal(location, f"variable in {shown(value)}: {error}", "correct its syntax") from None
        if not any(isinstance(part, Variable) for part in parts):
            return (value if isinstance(value, Dummy) else "".join(str(part) for part in parts)), location
        if not deep and len(parts) == 1:
            return self._shallow(value, parts, location)
        if value not in self._values:
            noted = len(self.notes)
            found = self._deep(value, parts, location)
            if len(self.notes) > noted:
                return found, location  # met again, its notes have to name that place too
            self._values[value] = found
        return self._values[value], location

    def _shallow(self, value: str, parts: Text, location: Location) -> Found:
        """What the one variable of *value* finds, its own members unresolved."""
        with self._active_once(value, "found", location):
            assert isinstance(parts[0], Variable)
            found, place = self._variable(parts[0], location)
            return self._string(found, place, deep=False) if isinstance(found, str) else (found, place)

    def _deep(self, value: str, parts: Text, location: Location) -> Any:
        if len(parts) == 1 and isinstance(parts[0], Variable):
            with self._active_once(value, "found", location):
                found, place = self._variable(parts[0], location)
            # A file may look at itself through ${self:custom.x} while all of ${file(custom.yml)} is resolved: another key.
            with self._active_once(value, "whole", location):
                return self.resolve(found, place)
        with self._active_once(value, "whole", location):
            return self.text(parts, location)

    @contextmanager
    def _active_once(self, text: str, purpose: str, location: Location) -> Iterator[None]:
        if (text, purpose) in self._active:
            begun = list(self._active).index((text, purpose))
            steps = [f"{one} at {place}" for (one, _), place in list(self._active.items())[begun:]]
            how = f" ({', '.join(dict.fromkeys(steps))})" if len(steps) > 1 else ""
            raise refusal(location, f"{shown(text)} leads back to itself{how[:MOST_STEPS]}", "break the circle of variables")
        if len(self._active) >= MAX_ACTIVE:
            raise refusal(location, f"more than {MAX_ACTIVE} variables lead to one another", "shorten the chain")
        self._active[text, purpose] = location
        try:
            yield
        finally:
            del self._active[text, purpose]

    def _part(self, variable: Variable, location: Location) -> str:
        found = self.resolve(*self._variable(variable, location))
        if isinstance(found, Fields | Elements):
            raise refusal(location, f"{variable.text} is {shown(found)} inside a text", "let it stand alone, or name one of its members")
        return as_text(found)

    def _variable(self, variable: Variable, location: Location) -> Found:
        """The value of the first source that has one; null where that is the last; else the dummy of the first that is unknown."""
        self.budget.spend(variable.text, location)
        unknown: Unknowable | None = None
        for source in variable.sources:
            found = self._source(source, location)
            if isinstance(found, Unknowable):
                unknown = unknown or found
            elif found is not None and found[0] is not None:
                return found
        last = variable.sources[-1]
        if isinstance(last, Literal):
            return None, location  # the file's own fallback is null
        if unknown is not None:
            return self.unknown(unknown.source, location, unknown.reason, unknown.dummy), location
        found_not, hint = self._misnamed(last, location) if isinstance(last, Source) and last.type in ("self", "file") else ("", "")
        remedy = hint or "add it, correct its name, or give a fallback: ${…, 'value'}"
        raise refusal(location, f"{variable.text} is not there{found_not}", remedy)

    def _misnamed(self, source: Source, location: Location) -> tuple[str, str]:
        """The step of the address at which *source* leads nowhere, and the name that was meant there."""
        value: Any = self.document if source.type == "self" else None
        if source.type == "file" and source.parameters:
            value = self.files.get(self.root / self.text(source.parameters[0], location))
        way: list[str] = []
        for step in self.text(source.address, location).split("."):
            if isinstance(value, str):
                value, _ = self._string(value, location, deep=False)
            inner = self.follow(value, [step], location) if isinstance(value, Fields | Elements) else None
            if inner is None:
                known = list(value) if isinstance(value, Fields) else []
                there = ".".join(way) or ("the file" if source.type == "file" else "the service")
                return f": {there} has no {shown(step)}", did_you_mean(step, known) if known else ""
            value, location = inner
            way.append(step)
        return "", ""

    def _source(self, source: Source | Literal | Variable, location: Location) -> Found | Unknowable | None:
        if isinstance(source, Literal):
            return source.value, location
        if isinstance(source, Variable):
            return self._variable(source, location)
        # Before version 3 a region stood in the type: ${cf.us-west-2:stack.Output}
        type_ = source.type if source.type in SOURCES else source.type.partition(".")[0]
        if type_ in SOURCES:
            return SOURCES[type_](self, source, location)
        if self._is_resolver(source.type):
            return Unknowable(source, "stands where a resolver of its stage looks")
        if self.document.get("plugins") is None:
            known = "self, opt, env, sls, aws, file, param, strToBool, ssm, cf, s3"
            raise refusal(location, f"unknown variable ${{{source.text}}}", f"known sources are {known}; others need a plugin")
        return Unknowable(source, "comes from a plugin")

    def _is_resolver(self, name: str) -> bool:
        """Whether a stage of version 4 has a resolver of that *name*."""
        stages = self.document.get("stages")
        for stage in stages.values() if isinstance(stages, Fields) else ():
            resolvers = stage.get("resolvers") if isinstance(stage, Fields) else None
            if isinstance(resolvers, Fields) and name in resolvers:
                return True
        return False
