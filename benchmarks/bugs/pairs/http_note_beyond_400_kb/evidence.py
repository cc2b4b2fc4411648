from event_sample import http_api


def prove(service):
    for text, status in (("hi", 200), ("x" * 500_000, 413)):
        event = http_api("PUT", "/notes/{id}", path_parameters={"id": "n"}, body={"text": text})
        assert service.invoke("save", event)["statusCode"] == status
