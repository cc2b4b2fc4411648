"""What a translation sees of a resource, be it declared in HCL or planned."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

from lambdatest.model import Location, parse_json


class View(Protocol):
    """One instance of a resource or data source."""

    @property
    def type(self) -> str:
        """``aws_sqs_queue``."""

    @property
    def address(self) -> str:
        """``module.orders.aws_sqs_queue.this["a"]``."""

    @property
    def is_data(self) -> bool:
        """Whether it is a data source."""

    @property
    def location(self) -> Location:
        """Where it is declared."""

    @property
    def name(self) -> str:
        """The name that it is deployed under."""

    @property
    def written(self) -> Collection[str]:
        """The attributes and nested blocks that its block writes."""

    def given(self, name: str) -> Any:
        """What is written for an attribute or a nested block; None for nothing."""

    def member(self, name: str, location: Location) -> Any:
        """An attribute, as written or as AWS would answer."""


def blocks(holder: View | Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The nested blocks *name*; in JSON one may stand without a list."""
    value = holder.get(name) if isinstance(holder, Mapping) else holder.given(name)
    found = value if isinstance(value, list) else [value]
    return [one for one in found if isinstance(one, Mapping)]


def block(holder: View | Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The one nested block *name*; empty where there is none."""
    return next(iter(blocks(holder, name)), {})


def picked(holder: View | Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """CloudFormation's properties from Terraform's attributes, *names* maps one to the other; what is absent is left out."""
    found = {ours: holder.get(theirs) if isinstance(holder, Mapping) else holder.given(theirs) for ours, theirs in names.items()}
    return {name: value for name, value in found.items() if value is not None and value != ""}


def renamed(names: Mapping[str, str]) -> Callable[[View], dict[str, Any]]:
    """A translation that is nothing but `picked`."""
    return lambda one: picked(one, names)


def document(value: Any) -> Any:
    """The JSON of a text, or the text where it is none."""
    if not isinstance(value, str):
        return value
    found = parse_json(value)
    return value if found is None else found


def texts(value: Any) -> list[str]:
    """The texts of a list, or none."""
    return [str(one) for one in value if one is not None] if isinstance(value, list) else []
