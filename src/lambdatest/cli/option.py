"""Options that commands share, and the choice between the command line, the settings file and the default."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import click

from lambdatest.errors import LambdatestError
from lambdatest.model import Project
from lambdatest.project import load
from lambdatest.readers import find
from lambdatest.setting import Settings, nearest

Callback = TypeVar("Callback", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Loading:
    """What decides how an IaC file reads: the keywords of `lambdatest.load`."""

    stage: str | None = None
    region: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    allowed_env: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The values of a command: the command line wins over the settings, those over the default."""

    given: Mapping[str, Any]
    settings: Settings

    def __call__(self, name: str, default: Any = None) -> Any:
        """The value of the option *name* (``max-examples``)."""
        value = self.given.get(name.replace("-", "_"))
        return value if value not in (None, ()) else self.settings.values.get(name, default)

    def loading(self) -> Loading:
        """How the IaC file is to be read."""
        return Loading(
            stage=self("stage"),
            region=self("region"),
            params={**self.settings.values.get("param", {}), **pairs("--param", self.given.get("param", ()))},
            options={**self.settings.values.get("opt", {}), **pairs("--opt", self.given.get("opt", ()))},
            allowed_env=tuple(self("allow-env", ())),
        )


def project_options(command: Callback) -> Callback:
    """The argument PATH and the options for the variables of an IaC file."""
    for decorate in (
        click.option("--allow-env", multiple=True, metavar="NAME", help="Fill ${env:NAME} from the shell; without it a dummy stands in."),
        click.option("--opt", multiple=True, metavar="KEY=VALUE", help="A value for ${opt:KEY}."),
        click.option("--param", multiple=True, metavar="KEY=VALUE", help="A value for ${param:KEY} or a template's parameter."),
        click.option("--region", metavar="NAME", help="The region, instead of the file's own."),
        click.option("--stage", metavar="NAME", help="The stage, instead of the file's own."),
        click.argument("path", default=".", type=click.Path(path_type=Path)),
    ):
        command = decorate(command)
    return command


def pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """``("a=1",)`` as ``{"a": "1"}``.  Raises LambdatestError for a text without ``=``."""
    found = {}
    for text in texts:
        key, sign, value = text.partition("=")
        if not sign or not key:
            raise LambdatestError(f"{option} {text!r} is not KEY=VALUE")
        found[key] = value
    return found


def choose(path: Path, given: Mapping[str, Any]) -> tuple[Path, Choice]:
    """The IaC file of *path*, and the values of a command given the settings that hold for it.  Raises LambdatestError."""
    file = find(path)
    return file, Choice(given, nearest(file.parent))


def loaded(file: Path, loading: Loading) -> Project:
    """The project that the IaC file declares.  Raises ProjectError."""
    return load(
        file, stage=loading.stage, region=loading.region, params=loading.params, options=loading.options, allowed_env=loading.allowed_env
    )
