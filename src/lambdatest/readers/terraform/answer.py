"""What AWS would answer for the attributes that nobody writes, in the mocked account."""

from typing import Any, Protocol

from lambdatest.model import ACCOUNT_ID
from lambdatest.readers.location import Dummy, Notes
from lambdatest.readers.physical import default_name, fill, opaque_id
from lambdatest.readers.stand_in import stand_in_for
from lambdatest.readers.terraform.kind import INVOKE, RANDOM, ROWS
from lambdatest.readers.terraform.value import to_text
from lambdatest.readers.terraform.view import View
from lambdatest.readers.text import slug


class Shared(Protocol):
    """What all resources of a configuration share."""

    @property
    def stack(self) -> str:
        """The name that generated names begin with."""

    @property
    def region(self) -> str:
        """The provider's region."""

    @property
    def notes(self) -> Notes:
        """What could not be known."""


def physical_name(one: View, stack: str) -> str:
    """The name that a resource is deployed under: as written, else one that is made of its address."""
    row = ROWS[one.type]
    for name in (row.name, f"{row.name}_prefix") if row.name else ():
        value = one.given(name)
        if isinstance(value, str) and value:
            return value if name == row.name else type(value)(f"{value}1")
    text = one.address.removeprefix("data.").replace(f"{one.type}.", "")
    is_fifo = one.given("fifo_queue") is True or one.given("fifo_topic") is True
    return default_name(row.type, stack, slug(text), is_fifo)


def answered(one: View, name: str, shared: Shared) -> Any:
    """The attribute *name* of a resource that does not give it; a stand-in, which is noted, where it cannot be known."""
    if one.type in RANDOM:
        value, prefix = RANDOM[one.type].get(name, "1a2b3c4d"), one.given("prefix")
        return f"{to_text(prefix)}-{value}" if prefix else value
    if one.type == "aws_lambda_alias":
        return _alias(one, name, shared.region)
    row = ROWS.get(one.type)
    template = row.template(name) if row else None
    if row is None or template is None:
        return _unknown(one, name, row is not None, shared)
    own = one.name
    filled = fill(template, row.kind, name=own, opaque=opaque_id(shared.stack, one.address), region=shared.region)
    return Dummy(filled) if isinstance(own, Dummy) and "{name}" in template + row.kind.arn else filled


def _alias(one: View, name: str, region: str) -> Any:
    function = to_text(one.given("function_name"))
    arn = function if function.startswith("arn:") else f"arn:aws:lambda:{region}:{ACCOUNT_ID}:function:{function}"
    arn = f"{arn}:{one.given('name')}"
    return {"arn": arn, "id": arn, "invoke_arn": INVOKE.format(region=region, arn=arn)}.get(name)


def _unknown(one: View, name: str, is_read: bool, shared: Shared) -> Any:
    """A stand-in; none is needed where the attribute of a type that is read is simply absent."""
    if is_read and name not in ("arn", "id"):
        return None
    stand_in = stand_in_for(f"{one.address} {name}", shared.region)
    if one.type.startswith("aws_") and name == "arn":
        stand_in = Dummy(f"arn:aws:{one.type.split('_')[1]}:{shared.region}:{ACCOUNT_ID}:{slug(one.address)}")
    shared.notes.stand_in(one.location, f"{name} of {one.address} cannot be known", stand_in)
    return stand_in
