"""The parameters of a template: what was given, else the default, else a dummy that says so.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Dummy, Elements, Fields, Notes, fields
from lambdatest.readers.text import as_text, shown, slug

STORED = "AWS::SSM::Parameter::Value<"
"""How the types begin whose values are names of parameters in the parameter store."""


def value(name: str, section: Fields, given: Mapping[str, Any], notes: Notes) -> Any:
    """The value of the parameter *name* of the *section* Parameters: a text, or a list where its type is one."""
    location = section.place(name)
    parameter = fields(section[name], location, f"parameter {name}")
    type_ = as_text(parameter.get("Type")) or "String"
    found = given[name] if name in given else _unsaid(name, type_, parameter, location, notes)
    if "CommaDelimitedList" not in type_ and "List<" not in type_:
        return ",".join(map(as_text, found)) if isinstance(found, list) else found
    members = (as_text(member).strip() for member in (found if isinstance(found, list) else as_text(found).split(",")))
    return Elements(location, map(Dummy, members) if isinstance(found, Dummy) else members)


def _unsaid(name: str, type_: str, parameter: Fields, location: Location, notes: Notes) -> Any:
    default = parameter.get("Default")
    if default is not None and not isinstance(default, dict | list) and not type_.startswith(STORED):
        return default
    allowed = parameter.get("AllowedValues")
    if type_.startswith(STORED):
        made, reason = slug(name), f"parameter {name} is {shown(default)} of the parameter store, which is not asked"
    else:
        least = as_text(parameter.get("MinValue", 1)) if type_ in ("Number", "List<Number>") else slug(name)
        made = as_text(allowed[0]) if isinstance(allowed, Elements) and allowed else least
        reason = f"parameter {name} has no default and was not given"
    notes.add(location, f"{reason} (--param {name}=VALUE); {made!r} stands in")
    return Dummy(made)
