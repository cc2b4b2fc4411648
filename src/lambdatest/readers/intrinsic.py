"""CloudFormation's intrinsic functions, evaluated in the mocked account: no call is made, nothing is deployed.

See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Dummy, Elements, Fields, plain
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.template import NO_VALUE, Template
from lambdatest.readers.text import as_text, shown, slug

_SUB = re.compile(r"\$\{([^!${}][^${}]*)\}")
_DYNAMIC = re.compile(r"\{\{resolve:([^{}]{1,2000})\}\}")
_PSEUDO_PLUGIN = re.compile(r"#\{(AWS::[A-Za-z]+)\}")


def resolve(template: Template, value: Any, location: Location) -> Any:
    """*value* with its intrinsics evaluated against *template*; members that are AWS::NoValue are left out.

    Raises ProjectError where an intrinsic is malformed or leads back to itself.
    """
    template.budget.spend(value, location)
    if isinstance(value, str):
        return _text(template, value, location)
    if isinstance(value, Elements):
        result = Elements(value.location)
        for member, place in zip(value, value.places, strict=True):
            found = resolve(template, member, place)
            if found is not NO_VALUE:
                result.add(found, place)
        return result
    if not isinstance(value, Fields):
        return value
    if len(value) == 1:
        (name, argument), = value.items()
        if name in FUNCTIONS:
            result = FUNCTIONS[name](template, argument, value.place(name))
            template.budget.spend(result, location)
            return result
        if name.startswith("Fn::"):
            return template.dummy(location, f"{name} is not evaluated", stand_in_for(name, template.region))
    members = {key: resolve(template, member, value.place(key)) for key, member in value.items()}
    return Fields(value.location, {key: member for key, member in members.items() if member is not NO_VALUE}, value.places)


def _text(template: Template, value: str, location: Location) -> str:
    if "{{resolve:" in value:
        for found in _DYNAMIC.finditer(value):
            template.notes.stand_in(location, f"{found.group()} cannot be known", stand_in_for(found.group(1)))
        value = _DYNAMIC.sub(lambda found: stand_in_for(found.group(1)), value)
    if "#{" in value:  # serverless-pseudo-parameters, from before Serverless itself let ${AWS::Region} through
        value = _PSEUDO_PLUGIN.sub(lambda found: as_text(template.reference(found.group(1), location)), value)
    return value


def _arguments(template: Template, value: Any, location: Location, name: str, least: int, most: int = 10_000) -> list[Any]:
    """The evaluated arguments of a function that takes a list."""
    found = resolve(template, value, location) if not isinstance(value, Elements) else value
    if isinstance(found, str | int | float | bool) or found is None:
        found = [found]
    if not isinstance(found, list) or not least <= len(found) <= most:
        raise template.refuse(location, f"{name} takes a list of {least if least == most else f'at least {least}'}, not {shown(value)}")
    return [resolve(template, member, location) for member in found] if isinstance(value, Elements) else list(found)


def _ref(template: Template, value: Any, location: Location) -> Any:
    if not isinstance(value, str):
        raise template.refuse(location, f"Ref of {shown(value)}")
    return template.reference(value, location)


def _get_att(template: Template, value: Any, location: Location) -> Any:
    parts = value.split(".", 1) if isinstance(value, str) else _arguments(template, value, location, "Fn::GetAtt", 2, 2)
    if len(parts) != 2:
        raise template.refuse(location, f"Fn::GetAtt of {shown(value)}")
    return template.attribute(as_text(parts[0]), as_text(parts[1]), location)


def _sub(template: Template, value: Any, location: Location) -> Any:
    text, given = value, Fields(location)
    if isinstance(value, Elements) and len(value) == 2 and isinstance(value[1], Fields):
        text, given = value[0], resolve(template, value[1], location)
    elif isinstance(value, Elements) and len(value) == 1:
        text = value[0]
    if not isinstance(text, str):
        raise template.refuse(location, f"Fn::Sub of {shown(value)}")

    def replace(found: re.Match[str]) -> str:
        name = found.group(1).strip()
        if name in given:
            result = given[name]
        elif "." in name:
            logical_id, attribute = name.split(".", 1)
            result = template.attribute(logical_id, attribute, location)
        else:
            result = template.reference(name, location)
        template.budget.spend(as_text(result), location)
        return _joined(result)

    return _text(template, _SUB.sub(replace, text), location).replace("${!", "${")


def _joined(value: Any) -> str:
    if value is NO_VALUE:
        return ""
    return ",".join(map(as_text, value)) if isinstance(value, list) else as_text(value)


def _join(template: Template, value: Any, location: Location) -> str:
    delimiter, members = _arguments(template, value, location, "Fn::Join", 2, 2)
    if isinstance(members, str):
        members = [members]
    if not isinstance(members, list):
        raise template.refuse(location, f"Fn::Join of {shown(members)}")
    return as_text(delimiter).join(_joined(member) for member in members)


def _split(template: Template, value: Any, location: Location) -> Elements:
    delimiter, text = _arguments(template, value, location, "Fn::Split", 2, 2)
    if not as_text(delimiter):
        raise template.refuse(location, "Fn::Split by an empty text")
    return Elements(location, as_text(text).split(as_text(delimiter)))


def _select(template: Template, value: Any, location: Location) -> Any:
    index, members = _arguments(template, value, location, "Fn::Select", 2, 2)
    if isinstance(members, Dummy):
        return members
    members = members.split(",") if isinstance(members, str) else members
    position = as_text(index)
    written = isinstance(value, Elements) and isinstance(value[1], Elements)
    is_index = position.isdecimal() and len(position) < 9
    if not isinstance(members, list) or not is_index or (written and int(position) >= len(members)):
        raise template.refuse(location, f"Fn::Select of member {shown(index)} out of {shown(members)}")
    if int(position) >= len(members):  # of a text, most often, that stands in for one that cannot be known
        first = slug(as_text(members[0])) if members and not isinstance(members[0], dict | list) else "member"
        return template.dummy(location, f"Fn::Select of member {position} out of {len(members)}", f"{first}-{position}")
    return members[int(position)]


def _if(template: Template, value: Any, location: Location) -> Any:
    if not isinstance(value, Elements) or len(value) != 3 or not isinstance(value[0], str):
        raise template.refuse(location, f"Fn::If of {shown(value)}")
    chosen = 1 if template.condition(value[0], location) else 2
    return resolve(template, value[chosen], value.places[chosen])


def _find_in_map(template: Template, value: Any, location: Location) -> Any:
    names = _arguments(template, value, location, "Fn::FindInMap", 3, 4)
    found: Any = template.mappings
    for name in names[:3]:
        found = found.get(as_text(name)) if isinstance(found, Fields) else None
    if found is not None:
        return found
    if len(names) == 4 and isinstance(names[3], Fields) and "DefaultValue" in names[3]:
        return names[3]["DefaultValue"]
    made = stand_in_for("-".join(map(_joined, names[:3])), template.region)
    return template.dummy(location, f"Mappings has no {'.'.join(map(_joined, names[:3]))}", made)


def _import_value(template: Template, value: Any, location: Location) -> str:
    name = _joined(resolve(template, value, location))
    return as_text(template.imported(name, location))


def _base64(template: Template, value: Any, location: Location) -> str:
    text = _joined(resolve(template, value, location))
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode("ascii")


def _zones(template: Template, value: Any, location: Location) -> Elements:
    region = _joined(resolve(template, value, location)) or template.region
    return Elements(location, (f"{region}{letter}" for letter in "abc"))


def _cidr(template: Template, value: Any, location: Location) -> Any:
    """https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-cidr.html"""
    given = _arguments(template, value, location, "Fn::Cidr", 2, 3)
    block, count, bits = as_text(given[0]), as_text(given[1]), as_text(given[2]) if len(given) == 3 else "8"
    try:
        network = ipaddress.ip_network(block, strict=False)
        found = list(islice(network.subnets(new_prefix=network.max_prefixlen - int(bits)), min(int(count), 256)))
    except ValueError as error:
        if isinstance(given[0], Dummy):
            return template.dummy(location, f"Fn::Cidr of {shown(block)} cannot be known", block)
        raise template.refuse(location, f"Fn::Cidr of {shown(block)}: {error}") from None
    return Elements(location, map(str, found))


def _length(template: Template, value: Any, location: Location) -> int:
    found = resolve(template, value, location)
    return len(found) if isinstance(found, list) else 1


def _to_json(template: Template, value: Any, location: Location) -> str:
    return json.dumps(plain(resolve(template, value, location)), separators=(",", ":"))


def truth(template: Template, value: Any, location: Location) -> bool:
    """Whether the condition *value* holds."""
    template.budget.spend(value, location)
    if isinstance(value, Fields) and len(value) == 1:
        (name, argument), = value.items()
        if name == "Condition" and isinstance(argument, str):
            return template.condition(argument, location)
        if name == "Fn::Equals":
            left, right = _arguments(template, argument, location, name, 2, 2)
            return as_text(plain(left)) == as_text(plain(right))
        if name in ("Fn::And", "Fn::Or", "Fn::Not") and isinstance(argument, Elements):
            answers = [truth(template, member, place) for member, place in zip(argument, argument.places, strict=True)]
            return {"Fn::And": all(answers), "Fn::Or": any(answers), "Fn::Not": not any(answers)}[name]
    if isinstance(value, bool) or value in ("true", "false"):
        return as_text(value) == "true"
    raise template.refuse(location, f"condition is {shown(value)}")


FUNCTIONS: Mapping[str, Callable[[Template, Any, Location], Any]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::ImportValue": _import_value,
    "Fn::Base64": _base64,
    "Fn::GetAZs": _zones,
    "Fn::Cidr": _cidr,
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json,
}
