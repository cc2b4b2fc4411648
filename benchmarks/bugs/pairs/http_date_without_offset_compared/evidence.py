from event_sample import http_api


def prove(service):
    for when in ("2099-05-01T12:00:00+02:00", "2099-05-01T12:00:00"):
        event = http_api("PUT", "/reminders/{id}", path_parameters={"id": "r"}, body={"when": when, "text": "tea"})
        assert service.invoke("remind", event)["statusCode"] == 200
