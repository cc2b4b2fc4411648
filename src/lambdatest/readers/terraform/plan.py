"""Reads the plan that ``terraform show -json`` prints: what there will be, with all values that Terraform knows before it is there.

The others come from the configuration beside the plan, or from what the plan says that they refer to.
https://developer.hashicorp.com/terraform/internals/json-format
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.model import Location, Service
from lambdatest.readers.location import Fields, Notes, refusal
from lambdatest.readers.source import DEFAULT_REGION, Settings
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform.answer import answered, physical_name
from lambdatest.readers.terraform.configuration import configuration, files
from lambdatest.readers.terraform.data_source import planned
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.instance import Instance
from lambdatest.readers.terraform.reader import service
from lambdatest.readers.terraform.value import plain

KEY = "planned_values"
_MOST_MODULES = 20
_INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|\d+)\]')
_LAST_INDEX = re.compile(f"{_INDEX.pattern}$")
_PART = re.compile(rf'[^.\[\]"]+(?:{_INDEX.pattern})?')
_WORD = re.compile(r"[a-z0-9]+")
_ARNS = ("arn", "role", "endpoint", "topic", "function_name", "authorizer_uri")


@dataclass(slots=True)
class Plan:
    """What all resources of a plan share; *written* are the instances of the configuration beside it."""

    stack: str
    region: str
    notes: Notes
    instances: dict[str, "Planned"] = field(default_factory=dict)
    modules: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    written: dict[str, Instance] = field(default_factory=dict)

    def referred(self, module: str, references: list[str], wanted: str, key: str) -> Any:
        """What *references* of *module* hold that is called like *wanted*; None where that cannot be told."""
        found = []
        for text in _specific(references):
            value = self._followed(module, text, wanted, key, 0)
            if value is not None:
                found.append((_likeness(wanted, text), value))
        best = max((score for score, _ in found), default=0)
        chosen = [value for score, value in found if score == best]
        return chosen[0] if chosen and all(one == chosen[0] for one in chosen) else None

    def _followed(self, module: str, reference: str, wanted: str, key: str, depth: int) -> Any:
        parts = _PART.findall(reference)
        if depth > _MOST_MODULES or len(parts) < 2:
            return None
        if parts[0] == "var":
            return self._input(module, parts[1], wanted, key, depth)
        if parts[0] == "module":
            return self._output(module, parts, wanted, key, depth)
        size = 3 if parts[0] == "data" else 2
        one = self._instance(module + ".".join(parts[:size]), key)
        if one is None:
            return None
        return one.member(parts[size] if len(parts) > size else _usual(wanted), one.location)

    def _instance(self, address: str, key: str) -> "Planned | None":
        """The instance with that address; of several the one with the same *key*, or the only one."""
        several = [name for name in self.instances if name.startswith(f"{address}[")]
        exact = [name for name in (address, address + key) if name in self.instances]
        chosen = exact or (several if len(several) == 1 else [])
        return self.instances[chosen[0]] if chosen else None

    def _input(self, module: str, name: str, wanted: str, key: str, depth: int) -> Any:
        """What the call of *module* gives for a variable."""
        above, _, call = module.removesuffix(".").rpartition("module.")
        given = _at(self.modules.get(_bare(above)), "module_calls", _bare(call), "expressions", name, "references")
        return self._only(above, given, wanted, key, depth)

    def _only(self, module: str, references: Any, wanted: str, key: str, depth: int) -> Any:
        """What the one of *references* that holds anything does; None where there are more, or none."""
        found = [value for one in _specific(references) if (value := self._followed(module, one, wanted, key, depth + 1)) is not None]
        return found[0] if len(found) == 1 else None

    def _output(self, module: str, parts: list[str], wanted: str, key: str, depth: int) -> Any:
        inner = f"{module}module.{parts[1]}."
        given = _at(self.modules.get(_bare(inner)), "outputs", parts[2] if len(parts) > 2 else "", "expression", "references")
        return self._only(inner, given, wanted, key, depth)


@dataclass(frozen=True, slots=True, eq=False)
class Planned:
    """One resource of the plan: *values* are known, *unknown* says which are not, *expressions* what those refer to."""

    plan: Plan
    type: str
    address: str
    is_data: bool
    location: Location
    module: str
    values: Mapping[str, Any]
    unknown: Mapping[str, Any]
    expressions: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name that it is deployed under."""
        return physical_name(self, self.plan.stack)

    @property
    def written(self) -> Collection[str]:
        """What the configuration writes."""
        return self.expressions

    def given(self, name: str) -> Any:
        """What is planned for *name*; None where it is absent, or nobody writes it."""
        value, unknown = self.values.get(name), self.unknown.get(name, False)
        if not _any(unknown):
            return value
        written = self.plan.written.get(self.address)
        if written is not None:
            if not written.has(name):
                return value
            return _filled(value, unknown, plain(written.given(name), self.location))
        return self._referred(value, unknown, self.expressions.get(name), name)

    def _referred(self, value: Any, unknown: Any, expression: Any, name: str) -> Any:
        """*value* with what is *unknown* taken from what its *expression* refers to."""
        if unknown is True:
            return self._reference(expression, name)
        if isinstance(unknown, Mapping):
            result = dict(_members(value))
            for key in unknown:
                inner = expression.get(key, expression) if isinstance(expression, Mapping) else None
                result[key] = self._referred(result.get(key), unknown[key], inner, key)
            return result
        if isinstance(unknown, list):
            given = value if isinstance(value, list) else [None] * len(unknown)
            inner = expression if isinstance(expression, list) else [expression] * len(given)
            inner = [*inner, *[inner[-1] if inner else None] * (len(given) - len(inner))]
            return [self._referred(*one, name) for one in zip(given, [*unknown, *[False] * len(given)], inner, strict=False)]
        return value

    def _reference(self, expression: Any, name: str) -> Any:
        references = _at(expression, "references")
        if not references:
            return None
        key = _LAST_INDEX.search(self.address)
        value = self.plan.referred(self.module, references, name, key[0] if key else "")
        if value is not None:
            return value
        stand_in = stand_in_for(name)
        self.plan.notes.stand_in(self.location, f"{name} of {self.address} is known after it is made", stand_in)
        return stand_in

    def member(self, name: str, _location: Location) -> Any:
        """An attribute, as planned or as AWS would answer."""
        value = self.given(name)
        if value is None and self.is_data:
            value = planned(self, name)
        return answered(self, name, self.plan) if value is None else value


