from event_sample import http_api


def prove(service):
    service.table("short-links").put_item(Item={"slug": "a", "url": "https://example.com/a"})
    found = service.invoke("follow", http_api("GET", "/l/{slug}", path_parameters={"slug": "a"}))
    assert found["headers"]["Location"] == "https://example.com/a"
    lost = service.invoke("follow", http_api("GET", "/l/{slug}", path_parameters={"slug": "b"}))
    assert "Location" not in lost["headers"]
