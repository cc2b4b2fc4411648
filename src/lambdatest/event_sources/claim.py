"""Who calls, as the event of an HTTP request says it."""

import re
from collections.abc import Mapping
from typing import Any

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
