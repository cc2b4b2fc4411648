"""Who sends a request: the claims or context that an authorizer hands over, and somebody else's in their place."""

import re
from collections.abc import Mapping
from typing import Any

OTHER = "lt-intruder"
OWNER = re.compile(r"owner|user|author|created_?by|tenant|account|customer|member|organi[sz]ation|(^|_)(sub|org|email)($|_)", re.I)
"""Names of attributes, keys and claims that tell whose something is."""


def claims(event: Any) -> Mapping[str, Any]:
    """The claims or context of the caller of an HTTP request; empty where it has none."""
    context = event.get("requestContext") if isinstance(event, dict) else None
    found = (context or {}).get("authorizer") or {}
    for name in ("claims", "jwt", "lambda"):
        inner = found.get(name)
        if isinstance(inner, Mapping):
            held = inner.get("claims")
            return held if isinstance(held, Mapping) else inner
    return found if isinstance(found, Mapping) else {}


def names_a_person(claim: str) -> bool:
    """Whether a claim or attribute of that name tells who somebody is."""
    return bool(OWNER.search(claim)) or claim in ("sub", "principalId", "name", "cognito:username")


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
