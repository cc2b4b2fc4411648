import json

from event_sample import rest


def prove(service):
    path = {"resource": "/prices/{article}", "path_parameters": {"article": "a"}}
    for cents in (100, 250):
        assert service.invoke("PriceFunction", rest("PUT", body={"cents": cents}, **path))["statusCode"] == 200
        assert json.loads(service.invoke("PriceFunction", rest("GET", **path))["body"])["cents"] == cents
