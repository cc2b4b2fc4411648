"""Authorizers of an HTTP trigger in every spelling of serverless.yml and SAM.

https://www.serverless.com/framework/docs/providers/aws/events/apigateway#http-endpoints-with-custom-authorizers
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-controlling-access-to-apis.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.event_sources.http_declaration import member

Authorizer = dict[str, Any]

_IAM = ("aws_iam", "iam")


def serverless_rest(properties: Mapping[str, Any]) -> Authorizer | None:
    """The authorizer of an ``http`` event: a function's name, an ARN, ``aws_iam``, or a mapping; ``private: true`` is an API key."""
    found = properties.get("authorizer")
    if isinstance(found, Mapping):
        return _authorizer(_rest_type(found), found.get("name") or found.get("arn") or found.get("authorizerId"), found.get("scopes"))
    if found:
        return _authorizer(_rest_type({"arn": found}), found)
    return _authorizer("api_key", "private") if properties.get("private") is True else None


def _rest_type(found: Mapping[str, Any]) -> str:
    kind = str(found.get("type") or "").lower().replace("_", "")
    arn = str(found.get("arn") or "")
    if kind in ("awsiam", "iam") or arn.lower() in _IAM:
        return "iam"
    if kind == "cognitouserpools" or ":cognito-idp:" in arn or (found.get("scopes") and not kind):
        return "cognito"
    return "lambda"


def serverless_http(properties: Mapping[str, Any], api: Mapping[str, Any]) -> Authorizer | None:
    """The authorizer of an ``httpApi`` event: a name out of ``provider.httpApi.authorizers``, ``aws_iam``, or a mapping."""
    found = properties.get("authorizer")
    if not found:
        return None
    given: Mapping[str, Any] = found if isinstance(found, Mapping) else {"name": found}
    name = given.get("name") or given.get("id")
    declared = member(api, "authorizers", str(name))
    kind = str(given.get("type") or member(declared, "type") or ("aws_iam" if str(name).lower() in _IAM else "jwt")).lower()
    return _authorizer({"request": "lambda", "aws_iam": "iam"}.get(kind, "jwt"), name, given.get("scopes"))


def sam_rest(properties: Mapping[str, Any], api: Mapping[str, Any]) -> Authorizer | None:
    """The authorizer of an ``Api`` event: its own ``Auth``, else the API's default; ``ApiKeyRequired`` is an API key."""
    auth, shared = properties.get("Auth") or {}, api.get("Auth") or {}
    name = auth.get("Authorizer") or shared.get("DefaultAuthorizer")
    if name and name != "NONE":
        declared = member(shared, "Authorizers", str(name)) or {}
        kind = "iam" if name == "AWS_IAM" else "cognito" if "UserPoolArn" in declared else "lambda"
        scopes = auth.get("AuthorizationScopes") or declared.get("AuthorizationScopes")
        return _authorizer(kind, name, scopes if kind == "cognito" else None)
    key = auth["ApiKeyRequired"] if "ApiKeyRequired" in auth else shared.get("ApiKeyRequired")
    return _authorizer("api_key", "ApiKeyRequired") if key is True else None


def sam_http(properties: Mapping[str, Any], api: Mapping[str, Any]) -> Authorizer | None:
    """The authorizer of an ``HttpApi`` event: its own ``Auth``, else the API's default."""
    auth, shared = properties.get("Auth") or {}, api.get("Auth") or {}
    name = auth.get("Authorizer") or shared.get("DefaultAuthorizer")
    if not name or name == "NONE":
        return None
    declared = member(shared, "Authorizers", str(name)) or {}
    kind = "iam" if name == "AWS_IAM" else "lambda" if "FunctionArn" in declared else "jwt"
    return _authorizer(kind, name, (auth.get("AuthorizationScopes") or declared.get("AuthorizationScopes")) if kind == "jwt" else None)


def function_url(properties: Mapping[str, Any]) -> Authorizer | None:
    """IAM, where the URL asks for it: ``authorizer: aws_iam``, ``AuthType: AWS_IAM``."""
    found = properties.get("authorizer") or properties.get("AuthType")
    return _authorizer("iam", "AWS_IAM") if str(found).lower() in ("aws_iam", "iam") else None


def _authorizer(kind: str, name: Any, scopes: Any = None) -> Authorizer:
    listed = [scopes] if isinstance(scopes, str) else list(scopes or ())
    return {"type": kind, "name": str(name), "scopes": [str(scope) for scope in listed]}
