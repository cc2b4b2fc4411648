import json

from event_sample import http_api


def prove(service):
    for name in "abc":
        service.table("basket-articles").put_item(Item={"article": name, "price": 3})
    service.leave_unprocessed("BatchGetItem")
    answer = service.invoke("prices", http_api("GET", "/prices", query={"articles": "a,b,c"}))
    assert [row["article"] for row in json.loads(answer["body"])] == ["a", "b", "c"]
