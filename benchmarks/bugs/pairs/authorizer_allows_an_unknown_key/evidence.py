import hashlib

from event_sample import http_api


def prove(service):
    service.table("partner-keys").put_item(Item={"key_hash": hashlib.sha256(b"good").hexdigest()})
    allowed = {}
    for key in ("good", "made-up"):
        event = http_api("GET", "/orders", headers={"x-api-key": key}) | {"type": "REQUEST", "identitySource": [key]}
        allowed[key] = service.invoke("authorize", event)["isAuthorized"]
    assert allowed == {"good": True, "made-up": False}
