import base64
import hashlib
import hmac
import json

KEY = b"6a0d1f5be8b14c1f9d5e1c5e2f7a4b3c"


def encode(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def effect(service, signature_of):
    text = ".".join(encode(json.dumps(part).encode()) for part in ({"alg": "HS256"}, {"sub": "ada", "exp": 2**40}))
    arn = "arn:aws:execute-api:eu-central-1:123456789012:abc/dev/GET/board"
    event = {"type": "TOKEN", "methodArn": arn, "authorizationToken": f"Bearer {text}.{encode(signature_of(text))}"}
    return service.invoke("authorize", event)["policyDocument"]["Statement"][0]["Effect"]


def prove(service):
    assert effect(service, lambda text: hmac.new(KEY, text.encode(), hashlib.sha256).digest()) == "Allow"
    assert effect(service, lambda text: b"made up") == "Deny"
