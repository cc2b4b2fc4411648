"""Sections of a serverless.yml that may be lists: ``functions``, ``resources``, and what extends resources.

See https://www.serverless.com/framework/docs/providers/aws/guide/resources
"""

from typing import Any

from lambdatest.model import Location
from lambdatest.readers.location import Dummy, Elements, Fields, Notes, fields, refusal
from lambdatest.readers.serverless_generated import is_generated
from lambdatest.readers.substitution import Substitution

_SECTIONS = ("Resources", "Conditions", "Mappings", "Parameters")
EXTENSIONS = "extensions"
_REPLACED = ("Properties", "Metadata")
"""Attributes of a resource of which an extension replaces one member at a time."""


def functions(substitution: Substitution) -> Fields:
    """The functions by name, resolved; one that is null is left out.  Raises ProjectError where they cannot be known."""
    location = substitution.document.place("functions")
    found = substitution.section("functions")
    if isinstance(found, Dummy):
        raise refusal(location, "the functions cannot be known", "read the output of: serverless print > serverless.resolved.yml")
    named = merged(found, location, "functions")
    return Fields(named.location, {name: value for name, value in named.items() if value is not None}, named.places)


def resources(substitution: Substitution) -> Fields:
    """The template under ``resources``, with the section ``extensions`` beside those of a template."""
    location = substitution.document.place("resources")
    whole = merged(substitution.section("resources"), location, "resources")
    result = Fields(whole.location)
    for name in (*_SECTIONS, EXTENSIONS):
        if name in whole:
            result[name] = merged(whole[name], whole.place(name), f"resources.{name}")
            result.places[name] = whole.place(name)
    result.setdefault("Resources", Fields(location))
    return result


def merged(value: Any, location: Location, what: str) -> Fields:
    """A mapping, or a list of mappings put together as Serverless does: deep, the later value of a scalar wins."""
    if not isinstance(value, Elements):
        return fields(value, location, what)
    result = Fields(location)
    for member, place in zip(value, value.places, strict=True):
        result = over(result, fields(member, place, f"a member of {what}"))
    return result


def over(first: Fields, second: Fields) -> Fields:
    """*first* with *second* put over it, deep, as Serverless merges; what stands in both stays where it stood in *first*."""
    members = dict(first)
    for key, value in second.items():
        members[key] = _one(members[key], value) if key in members else value
    return Fields(first.location, members, {**second.places, **first.places})


def _one(first: Any, second: Any) -> Any:
    if isinstance(first, Fields) and isinstance(second, Fields):
        return over(first, second)
    if isinstance(first, Elements) and isinstance(second, Elements):
        result = Elements(first.location)
        for number, place in enumerate((first if len(first) > len(second) else second).places):
            ours, theirs = first[number:number + 1], second[number:number + 1]
            result.add(_one(ours[0], theirs[0]) if ours and theirs else (ours or theirs)[0], place)
        return result
    return second


def extended(declared: Fields, extensions: Fields, notes: Notes) -> Fields:
    """*declared* resources with ``extensions``: a property that one names is replaced whole.

    Raises ProjectError where there is no such resource.
    """
    members = dict(declared)
    for name, given in extensions.items():
        place = extensions.place(name)
        if name not in members and is_generated(name):
            notes.add(place, f"{name} is a resource that Serverless makes and that is not read, nor is its extension")
            continue
        if not isinstance(members.get(name), Fields):
            raise refusal(place, f"extensions.{name} extends a resource that is not there", "correct its name or declare it")
        members[name] = _extended(members[name], fields(given, place, f"extensions.{name}"))
    return Fields(declared.location, members, {**extensions.places, **declared.places})


def _extended(resource: Fields, given: Fields) -> Fields:
    members = dict(resource)
    for name, value in given.items():
        before = members.get(name)
        if name in _REPLACED and isinstance(before, Fields) and isinstance(value, Fields):
            value = Fields(before.location, {**before, **value}, {**before.places, **value.places})
        members[name] = value
    return Fields(resource.location, members, {**given.places, **resource.places})
