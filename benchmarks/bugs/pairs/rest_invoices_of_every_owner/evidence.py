import json

from event_sample import rest


def prove(service):
    service.table("my-invoices").put_item(Item={"invoice": "i1", "owner": "ada", "total": 5})
    service.table("my-invoices").put_item(Item={"invoice": "i2", "owner": "eve", "total": 7})
    answer = service.invoke("list", rest("GET", "/invoices", claims={"sub": "ada"}))
    assert [row["invoice"] for row in json.loads(answer["body"])["invoices"]] == ["i1"]
