"""Events of a REST API whose integration maps the request: ``integration: lambda`` of serverless.yml with its own template.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#lambda-integration
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Request, parse_json
from lambdatest.strategies.rest_api import rest_api_event

_IDENTITY = (
    *("cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller", "apiKey", "sourceIp", "accessKey"),
    *("cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn", "userAgent", "user"),
)


def mapped_api_event(
    request: Request, *, resource: str, stage: str = "dev", authorizer: str | None = None, opaque: int = 0,
) -> dict[str, Any]:
    """The event that Serverless' default template makes of *request*: the body as JSON, every parameter as text, no null.

    A template knows no absent value: what a proxy event has as null is ``""`` here, and no body is ``{}``.
    """
    proxy = rest_api_event(request, resource=resource, stage=stage, authorizer=authorizer, opaque=opaque)
    context = proxy["requestContext"]
    who = context.get("authorizer") or {}
    claims = who.get("claims") or {}
    return {
        "body": parse_json(proxy["body"]) if proxy["body"] else {}, "method": proxy["httpMethod"],
        "principalId": str(who.get("principalId") or ""), "stage": stage,
        "cognitoPoolClaims": {"sub": str(claims.get("sub") or "")},
        "enhancedAuthContext": _texts({name: value for name, value in who.items() if name != "claims"}),
        "headers": _texts(proxy["headers"]), "query": _texts(proxy["queryStringParameters"]), "path": _texts(proxy["pathParameters"]),
        "identity": {name: str(context["identity"].get(name) or "") for name in _IDENTITY},
        "stageVariables": {}, "requestPath": resource,
    }


def _texts(found: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value) for name, value in (found or {}).items()}
