"""What an authorizer answers: an IAM policy, or whether the request is authorized; what API Gateway refuses, and what it lets in.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
"""

import re
from collections.abc import Mapping
from typing import Any

from lambdatest.event_sources.resource import listed
from lambdatest.event_sources.response import shown

REFUSED = "API Gateway answers 500"


def policy_error(result: Any, *, flat: bool = True) -> str | None:
    """What API Gateway refuses of *result* as an IAM policy; with *flat* the context holds no objects and lists."""
    if not isinstance(result, Mapping):
        return f"{REFUSED}: the answer {shown(result)} is not an object with principalId and policyDocument"
    principal = result.get("principalId")
    if not isinstance(principal, str | int | float) or principal == "":
        return f"{REFUSED}: principalId {shown(principal)} is not text"
    document = result.get("policyDocument")
    if not isinstance(document, Mapping):
        return f"{REFUSED}: policyDocument {shown(document)} is not an object"
    statements = listed(document.get("Statement"))
    if not statements:
        return f"{REFUSED}: the policyDocument has no Statement"
    return next((error for one in statements if (error := _statement_error(one))), None) or (_context_error(result) if flat else None)


def _statement_error(statement: Any) -> str | None:
    if not isinstance(statement, Mapping):
        return f"{REFUSED}: the Statement {shown(statement)} is not an object"
    if statement.get("Effect") not in ("Allow", "Deny"):
        return f"{REFUSED}: Effect {shown(statement.get('Effect'))} is neither 'Allow' nor 'Deny'"
    for name in ("Action", "Resource"):
        if not statement.get(name) and not statement.get(f"Not{name}"):
            return f"{REFUSED}: a Statement has no {name}"
    return None


def _context_error(result: Mapping[str, Any]) -> str | None:
    context = result.get("context")
    if context is not None and not isinstance(context, Mapping):
        return f"{REFUSED}: context {shown(context)} is not an object"
    for name, value in (context or {}).items():
        if isinstance(value, Mapping | list):
            return f"{REFUSED}: the value {shown(value)} of {name!r} in context is neither text nor a number nor a boolean"
    return None


def simple_error(result: Any, *, simple: bool | None) -> str | None:
    """What an HTTP API refuses of *result* in payload format 2.0: with *simple* ``isAuthorized`` is a boolean, without it is a policy.

    None is either, where the file does not say.
    """
    if simple is False:
        return policy_error(result, flat=False)
    if simple is None and isinstance(result, Mapping) and "isAuthorized" not in result:
        return policy_error(result, flat=False)
    if not isinstance(result, Mapping):
        return f"{REFUSED}: the answer {shown(result)} is not an object with isAuthorized"
    if not isinstance(result.get("isAuthorized"), bool):
        return f"{REFUSED}: isAuthorized {shown(result.get('isAuthorized'))} is not a boolean"
    return None


def lets_in(result: Any, arn: str) -> bool:
    """Whether the answer allows the request that *arn* names."""
    if not isinstance(result, Mapping):
        return False
    if result.get("isAuthorized") is True:
        return True
    document = result.get("policyDocument")
    statements = [one for one in listed(document.get("Statement") if isinstance(document, Mapping) else None) if isinstance(one, Mapping)]
    effects = [one.get("Effect") for one in statements if any(_matches(str(name), arn) for name in listed(one.get("Resource")))]
    return "Allow" in effects and "Deny" not in effects


def _matches(pattern: str, arn: str) -> bool:
    wild = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(wild, arn) is not None
