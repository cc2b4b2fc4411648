"""What a samconfig file says of a deployment: the stack's name, the region, values for parameters, the template's file.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-sam-cli-config.html
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.document import load, read_text
from lambdatest.readers.location import refusal
from lambdatest.readers.text import as_text

NAMES = ("samconfig.toml", "samconfig.yaml", "samconfig.yml")
DEFAULT = "default"
_SECTIONS = ("global", "deploy")
_MOST = 200_000
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
# As SAM's own command line takes them apart: Key=Value, with quotes around either part, and ParameterKey=Key,ParameterValue=Value.
_QUOTED = r"\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'"
_LONG = re.compile(rf"ParameterKey=({_QUOTED}|(?:\\.|[^ ,\"\\])+),ParameterValue=({_QUOTED}|(?:\\.|[^ \"\\])*)")
_SHORT = re.compile(rf"([A-Za-z0-9]+)=({_QUOTED}|(?:\\.|[^ \"\\])*)")


@dataclass(frozen=True, slots=True)
class Deployment:
    """How ``sam deploy`` would deploy."""

    stack: str | None = None
    region: str | None = None
    template: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


def deployment(folder: Path, stage: str | None = None) -> Deployment:
    """What the samconfig file in *folder* says for the environment that is called as the *stage*, or for the default one.

    Raises ProjectError where the file is malformed.
    """
    path = next((folder / name for name in NAMES if (folder / name).is_file()), None)
    if path is None:
        return Deployment()
    content = _content(path, folder)
    environment = _mapping(content, stage) if stage else {}
    environment = environment or _mapping(content, DEFAULT)
    given: dict[str, Any] = {}
    for section in _SECTIONS:
        given |= _mapping(_mapping(environment, section), "parameters")
    names = ("stack_name", "region", "template_file", "template")
    text = {name: as_text(given[name]) for name in names if isinstance(given.get(name), str)}
    return Deployment(text.get("stack_name"), text.get("region"), text.get("template_file") or text.get("template"), _parameters(given))


def _content(path: Path, root: Path) -> Mapping[str, Any]:
    if path.suffix != ".toml":
        found = load(path, root)
        return found if isinstance(found, dict) else {}
    text = read_text(path, root)
    if len(text) > _MOST:
        raise refusal(Location(path.name, 1), f"is longer than {_MOST:,} characters", "a samconfig file needs no more")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise refusal(Location(path.name, 1), "its values are nested too deep", "flatten them") from None
    except ValueError as error:  # a TOMLDecodeError, or int() of thousands of digits
        place = _PLACE.search(str(error))
        what = _PLACE.sub("", str(error)).strip()
        raise refusal(Location(path.name, int(place[1]) if place else 1), f"not TOML: {what}", "check its quotes and brackets") from None


def _mapping(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, Mapping) else {}


def _parameters(given: Mapping[str, Any]) -> dict[str, str]:
    found = given.get("parameter_overrides")
    if isinstance(found, Mapping):
        return {str(name): as_text(value) for name, value in found.items() if not isinstance(value, dict | list)}
    texts = [found] if isinstance(found, str) else [one for one in found if isinstance(one, str)] if isinstance(found, list) else []
    return {name: value for text in texts for name, value in _pairs(text)}


def _pairs(text: str) -> list[tuple[str, str]]:
    form = _LONG if "ParameterKey=" in text else _SHORT
    return [(_unquoted(match[1]), _unquoted(match[2])) for match in form.finditer(text)]


def _unquoted(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    return re.sub(r"\\(.)", r"\1", text)
