"""Faults: what AWS may do at any time and a handler has to cope with."""

from functools import cache
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel
from botocore.session import Session

PAGE_SIZE = 1


class ShortPage:
    """A `Rewrite` that asks for pages of one element: a service may end any page early.

    It sets the member that bounds a page (`limit_key` of botocore's own paginator model: ``Limit`` of Query and Scan, ``MaxKeys``
    of ListObjectsV2 …) of every paginated operation, or only of the call *only* (counted from 0).  *fired* counts the calls
    that it changed.  Not changed: a call that asks for one element already, and those of a service that takes no size.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
    """

    def __init__(self, only: int | None = None) -> None:
        self.only = only
        self.fired = 0

    def __call__(
        self, number: int, service: str, operation: str, parameters: dict[str, Any], model: OperationModel
    ) -> dict[str, Any] | None:
        """The parameters with the smallest page; None where there is nothing to change."""
        member = limit_member(service, operation)
        if member is None or self.only not in (None, number) or not _takes_one(model, member):
            return None
        value = _typed(model, member)
        if parameters.get(member) == value:
            return None
        self.fired += 1
        return {**parameters, member: value}


def short_page(only: int | None = None) -> ShortPage:
    """A new `ShortPage`."""
    return ShortPage(only)


@cache
def session() -> Session:
    """A session of its own: only its data files are read, it makes no client."""
    return Session()


@cache
def limit_member(service: str, operation: str) -> str | None:
    """The request member that bounds a page of that operation, or None where it is not paginated or takes no size."""
    try:
        found = session().get_paginator_model(service).get_paginator(operation)
    except (UnknownServiceError, ValueError):
        return None
    member = found.get("limit_key")
    return member if isinstance(member, str) else None


def _shape(model: OperationModel, member: str) -> Any:
    return model.input_shape.members.get(member) if model.input_shape is not None else None


def _takes_one(model: OperationModel, member: str) -> bool:
    """Whether a page of one element is a legal request: some services have a higher least size."""
    shape = _shape(model, member)
    return shape is not None and shape.metadata.get("min", 0) <= PAGE_SIZE


def _typed(model: OperationModel, member: str) -> Any:
    """The page size in the member's type: a few services take it as text."""
    return str(PAGE_SIZE) if _shape(model, member).type_name == "string" else PAGE_SIZE
