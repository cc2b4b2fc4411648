"""The parameters of a template: what was given, else the default, else a dummy that says so.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.readers.location import Dummy, Elements, Fields, Notes, fields
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.text import as_text, shown

STORED = "AWS::SSM::Parameter::Value<"
"""How the types begin whose values are names of parameters in the parameter store."""


def value(name: str, section: Fields, given: Mapping[str, Any], notes: Notes, region: str) -> Any:
    """The value of the parameter *name* of the *section* Parameters: a text, or a list where its type is one."""
    location = section.place(name)
    parameter = fields(section[name], location, f"parameter {name}")
    type_ = as_text(parameter.get("Type")) or "String"
    found, reason = (given[name], "") if name in given else _unsaid(name, type_, parameter, region)
    if reason:
        notes.add(location, f"{reason} (--param {name}=VALUE); {str(found)!r} stands in")
    if found == stand_in_for(name, region):
        notes.stand_ins[str(found)] = None
    if "CommaDelimitedList" not in type_ and "List<" not in type_:
        return ",".join(map(as_text, found)) if isinstance(found, list) else found
    members = (as_text(member).strip() for member in (found if isinstance(found, list) else as_text(found).split(",")))
    return Elements(location, map(Dummy, members) if isinstance(found, Dummy) else members)


def _unsaid(name: str, type_: str, parameter: Fields, region: str) -> tuple[Any, str]:
    """The value of a parameter that was not given, and why it is a stand-in, if it is."""
    default, allowed = parameter.get("Default"), parameter.get("AllowedValues")
    if type_.startswith(STORED):
        return stand_in_for(name, region), f"parameter {name} is {shown(default)} of the parameter store, which is not asked"
    if default is not None and not isinstance(default, dict | list):
        return default, ""
    made: Any = parameter.get("MinValue", 1) if type_ in ("Number", "List<Number>") else stand_in_for(name, region)
    chosen = allowed[0] if isinstance(allowed, Elements) and allowed else made
    return Dummy(as_text(chosen)), f"parameter {name} has no default and was not given"
