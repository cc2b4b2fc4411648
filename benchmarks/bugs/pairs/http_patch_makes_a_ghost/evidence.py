from event_sample import http_api


def prove(service):
    event = http_api("PATCH", "/contacts/{id}", path_parameters={"id": "unknown"}, body={"phone": "1"})
    assert service.invoke("contacts", event)["statusCode"] == 404
    assert service.items("address-book-contacts") == []
    service.table("address-book-contacts").put_item(Item={"id": "unknown", "phone": "2"})
    assert service.invoke("contacts", event)["statusCode"] == 200
