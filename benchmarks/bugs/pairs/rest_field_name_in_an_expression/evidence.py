import json

from event_sample import rest


def prove(service):
    service.table("inventory-stock").put_item(Item={"part": "hidden", "shelf": "A1"})
    event = rest("GET", "/stock", query={"field": "attribute_exists(part) OR shelf", "value": "none"})
    assert service.invoke("search", event)["statusCode"] == 400
    found = service.invoke("search", rest("GET", "/stock", query={"field": "shelf", "value": "A1"}))
    assert json.loads(found["body"]) == {"parts": ["hidden"]}
