"""What a project check is given: the project, its IaC file as it is written, its wirings, and the code of its handlers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lambdatest import readers
from lambdatest.event_sources import recognise
from lambdatest.model import Declaration, Function, Location, Project, Resource, Service, Trigger
from lambdatest.project_checks.handler_code import HandlerCode, Sources, handler_code
from lambdatest.readers.document import load
from lambdatest.readers.location import Dummy, Elements, Fields, Notes
from lambdatest.readers.source import Settings
from lambdatest.readers.substitution import Substitution

_STAND_IN = re.compile(r"'([^']{3,})' stands in$")
_FILLS_ENVIRONMENT = frozenset({"?", "serverless-dotenv-plugin", "serverless-dotenv", "serverless-env-generator"})
"""Plugins that put variables into functions which the file does not name."""
_LOADING = ("stage", "region", "params", "options", "allowed_env")


@dataclass(frozen=True)
class Subject:
    """*project* with everything that checks ask of it; each part is made when it is first asked for."""

    project: Project
    _codes: dict[str, HandlerCode | None] = field(default_factory=dict, compare=False, repr=False)
    _sources: Sources = field(default_factory=Sources, compare=False, repr=False)

    @cached_property
    def python_functions(self) -> tuple[Function, ...]:
        """The functions whose code is Python in this repository."""
        return tuple(function for function in self.project.functions if function.skipped is None)

    def code(self, function: Function) -> HandlerCode | None:
        """The handler's module; None where there is none that can be read."""
        if function.name not in self._codes:
            self._codes[function.name] = handler_code(function, self._sources)
        return self._codes[function.name]

    @cached_property
    def service(self) -> Service | None:
        """What the reader found, with the properties of each wiring; None for a project that no file declares."""
        if not self.project.path.exists() or self.project.format not in readers.READERS:
            return None
        given: dict[str, Any] = {name: value for name, value in self.project.loading.items() if name in _LOADING}
        return readers.read(self.project.path, **given)

    @cached_property
    def wirings(self) -> tuple[tuple[Declaration, Trigger], ...]:
        """Each wiring that stands at its function or at a resource, and the trigger that it is."""
        service = self.service
        if service is None:
            return ()
        declared = (one for function in service.functions for one in function.declarations)
        return tuple((one, trigger) for one in declared if (trigger := recognise(one)) is not None)

    @cached_property
    def document(self) -> Fields:
        """The IaC file as it is written, no variable resolved; empty where it is not one file of YAML or JSON."""
        path, reader = self.project.path, self.project.format
        if reader not in readers.READERS or not path.is_file() or path.suffix not in (".yml", ".yaml", ".json"):
            return Fields(Location(path.name, 1))
        found = load(path, self.project.root, readers.READERS[reader].dialect)
        return found if isinstance(found, Fields) else Fields(Location(path.name, 1))

    @cached_property
    def text(self) -> str:
        """The text of the IaC file; empty where it is not one file."""
        path = self.project.path
        return path.read_text("utf-8", "replace") if path.is_file() else ""

    @cached_property
    def _substitution(self) -> Substitution:
        loading = self.project.loading
        settings = Settings(
            loading.get("stage"), loading.get("region"), loading.get("params", {}), loading.get("options", {}),
            frozenset(loading.get("allowed_env", ())),
        )
        return Substitution(self.document, self.project.root, settings, Notes())

    def section(self, *path: str) -> Any:
        """The value at *path* of a serverless.yml, variables resolved; None where there is none, or the file is of another format."""
        return self._substitution.section(*path) if self.project.format == "serverless" else None

    @cached_property
    def plugins(self) -> frozenset[str]:
        """The plugins that a serverless.yml names; ``?`` stands for those that cannot be known."""
        found = self.section("plugins")
        named = found.get("modules") if isinstance(found, Fields) else found
        if named is not None and not isinstance(named, Elements):
            return frozenset({"?"})
        return frozenset("?" if isinstance(one, Dummy) else str(one) for one in named or ())

    def resource(self, type_: str, **named: str) -> Resource | None:
        """The resource of that type with the properties given."""
        return next((
            one for one in self.project.resources
            if one.type == type_ and all(one.properties.get(key) == value for key, value in named.items())
        ), None)

    def queue(self, arn: str) -> Resource | None:
        """The queue of the project that *arn* names."""
        return self.resource("AWS::SQS::Queue", QueueName=arn.rpartition(":")[2])

    def mappings(self) -> Iterator[tuple[Function, Declaration, Trigger]]:
        """The wirings that Lambda polls, with their functions."""
        functions = {function.name: function for function in self.project.functions}
        for declaration, trigger in self.wirings:
            if trigger.kind in ("sqs", "dynamodb_stream", "kinesis") and declaration.function in functions:
                yield functions[declaration.function], declaration, trigger

    def stands_in(self, text: str) -> bool:
        """Whether *text* holds what stands in for a value that cannot be known."""
        return any(found[1] in text for note in self.project.notes if (found := _STAND_IN.search(note.message)))

    def written(self, function: Function, key: str) -> list[Any]:
        """What the file writes under *key* (``environment``) for all functions, and for *function*; variables of a serverless.yml
        resolved, intrinsics as they stand."""
        name = function.name
        if self.project.format == "serverless":
            return [found for path in (("provider", key), ("functions", name, key)) if (found := self.section(*path)) is not None]
        upper = f"{key[:1].upper()}{key[1:]}"
        paths = (("Globals", "Function", upper), ("Resources", name, "Properties", upper))
        return [found for path in paths if (found := self.at(*path)) is not None]

    def at(self, *path: str) -> Any:
        """What stands at *path* of the file, as it is written; None where nothing does."""
        value: Any = self.document
        for name in path:
            value = value.get(name) if isinstance(value, Fields) else None
        return value

    def variables(self) -> Iterator[tuple[str, Any, Location, str]]:
        """Each variable as it is written: its name, its value, where it stands, and the function it is of (the first that has it)."""
        said: set[Location] = set()
        for function in self.project.functions:
            for layer in self.written(function, "environment"):
                found = layer.get("Variables") if isinstance(layer, Fields) and self.project.format != "serverless" else layer
                if not isinstance(found, Fields):
                    continue
                for name in found:
                    if found.place(name) not in said:
                        said.add(found.place(name))
                        yield name, found[name], found.place(name), function.name

    def environment_known(self, function: Function) -> bool:
        """Whether the file writes out every variable of *function*."""
        if self.plugins & _FILLS_ENVIRONMENT:
            return False
        if self.project.format not in ("serverless", "sam"):
            return bool(function.environment)
        layers = self.written(function, "environment")
        if self.project.format == "sam":
            layers += [layer.get("Variables") for layer in layers if isinstance(layer, Fields)]
        return all(layer is None or isinstance(layer, Fields) and not any(key.startswith("Fn::") for key in layer) for layer in layers)


def setting(properties: Mapping[str, Any], *names: str) -> Any:
    """The first of the properties *names* that is set: serverless.yml and CloudFormation spell them differently."""
    return next((properties[name] for name in names if properties.get(name) is not None), None)


def whole(value: Any) -> int | None:
    """*value* as an integer, where it is one."""
    try:
        return int(value)
    except (TypeError, ValueError):
        return None
