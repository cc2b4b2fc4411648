"""Who calls, as an authorizer tells the handler: claims, contexts and identities.

https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from lambdatest.model import ACCOUNT_ID
from lambdatest.strategies import opaque as ids

Claims = Mapping[str, Any]

IDENTITY_KEYS = (
    "cognitoIdentityPoolId", "accountId", "cognitoIdentityId", "caller", "sourceIp", "principalOrgId", "accessKey",
    "cognitoAuthenticationType", "cognitoAuthenticationProvider", "userArn", "userAgent", "user",
)
_HOUR = 3600


def cognito_claims(claims: Claims | None, opaque: int, epoch: int, region: str, scopes: Sequence[str]) -> dict[str, str]:
    """The claims of a Cognito user pool's token, every value a string, as a REST API hands them over.

    An ID token, or an access token where the method asks for *scopes*.  *claims* add to what every token has and override it;
    a claim that is None is left out.
    """
    found = _token(opaque, epoch, region, scopes)
    found |= {"iat": ids.claim_time(epoch // 1000 - 60), "exp": ids.claim_time(epoch // 1000 - 60 + _HOUR)}
    return _texts(found, claims, ",")


def jwt_claims(claims: Claims | None, opaque: int, epoch: int, region: str, scopes: Sequence[str]) -> dict[str, str]:
    """The claims of a JWT as an HTTP API hands them over: every value a string, lists as ``[a b]``."""
    found = _token(opaque, epoch, region, scopes)
    found |= {"iat": str(epoch // 1000 - 60), "exp": str(epoch // 1000 - 60 + _HOUR)}
    return _texts(found, claims, None)


def _token(opaque: int, epoch: int, region: str, scopes: Sequence[str]) -> dict[str, str]:
    sub, client = ids.uuid(opaque, "sub"), ids.hexadecimal(opaque, "client", 26)
    pool = f"{region}_{ids.hexadecimal(opaque, 'pool', 9)}"
    found = {
        "sub": sub, "iss": f"https://cognito-idp.{region}.amazonaws.com/{pool}", "event_id": ids.uuid(opaque, "event"),
        "origin_jti": ids.uuid(opaque, "origin"), "jti": ids.uuid(opaque, "jti"), "auth_time": str(epoch // 1000 - 60),
    }
    if scopes:
        return found | {"token_use": "access", "client_id": client, "username": sub, "scope": " ".join(scopes)}
    return found | {"token_use": "id", "aud": client, "cognito:username": sub}


def _texts(found: Claims, claims: Claims | None, separator: str | None) -> dict[str, str]:
    merged = {**found, **(claims or {})}
    return {name: _claim_text(value, separator) for name, value in merged.items() if value is not None}


def _claim_text(value: Any, separator: str | None) -> str:
    if isinstance(value, list | tuple):
        members = [_context_text(member) for member in value]
        return separator.join(members) if separator else f"[{' '.join(members)}]"
    return _context_text(value)


def _context_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def rest_context(context: Claims | None, opaque: int) -> dict[str, Any]:
    """A Lambda authorizer's context in payload format 1.0: flat, every value a string, beside principalId and a latency in ms."""
    given = {name: _context_text(value) for name, value in (context or {}).items() if value is not None}
    return {"principalId": "user", **given, "integrationLatency": 1 + opaque % 500}


def identity(kind: str | None, claims: Claims | None, opaque: int, source_ip: str, user_agent: str | None) -> dict[str, Any]:
    """``requestContext.identity`` of payload format 1.0: null for what an anonymous caller lacks.

    *kind* ``iam`` fills in a user's keys, which *claims* override by name; ``api_key`` adds the key and its id.
    """
    found: dict[str, Any] = dict.fromkeys(IDENTITY_KEYS)
    if kind == "iam":
        user = "AIDA" + ids.hexadecimal(opaque, "user", 17).upper()
        found |= {"accountId": ACCOUNT_ID, "caller": user, "user": user, "accessKey": _access_key(opaque), "userArn": _user_arn()}
        found |= {name: value for name, value in (claims or {}).items() if name in found}
    if kind == "api_key":
        found |= {"apiKey": ids.hexadecimal(opaque, "api key", 40), "apiKeyId": ids.hexadecimal(opaque, "api key id", 10)}
    return found | {"sourceIp": source_ip, "userAgent": user_agent}


def console_identity(opaque: int) -> dict[str, Any]:
    """``requestContext.identity`` of the console's Test button: the console's own user, and names in place of addresses and keys."""
    found = identity("iam", None, opaque, "test-invoke-source-ip", "aws-internal/3 aws-sdk-java/1.12.71")
    return found | {"apiKey": "test-invoke-api-key", "apiKeyId": "test-invoke-api-key-id"}


def iam_authorizer(claims: Claims | None, opaque: int) -> dict[str, Any]:
    """``requestContext.authorizer.iam`` of payload format 2.0; *claims* override its members by name."""
    user = "AIDA" + ids.hexadecimal(opaque, "user", 17).upper()
    found: dict[str, Any] = {
        "accessKey": _access_key(opaque), "accountId": ACCOUNT_ID, "callerId": user, "cognitoIdentity": None, "principalOrgId": None,
        "userArn": _user_arn(), "userId": user,
    }
    return found | {name: value for name, value in (claims or {}).items() if name in found}


def _access_key(opaque: int) -> str:
    return "AKIA" + ids.hexadecimal(opaque, "access key", 16).upper()


def _user_arn() -> str:
    return f"arn:aws:iam::{ACCOUNT_ID}:user/example-user"
