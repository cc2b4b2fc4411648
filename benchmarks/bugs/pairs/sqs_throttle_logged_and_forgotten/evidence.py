from event_sample import sqs


def prove(service):
    event = sqs({"sensor": "s", "taken_at": 1, "celsius": 20.5})
    service.refuse("PutItem", "ProvisionedThroughputExceededException")
    answer = service.invoke("StoreFunction", event)
    assert answer["batchItemFailures"] == [{"itemIdentifier": event["Records"][0]["messageId"]}]
    service.heal()
    assert service.invoke("StoreFunction", event) == {"batchItemFailures": []}
    assert len(service.items("readings")) == 1
