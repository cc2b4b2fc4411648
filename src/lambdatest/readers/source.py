"""The sources of Serverless variables: where ``self``, ``opt``, ``file`` … look.  One function each, in the table `SOURCES`.

A source answers with a value and where it stands, with None where it has none (a fallback may), or that it cannot be known.
See https://www.serverless.com/framework/docs/providers/aws/guide/variables
"""

import os
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from lambdatest.errors import did_you_mean
from lambdatest.model import ACCOUNT_ID, Location
from lambdatest.readers.document import load, read_text
from lambdatest.readers.expression import Source, Text
from lambdatest.readers.location import Fields, refusal, relative
from lambdatest.readers.text import shown

DEFAULT_STAGE = "dev"
DEFAULT_REGION = "us-east-1"
REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-\d+")
Found = tuple[Any, Location]


@dataclass(frozen=True, slots=True)
class Settings:
    """What the user said outside of the file: stage, region, ``--param`` and other options, names that the shell may fill."""

    stage: str | None = None
    region: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    allowed_env: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Unknowable:
    """The answer of a *source* whose value cannot be known here, and why; *dummy* is a better stand-in than the usual one."""

    source: Source
    reason: str
    dummy: str | None = None


Answer = Found | Unknowable | None


class Resolver(Protocol):
    """What a source needs of the `Substitution` that asks it."""

    @property
    def document(self) -> Fields:
        """The whole serverless.yml."""

    @property
    def root(self) -> Path:
        """The folder of the service."""

    @property
    def settings(self) -> Settings:
        """What the user said outside of the file."""

    @property
    def files(self) -> dict[Path, Any]:
        """Files that were read."""

    def text(self, text: Text, location: Location) -> str:
        """The parts of a parameter or an address, joined."""

    def section(self, *path: str) -> Any:
        """The resolved value at *path*."""

    @property
    def constructs(self) -> Mapping[str, Mapping[str, Any]]:
        """What ``${construct:name.variable}`` of the plugin Lift gives."""

    def find(self, path: Collection[str], location: Location) -> Found | None:
        """The value at *path* of the document."""

    def follow(self, value: Any, path: Collection[str], location: Location) -> Found | None:
        """The value at *path* below *value*."""

    def is_dummy(self, text: str) -> bool:
        """Whether *text* stands in for what could not be known."""


def stage_of(resolver: Resolver) -> str:
    """The stage: as given, else the file's own, else ``dev``."""
    return resolver.settings.stage or str(resolver.section("provider", "stage") or DEFAULT_STAGE)


def region_of(resolver: Resolver) -> str:
    """The region: as given, else the file's own, else ``us-east-1``, as where the file's own cannot be known."""
    return resolver.settings.region or _declared_region(resolver)


def _declared_region(resolver: Resolver) -> str:
    found = str(resolver.section("provider", "region") or DEFAULT_REGION)
    return found if REGION.fullmatch(found) else DEFAULT_REGION


def _self(resolver: Resolver, source: Source, location: Location) -> Answer:
    address = resolver.text(source.address, location)
    if address in ("service", "service.name"):
        found = resolver.find(["service"], location)
        return resolver.find(["service", "name"], location) if found and isinstance(found[0], Fields) else found
    found = resolver.find(address.split(".") if address else [], location)
    if found is None or found[0] is None:
        default = {"provider.stage": DEFAULT_STAGE, "provider.region": DEFAULT_REGION}.get(address)
        return (default, location) if default else None
    return (_declared_region(resolver), location) if address == "provider.region" else found


def _opt(resolver: Resolver, source: Source, location: Location) -> Answer:
    address = resolver.text(source.address, location)
    settings = resolver.settings
    given: dict[str, str | None] = {**settings.options}
    given |= {name: value for name, value in (("stage", settings.stage), ("region", settings.region)) if value}
    if not address:
        return Fields(location, given), location
    if given.get(address) is not None:
        return given[address], location
    option = f"--{address} NAME" if address in ("stage", "region") else f"--opt {address}=VALUE"
    dummy = {"stage": DEFAULT_STAGE, "region": DEFAULT_REGION}.get(address)
    return Unknowable(source, f"is an option of the command line that was not given ({option})", dummy)


def _env(resolver: Resolver, source: Source, location: Location) -> Answer:
    name = resolver.text(source.address, location)
    if name in resolver.settings.allowed_env and name in os.environ:
        return os.environ[name], location
    return Unknowable(source, "is not read from your shell unless you allow it by name (--allow-env)")


