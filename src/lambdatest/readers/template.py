"""A CloudFormation template as the intrinsics see it: conditions, mappings, outputs, and what each resource is called."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

from lambdatest.errors import ProjectError
from lambdatest.model import ACCOUNT_ID, Location
from lambdatest.readers import parameter
from lambdatest.readers.location import Budget, Dummy, Elements, Fields, Notes, fields, refusal
from lambdatest.readers.physical import KINDS, Kind, default_name, fill, function_arn, opaque_id
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.text import as_text, shown

MAX_ACTIVE = 40
_FUNCTIONS = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html"
_QUALIFIED = ("AWS::Lambda::Alias", "AWS::Lambda::Version")
_MEMBERS = {
    ("AWS::Serverless::Function", "Alias"): "", ("AWS::Serverless::Function", "Version"): "",
    ("AWS::Serverless::Api", "Stage"): "Prod", ("AWS::Serverless::HttpApi", "Stage"): "$default",
}
"""What SAM lets a template refer to, and what it is where nothing is written."""


class _NoValue:
    def __repr__(self) -> str:
        return "AWS::NoValue"


NO_VALUE: Any = _NoValue()
"""What ``Ref: AWS::NoValue`` gives: the member that has it is left out."""


class Evaluate(Protocol):
    """How a value's intrinsics, or a condition, are evaluated against a template."""

    def __call__(self, template: "Template", value: Any, location: Location, /) -> Any: ...


