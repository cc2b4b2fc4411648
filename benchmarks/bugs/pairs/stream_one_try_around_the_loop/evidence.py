from event_sample import stream


def prove(service):
    event = stream("orders", *({"order_id": {"S": key}, "state": {"S": "new"}} for key in "ab"), keys=["order_id"])
    service.refuse("PutItem", "ThrottlingException")
    answer = service.invoke("ProjectFunction", event)
    service.heal()
    failed = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert failed == [event["Records"][0]["dynamodb"]["SequenceNumber"]]
    assert service.invoke("ProjectFunction", event) == {"batchItemFailures": []}
    assert len(service.items("order-search")) == 2