def _sls(resolver: Resolver, source: Source, location: Location) -> Answer:
    address = resolver.text(source.address, location)
    if address == "stage":
        return stage_of(resolver), location
    return ("lambdatest", location) if address == "instanceId" else None


def _aws(resolver: Resolver, source: Source, location: Location) -> Answer:
    address = resolver.text(source.address, location)
    if address == "region":
        return region_of(resolver), location
    value = {"accountId": ACCOUNT_ID, "partition": "aws"}.get(address)
    return (value, location) if value else None


def _file(resolver: Resolver, source: Source, location: Location) -> Answer:
    if not source.parameters:
        raise refusal(location, f"${{{source.text}}} names no file", "write ${file(./name.yml):key}")
    name = resolver.text(source.parameters[0], location)
    if resolver.is_dummy(name):
        return Unknowable(source, "names a file by a value that cannot be known")
    path = resolver.root / name
    if path.suffix in (".js", ".cjs", ".mjs", ".ts", ".py"):
        return Unknowable(source, "is a program, which is not run")
    try:
        if not path.exists():
            return Unknowable(source, "names a file that is not there (git may ignore it)")
        if not path.is_file():
            raise refusal(location, f"{shown(name)} is not a file", "write ${file(./name.yml):key}")
    except (OSError, ValueError):
        raise refusal(location, f"{shown(name)} is no path", "write ${file(./name.yml):key}") from None
    if path not in resolver.files:
        resolver.files[path] = _content(path, resolver.root)
    address = resolver.text(source.address, location)
    place = Location(relative(path, resolver.root), 1)
    return resolver.follow(resolver.files[path], address.split(".") if address else [], place)


def _content(path: Path, root: Path) -> Any:
    if path.suffix in (".yml", ".yaml", ".json", ".tfstate"):
        return load(path, root)
    return read_text(path, root)


def _param(resolver: Resolver, source: Source, location: Location) -> Answer:
    name = resolver.text(source.address, location)
    if name in resolver.settings.params:
        return resolver.settings.params[name], location
    for stage in (stage_of(resolver), "default"):
        # Version 4 moved the block: stages.dev.params instead of params.dev
        for path in (("params", stage, name), ("stages", stage, "params", name)):
            found = resolver.find(path, location)
            if found is not None and found[0] is not None:
                return found
    return Unknowable(source, f"is in no params block and was not given (--param {name}=VALUE)")


def _str_to_bool(resolver: Resolver, source: Source, location: Location) -> Answer:
    given = resolver.text(source.parameters[0], location) if source.parameters else ""
    text = given.strip().lower()
    if text in ("true", "1"):
        return True, location
    if text not in ("false", "0") and not resolver.is_dummy(given):
        raise refusal(location, f"strToBool of {shown(given)}", "give it true, false, 1 or 0")
    return False, location


def _construct(resolver: Resolver, source: Source, location: Location) -> Answer:
    name, _, variable = resolver.text(source.address, location).partition(".")
    found = resolver.constructs.get(name, {})
    if name in resolver.constructs and variable not in found:
        raise refusal(location, f"${{{source.text}}}: the construct {name} has no such variable", did_you_mean(variable, list(found)))
    return (found[variable], location) if found else Unknowable(source, "comes from a plugin")


def _elsewhere(what: str) -> Callable[[Resolver, Source, Location], Answer]:
    return lambda resolver, source, location: Unknowable(source, f"stands in {what}")


SOURCES: Mapping[str, Callable[[Resolver, Source, Location], Answer]] = {
    "self": _self,
    "opt": _opt,
    "env": _env,
    "sls": _sls,
    "aws": _aws,
    "file": _file,
    "param": _param,
    "strToBool": _str_to_bool,
    "construct": _construct,
    "ssm": _elsewhere("the SSM parameter store"),
    "cf": _elsewhere("another stack's outputs"),
    "s3": _elsewhere("a bucket"),
    "appParam": _elsewhere("the dashboard of Serverless"),
    "output": _elsewhere("another service's outputs"),
    "state": _elsewhere("another service's state"),
    "git": _elsewhere("the repository's history"),
    "secrets": _elsewhere("a store of secrets"),
    "vault": _elsewhere("a store of secrets"),
    "doppler": _elsewhere("a store of secrets"),
    "terraform": _elsewhere("Terraform's state"),
}
