from event_sample import sqs


def prove(service):
    event = sqs({"account": "a", "state": "open"}, {"account": "a", "state": "closed"}, group="a")
    service.refuse("PutItem", "InternalServerError", times=11)  # the first message's call and the SDK's retries of it
    answer = service.invoke("ApplyFunction", event)
    assert len(answer["batchItemFailures"]) == 2
    service.heal()
    assert service.invoke("ApplyFunction", event) == {"batchItemFailures": []}
    assert service.items("ledger")[0]["state"] == "closed"