@dataclass(slots=True)
class Template:
    """A template's sections.  *stack* is the stack's name; *parameters* are values that the user or the stack above gave; *evaluate* and
    *truth* evaluate a value and a condition (they stand in `intrinsic`, which needs this class).  *nested* are the templates of the
    stacks in it, by logical id; *exports* those that the stacks beside it export: whose they are, the value, and where it stands."""

    document: Fields
    resources: Fields
    stack: str
    region: str
    notes: Notes
    evaluate: Evaluate
    truth: Evaluate
    parameters: Mapping[str, Any] = field(default_factory=dict)
    budget: Budget = field(default_factory=Budget)
    nested: dict[str, "Template"] = field(default_factory=dict)
    exports: dict[str, tuple["Template", Any, Location]] = field(default_factory=dict)
    _active: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    @property
    def mappings(self) -> Fields:
        """The section Mappings."""
        return self._section("Mappings")

    def resolve(self, value: Any, location: Location) -> Any:
        """*value* with its intrinsics evaluated.  Raises ProjectError."""
        found = self.evaluate(self, value, location)
        return None if found is NO_VALUE else found

    def refuse(self, location: Location, what: str) -> ProjectError:
        """The error for a malformed intrinsic."""
        return refusal(location, what, f"see {_FUNCTIONS}")

    def dummy(self, location: Location, reason: str, value: str) -> Dummy:
        """The stand-in *value*, with a note of the *reason*."""
        self.notes.stand_in(location, reason, value)
        return Dummy(value)

    def condition(self, name: str, location: Location) -> bool:
        """Whether the condition *name* holds.  Raises ProjectError where there is none."""
        section = self._section("Conditions")
        if name not in section:
            raise refusal(location, f"there is no condition {shown(name)}", "add it under Conditions or correct the name")
        with self.once(f"condition {name}", location):
            return bool(self.truth(self, section[name], section.place(name)))

    def is_deployed(self, resource: Fields) -> bool:
        """Whether the condition of *resource* holds, where it has one."""
        condition = resource.get("Condition")
        return not isinstance(condition, str) or self.condition(condition, resource.place("Condition"))

    def reference(self, name: str, location: Location) -> Any:
        """What ``Ref: name`` gives: a pseudo parameter, a parameter or a resource."""
        if name.startswith("AWS::"):
            return self._pseudo(name, location)
        section = self._section("Parameters")
        if name in section:
            return parameter.value(name, section, self.parameters, self.notes, self.region)
        resource = self._resource(name)
        if resource is None:
            base, _, member = name.rpartition(".")
            found = self._member(base, member, location)
            made = stand_in_for(name, self.region)
            return found if found is not None else self.dummy(location, f"there is no resource or parameter {name!r}", made)
        if as_text(resource.get("Type")) in _QUALIFIED:
            return self._qualified(name, resource, location)
        kind = self._kind(resource)
        return self._fill(kind.ref, kind, name, resource)

    def attribute(self, name: str, attribute: str, location: Location) -> Any:
        """What ``Fn::GetAtt: [name, attribute]`` gives."""
        resource = self._resource(name)
        if resource is None:
            return self.dummy(location, f"there is no resource {name!r}", stand_in_for(f"{name}-{attribute}", self.region))
        kind = self._kind(resource)
        found = self._output(name, attribute, location)
        found = self._member(name, attribute, location) if found is None else found
        if found is not None:
            return found
        if attribute == "Arn" and kind.arn:
            return self._fill(kind.arn, kind, name, resource)
        if attribute in kind.attributes:
            return self._fill(kind.attributes[attribute], kind, name, resource)
        properties = fields(resource.get("Properties"), resource.location, f"Properties of {name}")
        if attribute in properties:
            with self.once(f"attribute {attribute} of {name}", location):
                return self.resolve(properties[attribute], properties.place(attribute))
        type_ = as_text(resource.get("Type"))
        value: str = stand_in_for(f"{name}-{attribute}", self.region)
        if attribute.endswith("Arn"):
            service = (type_.split("::") + ["", ""])[1].lower() or "custom"
            value = f"arn:aws:{service}:{self.region}:{ACCOUNT_ID}:{name}"
        return self.dummy(location, f"attribute {attribute} of {name} ({type_}) cannot be known", value)

    def physical_name(self, name: str, resource: Fields) -> str:
        """The name that the resource is deployed under."""
        if name not in self._names:
            self._names[name] = self._physical_name(name, resource)
        return self._names[name]

    def _physical_name(self, name: str, resource: Fields) -> str:
        kind, type_ = self._kind(resource), as_text(resource.get("Type"))
        properties = fields(resource.get("Properties"), resource.location, f"Properties of {name}")
        if kind.name and properties.get(kind.name) is not None:
            with self.once(f"resource {name}", properties.place(kind.name)):
                given = self.resolve(properties[kind.name], properties.place(kind.name))
            if given is not None:
                return as_text(given)
        return default_name(type_, self.stack, name, as_text(properties.get("FifoQueue") or properties.get("FifoTopic")) == "true")

    def name_property(self, type_: str) -> str:
        """The property that names a resource of that type; empty where none does."""
        return KINDS[type_].name if type_ in KINDS else ""

    def _fill(self, template: str, kind: Kind, name: str, resource: Fields) -> str:
        physical = self.physical_name(name, resource) if kind.name or "{name}" in template else name
        return fill(template, kind, name=physical, opaque=opaque_id(self.stack, name), region=self.region)

    def _kind(self, resource: Fields) -> Kind:
        return KINDS.get(as_text(resource.get("Type")), Kind())

    def _resource(self, name: str) -> Fields | None:
        found = self.resources.get(name)
        return found if isinstance(found, Fields) else None

    def _section(self, name: str) -> Fields:
        return fields(self.document.get(name), self.document.place(name), name)

    def _pseudo(self, name: str, location: Location) -> Any:
        values = {
            "AWS::AccountId": ACCOUNT_ID,
            "AWS::Region": self.region,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": self.stack,
            "AWS::StackId": f"arn:aws:cloudformation:{self.region}:{ACCOUNT_ID}:stack/{self.stack}/{opaque_id(self.stack, '')}",
            "AWS::NoValue": NO_VALUE,
        }
        if name == "AWS::NotificationARNs":
            return Elements(location)
        if name not in values:
            raise refusal(location, f"there is no pseudo parameter {name}", f"known are {', '.join(values)}")
        return values[name]

    def _output(self, name: str, attribute: str, location: Location) -> Any:
        """The output of a nested stack; None where it is no such attribute, or the stack is not read."""
        section, _, output = attribute.partition(".")
        child = self.nested.get(name)
        if section != "Outputs" or child is None:
            return None
        outputs = child._section("Outputs")
        found = fields(outputs.get(output), outputs.place(output), f"output {output}")
        if "Value" not in found:
            return self.dummy(location, f"the stack {name} has no output {output!r}", stand_in_for(f"{name}-{output}", self.region))
        with self.once(f"output {output} of {name}", location):
            return child.resolve(found["Value"], found.place("Value"))

    def imported(self, name: str, location: Location) -> Any:
        """What another stack exports under *name*."""
        if name not in self.exports:
            made = stand_in_for(f"import-{name}", self.region)
            return self.dummy(location, f"the export {name!r} of another stack cannot be known", made)
        template, value, place = self.exports[name]
        with self.once(f"export {name}", location):
            return template.resolve(value, place)

    def _member(self, name: str, member: str, location: Location) -> Any:
        """What SAM makes of a reference to what it adds to a resource: ``Function.Alias``, ``Api.Stage``; None for any other.

        https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
        """
        resource = self._resource(name)
        type_ = as_text(resource.get("Type")) if resource is not None else ""
        if resource is None or (type_, member) not in _MEMBERS:
            return None
        properties = fields(resource.get("Properties"), resource.location, f"Properties of {name}")
        if type_ == "AWS::Serverless::Function":
            alias = self.resolve(properties.get("AutoPublishAlias"), properties.place("AutoPublishAlias"))
            arn = self.attribute(name, "Arn", location)
            return f"{arn}:{as_text(alias) if member == 'Alias' else 1}" if alias is not None else None
        return as_text(self.resolve(properties.get("StageName"), properties.place("StageName"))) or _MEMBERS[type_, member]

    def _qualified(self, name: str, resource: Fields, location: Location) -> str:
        """The ARN of an alias or a version: its function's, and what qualifies it."""
        properties = fields(resource.get("Properties"), resource.location, f"Properties of {name}")
        with self.once(f"resource {name}", location):
            function = as_text(self.resolve(properties.get("FunctionName"), properties.place("FunctionName")))
            alias = as_text(self.resolve(properties.get("Name"), properties.place("Name")))
        return f"{function_arn(function, self.region)}:{alias or 1}"

    @contextmanager
    def once(self, what: str, location: Location) -> Iterator[None]:
        """Keep *what* from being asked for while it is being found.  Raises ProjectError."""
        if what in self._active:
            raise refusal(location, f"{what} leads back to itself", "break the circle of references")
        if len(self._active) >= MAX_ACTIVE:
            raise refusal(location, f"more than {MAX_ACTIVE} references lead to one another", "shorten the chain")
        self._active.append(what)
        try:
            yield
        finally:
            self._active.pop()
