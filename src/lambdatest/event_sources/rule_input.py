"""What the target of a rule or schedule is handed: the event, a part of it, a constant, or text made of parts of it.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from lambdatest.event_sources import mapping
from lambdatest.model import Declaration

_HOLE = re.compile(r'"?<([\w.-]+)>"?')
_MISSING = object()


def options(declaration: Declaration) -> dict[str, Any]:
    """``input``, ``input_path`` and ``transformer`` (paths and template), in the spelling of serverless.yml, SAM or CloudFormation.

    What is not declared is left out; ``region`` is always there.
    """
    given = _given(declaration)
    transformer = given.get("inputTransformer") or given.get("InputTransformer")
    found = transformer if isinstance(transformer, Mapping) else {}
    paths, template = (found.get(one) or found.get(other) for one, other in (
        ("inputPathsMap", "InputPathsMap"), ("inputTemplate", "InputTemplate")))
    made = {
        "input": _first(given, "input", "Input"), "input_path": _first(given, "inputPath", "InputPath"),
        "transformer": {"paths": dict(paths or {}), "template": str(template)} if template else None,
    }
    return {name: value for name, value in made.items() if value is not None} | {"region": mapping.region(declaration)}


def _given(declaration: Declaration) -> Mapping[str, Any]:
    """The properties that say what is handed over: those of the target, where a resource has several."""
    targets, target = declaration.properties.get("Targets"), declaration.properties.get("Target")
    listed = [*(targets if isinstance(targets, list) else ()), *([target] if isinstance(target, Mapping) else ())]
    mine = [one for one in listed if isinstance(one, Mapping) and mapping.is_function(one.get("Arn"), declaration)]
    return mine[0] if declaration.format == "cloudformation" and mine else declaration.properties


def _first(given: Mapping[str, Any], *names: str) -> Any:
    return next((given[name] for name in names if given.get(name) is not None), None)


def is_constant(found: Mapping[str, Any]) -> bool:
    """Whether the target always gets the same."""
    return "input" in found


def handed_over(found: Mapping[str, Any], event: Mapping[str, Any]) -> Any:
    """What the target with those `options` is handed for *event*."""
    if "input" in found:
        return _read(found["input"])
    if "input_path" in found:
        return at(event, str(found["input_path"]))
    if "transformer" in found:
        return _transformed(found["transformer"], event)
    return event


def _read(value: Any) -> Any:
    """A constant: JSON text in CloudFormation, written out in serverless.yml."""
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def at(event: Any, path: str) -> Any:
    """The value at a path such as ``$.detail.id``; None where there is none."""
    for name in re.findall(r"[\w-]+", path.removeprefix("$")):
        inner = event[int(name)] if isinstance(event, list) and name.isdecimal() and int(name) < len(event) else _MISSING
        event = event.get(name) if isinstance(event, Mapping) else inner
        if event is None or event is _MISSING:
            return None
    return event


def _transformed(transformer: Mapping[str, Any], event: Mapping[str, Any]) -> Any:
    """The template with its holes filled: with quotes where a text stands alone, as it is inside of one."""
    def fill(found: re.Match[str]) -> str:
        path = transformer["paths"].get(found[1])
        value = event if path is None else at(event, str(path))
        quoted = found[0].startswith('"') and found[0].endswith('"')
        if isinstance(value, str) and not quoted and not _alone(transformer["template"], found):
            return found[0].replace(f"<{found[1]}>", json.dumps(value)[1:-1])
        return json.dumps("" if value is None else value)
    return _read(_HOLE.sub(fill, transformer["template"]))


def _alone(template: str, found: re.Match[str]) -> bool:
    """Whether a hole stands where a JSON value does, not inside a text."""
    before = template[:found.start()].rstrip()
    return not before or before[-1] in ":[,"
