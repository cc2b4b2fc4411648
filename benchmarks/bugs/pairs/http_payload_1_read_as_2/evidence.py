from event_sample import rest


def prove(service):
    event = rest("GET", "/status/details") | {"version": "1.0"}
    assert service.invoke("status", event)["statusCode"] == 200
