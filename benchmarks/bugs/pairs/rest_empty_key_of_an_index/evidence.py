from event_sample import rest


def prove(service):
    for body in ({"text": "t", "assignee": "ada"}, {"text": "t"}):
        event = rest("PUT", "/todos/{id}", path_parameters={"id": "i"}, body=body)
        assert service.invoke("put", event)["statusCode"] == 200
    assert service.items("todo-lists") == [{"id": "i", "text": "t"}]
