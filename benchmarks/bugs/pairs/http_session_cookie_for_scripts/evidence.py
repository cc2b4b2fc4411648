from event_sample import http_api


def prove(service):
    (cookie,) = service.invoke("SessionFunction", http_api("POST", "/session"))["cookies"]
    assert {"Secure", "HttpOnly"} <= {part.strip() for part in cookie.split(";")}
