from event_sample import rest


def prove(service):
    path = {"resource": "/tags/{tag}", "path_parameters": {"tag": "Café"}}
    assert service.invoke("TagFunction", rest("PUT", body={"description": "d"}, **path))["statusCode"] == 200
    assert service.invoke("TagFunction", rest("GET", **path))["statusCode"] == 200
    service.invoke("TagFunction", rest("DELETE", **path))
    assert service.items("tags") == []
