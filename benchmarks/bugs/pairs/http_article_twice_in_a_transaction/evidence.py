from event_sample import http_api


def prove(service):
    service.table("stock").put_item(Item={"article": "a", "pieces": 5})
    event = http_api("POST", "/reservations", body={"lines": [{"article": "a", "pieces": 1}, {"article": "a", "pieces": 2}]})
    assert service.invoke("ReserveFunction", event)["statusCode"] == 201
    assert service.items("stock")[0]["pieces"] == 2
