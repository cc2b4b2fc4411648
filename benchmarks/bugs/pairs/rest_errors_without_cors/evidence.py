from event_sample import rest


def prove(service):
    answer = service.invoke("read", rest("GET", "/entries/{id}", path_parameters={"id": "unknown"}))
    assert answer["statusCode"] == 404
    assert answer["headers"]["Access-Control-Allow-Origin"] == "*"
