import threading

from event_sample import http_api


def prove(service):
    before = threading.active_count()
    for _ in range(3):
        assert service.invoke("dashboard", http_api("GET", "/dashboard"))["statusCode"] == 200
    assert threading.active_count() == before
