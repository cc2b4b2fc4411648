"""What CloudFormation expands before it evaluates a template: ``AWS::Include``, and the loops of ``AWS::LanguageExtensions``.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-include.html
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lambdatest.model import Location
from lambdatest.readers.document import MAX_BYTES, load
from lambdatest.readers.location import Elements, Fields, local_path, plain, refusal
from lambdatest.readers.scalar import YAML_1_1
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

TRANSFORM = "Fn::Transform"
INCLUDE = "AWS::Include"
KNOWN = ("AWS::Serverless-2016-10-31", "AWS::LanguageExtensions", "AWS::SecretsManager-", "AWS::CodeDeployBlueGreen", "AWS::ServiceCatalog")
"""Transforms that are read, or add nothing that a function could notice."""
_LOOP = "Fn::ForEach::"
_MAX_INCLUDED = 50
_MAX_LOOPS = 10


@dataclass(slots=True)
class Expansion:
    """Expands the macros of *template*, whose file stands in *folder*; messages name files relative to *root*."""

    template: Template
    folder: Path
    root: Path
    _included: list[Path] = field(default_factory=list)

    def document(self, document: Fields) -> Fields:
        """*document* with what its section Transform includes, and every macro in it expanded.  Raises ProjectError."""
        transform = document.get("Transform")
        listed = transform if isinstance(transform, Elements) else [transform]
        result = document
        for one in listed:
            name = one.get("Name") if isinstance(one, Fields) else one
            if isinstance(one, Fields) and name == INCLUDE:
                result = _joined(result, self._include(one, document.place("Transform")))
            elif name is not None and not as_text(name).startswith(KNOWN):
                self.template.notes.add(document.place("Transform"), f"the macro {shown(name)} is not run")
        return self.mapping(result, {}, 0)

    def value(self, value: Any, names: Mapping[str, str], loops: int, location: Location) -> Any:
        """*value* with its macros expanded and the variables of the loops around it, *names*, filled in."""
        if isinstance(value, Fields):
            reference = value.get("Ref") if len(value) == 1 else None
            return names[reference] if isinstance(reference, str) and reference in names else self.mapping(value, names, loops)
        if isinstance(value, Elements):
            found = [self.value(member, names, loops, place) for member, place in zip(value, value.places, strict=True)]
            if all(new is old for new, old in zip(found, value, strict=True)):
                return value
            return Elements(value.location, found, value.places)
        return _filled(value, names, location) if names and isinstance(value, str) else value

    def mapping(self, value: Fields, names: Mapping[str, str], loops: int) -> Fields:
        """As `value`, for a mapping, which may hold macros as members."""
        result = Fields(value.location)
        changed = False
        for key in value.repeated:
            self.template.notes.add(value.place(key), f"key {shown(key)} stands more than once, and the last one counts")
        for key, member in value.items():
            if key.startswith(_LOOP):
                made: Fields | None = self._loop(member, value.place(key), names, loops)
            elif key == TRANSFORM:
                made = self._transform(member, value.place(key), names)
            else:
                made, name, found = None, _filled(key, names, value.place(key)), self.value(member, names, loops, value.place(key))
                changed |= name is not key or found is not member
                result[name], result.places[name] = found, value.place(key)
            if made is not None:
                changed = True
                result = _joined(result, made)
        return result if changed else value

    def _loop(self, value: Any, location: Location, names: Mapping[str, str], loops: int) -> Fields:
        """What ``Fn::ForEach::Name: [identifier, collection, {key: value}]`` stands for."""
        if not isinstance(value, Elements) or len(value) != 3 or not isinstance(value[0], str) or not isinstance(value[2], Fields):
            raise refusal(location, f"Fn::ForEach of {shown(value)}", "write a list of an identifier, a collection and a mapping")
        if loops >= _MAX_LOOPS:
            raise refusal(location, f"loops nested more than {_MAX_LOOPS} deep", "flatten them")
        result = Fields(location)
        for one in self._collection(value[1], location, names):
            self.template.budget.spend(one, location)
            inner = {**names, value[0]: one}
            found = self.mapping(value[2], inner, loops + 1)
            self._spend(found, location)
            result = _joined(result, found if found is not value[2] else Fields(location, found, found.places))
        return result

    def _spend(self, value: Any, location: Location) -> None:
        self.template.budget.spend(value, location)
        for member in value.values() if isinstance(value, Fields) else value if isinstance(value, Elements) else ():
            self._spend(member, location)

    def _collection(self, value: Any, location: Location, names: Mapping[str, str]) -> Iterator[str]:
        found = self.template.resolve(self.value(value, names, 0, location), location)
        if not isinstance(found, list):
            found = as_text(found).split(",") if isinstance(found, str) and found else []
        for member in found:
            inner = member if isinstance(member, list) else [member]  # a list parameter stands as one member of the list
            yield from (as_text(one) for one in inner)

    def _transform(self, value: Any, location: Location, names: Mapping[str, str]) -> Fields | None:
        found = self.value(value, names, 0, location)
        if isinstance(found, Fields) and found.get("Name") == INCLUDE:
            return self._include(found, location)
        name = found.get("Name") if isinstance(found, Fields) else found
        self.template.notes.add(location, f"the macro {shown(name)} is not run")
        return Fields(location)

    def _include(self, value: Fields, location: Location) -> Fields:
        """The mapping in the file that an ``AWS::Include`` names; none, with a note, where it is not a file of the repository."""
        given = value.get("Parameters")
        where = self.template.resolve(given.get("Location") if isinstance(given, Fields) else None, location)
        local = local_path(where)
        if local is None or local.startswith("arn:"):
            self.template.notes.add(location, f"AWS::Include of {shown(plain(where))} is no file of the repository, and left out")
            return Fields(location)
        path = self.folder / local
        if path in self._included or len(self._included) >= _MAX_INCLUDED:
            what = "includes itself" if path in self._included else f"is one of more than {_MAX_INCLUDED} that include one another"
            raise refusal(location, f"{shown(where)} {what}", "write it out")
        found = load(path, self.root, YAML_1_1)
        if not isinstance(found, Fields):
            raise refusal(location, f"{shown(where)} is {shown(found)}", "AWS::Include takes a mapping")
        self._spend(found, location)
        self._included.append(path)
        try:
            return self.mapping(found, {}, 0)
        finally:
            self._included.pop()


def _joined(common: Fields, more: Fields) -> Fields:
    """Both mappings in one, *more* below the keys that both have."""
    result = Fields(common.location, common, common.places)
    for key, value in more.items():
        before = result.get(key)
        result[key] = _joined(before, value) if isinstance(before, Fields) and isinstance(value, Fields) else value
        result.places[key] = more.place(key)
    return result


def _filled(text: str, names: Mapping[str, str], location: Location) -> str:
    """*text* with the loops' variables put in: ``${Name}``, and ``&{Name}`` for its letters and digits alone."""
    for name, value in names.items():
        if (count := text.count(f"{{{name}}}")):
            if len(text) + count * len(value) > MAX_BYTES:
                raise refusal(location, f"a loop over {shown(name)} makes a text of over {MAX_BYTES:,} characters", "shorten it")
            text = text.replace(f"${{{name}}}", value).replace(f"&{{{name}}}", re.sub("[^A-Za-z0-9]", "", value))
    return text
