from event_sample import rest


def prove(service):
    event = rest("PUT", "/films/{film}/rating", path_parameters={"film": "f"}, body={"stars": 4.5})
    assert service.invoke("rate", event)["statusCode"] == 200
    assert float(service.items("film-ratings")[0]["stars"]) == 4.5
