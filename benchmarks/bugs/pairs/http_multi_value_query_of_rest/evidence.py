import json

from event_sample import http_api, rest


def prove(service):
    service.table("photo-search-photos").put_item(Item={"photo": "one", "tags": ["sea", "sun"]})
    service.table("photo-search-photos").put_item(Item={"photo": "two", "tags": ["sea"]})
    for event in (rest("GET", "/photos", query={"tag": ["sea", "sun"]}), http_api("GET", "/photos", query={"tag": ["sea", "sun"]})):
        assert json.loads(service.invoke("search", event)["body"]) == {"photos": ["one"]}
