import json

from event_sample import rest


def prove(service):
    service.table("tenant-settings").put_item(Item={"tenant": "a", "colour": "red"})
    service.table("tenant-settings").put_item(Item={"tenant": "b", "colour": "blue"})
    answers = [service.invoke("theme", rest("GET", "/theme", claims={"sub": tenant})) for tenant in "ab"]
    assert [json.loads(answer["body"])["colour"] for answer in answers] == ["red", "blue"]