def _bare(address: str) -> str:
    """An address without keys and numbers."""
    return _INDEX.sub("", address)


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _elements(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(value: Any, *names: str) -> Any:
    for name in names:
        value = _members(value).get(name)
    return value


def _any(unknown: Any) -> bool:
    if isinstance(unknown, Mapping):
        return any(map(_any, unknown.values()))
    return any(map(_any, unknown)) if isinstance(unknown, list) else unknown is True


def _filled(value: Any, unknown: Any, other: Any) -> Any:
    """*value* with what is *unknown* taken from *other*, which has the same shape."""
    if unknown is True or value is None:
        return other
    if isinstance(value, Mapping) and isinstance(unknown, Mapping) and isinstance(other, Mapping):
        return {**value, **{key: _filled(value.get(key), unknown[key], other.get(key)) for key in unknown if _any(unknown[key])}}
    if isinstance(value, list) and isinstance(unknown, list) and isinstance(other, list) and len(value) == len(other):
        return [_filled(*one) for one in zip(value, [*unknown, *[False] * len(value)], other, strict=False)]
    return value


def _specific(references: Any) -> list[str]:
    """References without those that only begin another one, and without those that lead to no resource, module or variable."""
    texts = [str(one) for one in _elements(references)]
    return [
        one for one in texts
        if not one.startswith(("each.", "count.", "local.", "path.", "self.")) and not any(
            other != one and other.startswith((f"{one}.", f"{one}[")) for other in texts)
    ]


def _likeness(wanted: str, reference: str) -> int:
    return len(set(_WORD.findall(wanted.lower())) & set(_WORD.findall(reference.lower().replace("_", " "))))


def _usual(wanted: str) -> str:
    """The attribute that a reference without one means for an argument of that name: Terraform leaves it out behind ``[each.key]``."""
    if wanted in ("uri", "integration_uri", "authorizer_uri"):
        return "invoke_arn"
    return wanted if wanted in ("http_method", "stage_name") else "arn" if wanted.endswith("_arn") or wanted in _ARNS else "id"


def read_plan(path: Path, document: Fields, settings: Settings) -> Service:
    """The service of the plan *document* that stands at *path*.  Raises ProjectError."""
    top = document.get(KEY)
    if not isinstance(top, Fields) or not isinstance(document.get("configuration"), Fields):
        raise refusal(document.location, "this is no plan of Terraform", "write it with: terraform show -json tfplan > plan.json")
    notes = Notes()
    name = path.resolve().parent.name or "terraform"
    plan = Plan(name, settings.region or _region(document) or DEFAULT_REGION, notes)
    _configured(plan, document["configuration"].get("root_module"), "")
    changes = {str(_at(one, "address")): _at(one, "change", "after_unknown") for one in _elements(document.get("resource_changes"))}
    read = [one for one in _planned(plan, _at(document, "prior_state", "values", "root_module"), "", changes, 0) if one.is_data]
    plan.instances |= {one.address: one for one in (*read, *_planned(plan, top.get("root_module"), "", changes, 0))}
    _written(plan, path.parent, document, settings)
    return service("terraform plan", path, name, list(plan.instances.values()), plan.region, settings, notes)


def _region(document: Fields) -> str | None:
    region = _at(document, "configuration", "provider_config", "aws", "expressions", "region")
    constant = _at(region, "constant_value")
    for reference in _elements(_at(region, "references")):
        constant = constant or _at(document, "variables", str(reference).removeprefix("var."), "value")
    return constant if isinstance(constant, str) else None


def _configured(plan: Plan, module: Any, address: str) -> None:
    """Every module of the configuration by its address without keys."""
    if not isinstance(module, Mapping) or address.count("module.") > _MOST_MODULES:
        return
    plan.modules[address] = module
    for name, call in _members(module.get("module_calls")).items():
        _configured(plan, _at(call, "module"), f"{address}module.{name}.")


def _planned(plan: Plan, module: Any, address: str, changes: Mapping[str, Any], depth: int) -> Iterator[Planned]:
    if not isinstance(module, Mapping) or depth > _MOST_MODULES:
        return
    configured = _elements(_at(plan.modules.get(_bare(address)), "resources"))
    expressions = {str(_at(one, "address")): _members(_at(one, "expressions")) for one in configured}
    for one in _elements(module.get("resources")):
        values, here = _at(one, "values"), str(_at(one, "address"))
        bare = _bare(here.removeprefix(address))
        if isinstance(one, Fields) and isinstance(values, Mapping):
            yield Planned(
                plan, str(one.get("type")), here, one.get("mode") == "data", one.location, address, values,
                _members(changes.get(here)), expressions.get(bare, {}))
    for child in _elements(module.get("child_modules")):
        yield from _planned(plan, child, f"{_at(child, 'address')}.", changes, depth + 1)


def _given(value: Any) -> Any:
    return value


def _written(plan: Plan, folder: Path, document: Fields, settings: Settings) -> None:
    """The instances of the configuration in *folder*, where there is one that can be read, with the plan's own variables."""
    try:
        if not files(folder):
            return
        given = {name: _at(one, "value") for name, one in _members(document.get("variables")).items()}
        module = configuration(folder, replace(settings, region=plan.region), Notes(), plan.stack)
        module.inputs = {**module.inputs, **{name: partial(_given, value) for name, value in given.items()}}
        plan.written = {one.address: one for one in module.walk() if not one.is_data}
    except (ProjectError, Failure, OSError) as error:
        plan.notes.add(document.location, f"the configuration beside the plan is not used: {error}")
