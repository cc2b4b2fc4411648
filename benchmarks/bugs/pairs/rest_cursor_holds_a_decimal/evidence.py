import json

from event_sample import rest


def prove(service):
    for number in range(25):
        service.table("messages").put_item(Item={"room": "r", "sent_at": number, "text": "hi"})
    first = json.loads(service.invoke("HistoryFunction", rest("GET", "/rooms/{room}/messages", path_parameters={"room": "r"}))["body"])
    event = rest("GET", "/rooms/{room}/messages", path_parameters={"room": "r"}, query={"cursor": first["next"]})
    second = json.loads(service.invoke("HistoryFunction", event)["body"])
    assert [len(first["messages"]), len(second["messages"]), second["next"]] == [20, 5, None]
