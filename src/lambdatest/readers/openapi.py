"""The routes of an OpenAPI document whose integrations are functions, and who may call them, as SAM spells it.

https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_INTEGRATION = "x-amazon-apigateway-integration"
_AUTHORIZER = "x-amazon-apigateway-authorizer"
_AUTHTYPE = "x-amazon-apigateway-authtype"
_VALIDATOR, _VALIDATORS = "x-amazon-apigateway-request-validator", "x-amazon-apigateway-request-validators"
ANY = "x-amazon-apigateway-any-method"
IAM = "AWS_IAM"
_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", ANY)
_SOURCE = re.compile(r"request\.(header|querystring)\.([\w-]+)")
_MOST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Route:
    """One route: *uri* of its integration, that one's *type* and *payload* format, who authorizes it, the *schema* of its body."""

    method: str
    path: str
    uri: str
    type: str
    payload: str | None = None
    authorizer: str | None = None
    authorizers: Mapping[str, Any] | None = None
    api_key: bool = False
    schema: Mapping[str, Any] | None = None


def routes(document: Any) -> Iterator[Route]:
    """The routes of *document* that have an integration with a URI."""
    paths = _mapping(document, "paths")
    for path, item in paths.items():
        for name in _METHODS if isinstance(item, Mapping) else ():
            operation = item.get(name)
            found = _followed(document, operation.get(_INTEGRATION)) if isinstance(operation, Mapping) else None
            uri = found.get("uri") if isinstance(found, Mapping) else None
            if not isinstance(uri, str) or not isinstance(found, Mapping):
                continue
            who, known, key = _authorizer(document, operation)
            method, payload = "ANY" if name == ANY else name.upper(), found.get("payloadFormatVersion")
            yield Route(
                method, str(path), uri, str(found.get("type") or ""), None if payload is None else str(payload), who, known, key,
                _schema(document, operation))


def _mapping(value: Any, *names: str) -> Mapping[str, Any]:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _followed(document: Any, value: Any) -> Any:
    """*value*, or what it refers to within the document."""
    for _ in range(_MOST_REFERENCES):
        reference = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(reference, str) or not reference.startswith("#/"):
            return value
        value = document
        for part in reference[2:].split("/"):
            value = value.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(value, Mapping) else None
    return None


def _authorizer(document: Any, operation: Mapping[str, Any]) -> tuple[str | None, Mapping[str, Any] | None, bool]:
    """The name of the operation's authorizer, what is known of it by that name, and whether an API key is asked for."""
    if _mapping(operation, "x-amazon-apigateway-auth").get("type") == IAM:
        return IAM, None, False
    schemes = {**_mapping(document, "securityDefinitions"), **_mapping(document, "components", "securitySchemes")}
    security = operation.get("security", document.get("security"))
    names = [str(name) for one in security or () if isinstance(one, Mapping) for name in one] if isinstance(security, list) else []
    found, known, key = None, None, False
    for name in names:
        scheme = _followed(document, schemes.get(name))
        declared = _followed(document, scheme.get(_AUTHORIZER)) if isinstance(scheme, Mapping) else None
        if isinstance(declared, Mapping):
            found, known = name, {name: authorizer(declared, scheme)}
        elif isinstance(scheme, Mapping) and str(scheme.get(_AUTHTYPE)).lower() == "awssigv4":
            found = IAM
        elif isinstance(scheme, Mapping) and str(scheme.get("name")).lower() == "x-api-key":
            key = True
    return found, known, key


def authorizer(declared: Mapping[str, Any], scheme: Mapping[str, Any]) -> dict[str, Any]:
    """The authorizer of a security scheme as SAM spells it."""
    kind = str(declared.get("type")).lower()
    if kind == "cognito_user_pools":
        return {"UserPoolArn": list(declared.get("providerARNs") or ())}
    if kind == "jwt":
        return {"JwtConfiguration": declared.get("jwtConfiguration") or {}}
    source = declared.get("identitySource")
    if kind == "token":
        header = str(scheme.get("name") or "Authorization")
        return token(declared.get("authorizerUri"), header, declared.get("identityValidationExpression"))
    made = request(declared.get("authorizerUri"), source)
    version = declared.get("authorizerPayloadFormatVersion")
    simple = {"EnableSimpleResponses": bool(declared.get("enableSimpleResponses"))}
    return made | ({"AuthorizerPayloadFormatVersion": str(version), **simple} if version is not None else {})


def token(uri: Any, header: str, expression: Any = None) -> dict[str, Any]:
    """A function that authorizes by one header, as SAM spells it."""
    identity = {"Header": header, **({"ValidationExpression": expression} if expression else {})}
    return {"FunctionArn": str(uri), "FunctionPayloadType": "TOKEN", "Identity": identity}


def request(uri: Any, sources: Any) -> dict[str, Any]:
    """A function that authorizes by the request, as SAM spells it; *sources* are those of its identity, in a list or a text."""
    texts = sources if isinstance(sources, list) else [sources]
    found = [match.groups() for text in texts for match in _SOURCE.finditer(str(text))]
    identity = {
        "Headers": [name for kind, name in found if kind == "header"], "QueryStrings": [name for kind, name in found if kind != "header"],
    }
    return {"FunctionArn": str(uri), "FunctionPayloadType": "REQUEST", "Identity": identity}


def _schema(document: Any, operation: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The schema of the body, where the operation or the document asks API Gateway to hold requests against it."""
    name = operation.get(_VALIDATOR, document.get(_VALIDATOR))
    if not _mapping(document, _VALIDATORS, str(name)).get("validateRequestBody"):
        return None
    body = _followed(document, operation.get("requestBody"))
    found = _mapping(body, "content", "application/json").get("schema")
    if found is None:
        parameters = [_followed(document, one) for one in operation.get("parameters") or ()]
        found = next((one.get("schema") for one in parameters if isinstance(one, Mapping) and one.get("in") == "body"), None)
    found = _followed(document, found)
    return found if isinstance(found, Mapping) else None
