from event_sample import sqs


def prove(service):
    event = sqs({"account": "a", "state": "opne"}, {"account": "a", "state": "closed"}, group="a")
    answer = service.invoke("ApplyFunction", event)
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == [record["messageId"] for record in event["Records"]]
    assert service.items("ledger") == []
    event = sqs({"account": "b", "state": "open"}, {"account": "b", "state": "closed"}, group="b")
    assert service.invoke("ApplyFunction", event) == {"batchItemFailures": []}
    assert service.items("ledger")[0]["state"] == "closed"
