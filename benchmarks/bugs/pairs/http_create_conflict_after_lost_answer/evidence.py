from event_sample import http_api


def prove(service):
    event = http_api("POST", "/devices", body={"serial": "s1", "model": "m"})
    service.lose_answer("PutItem")
    assert service.invoke("create", event)["statusCode"] == 201
    assert service.invoke("create", event)["statusCode"] == 409
