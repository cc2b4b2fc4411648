"""Who sends a request: the claims or context that an authorizer hands over, and somebody else's in their place."""

from collections.abc import Mapping
from typing import Any

from lambdatest.event_sources.claim import claims, names_a_person

OTHER = "lt-intruder"


def of_somebody_else(event: Mapping[str, Any]) -> dict[str, Any]:
    """The same request with other values in the authorizer's claims; nothing else of it is touched."""
    known = {value: _other(value) for value in claims(event).values() if isinstance(value, str) and value}

    def changed(value: Any, name: str = "") -> Any:
        if isinstance(value, Mapping):
            return {key: changed(member, key) for key, member in value.items()}
        return known[value] if isinstance(value, str) and value in known and names_a_person(name) else value

    context = event["requestContext"]
    return {**event, "requestContext": {**context, "authorizer": changed(context["authorizer"])}}


def _other(value: str) -> str:
    return f"{OTHER}@example.com" if "@" in value else OTHER
