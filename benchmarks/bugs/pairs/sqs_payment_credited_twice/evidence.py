from event_sample import sqs


def prove(service):
    event = sqs({"account_id": "a-1", "cents": 250})
    assert service.invoke("CreditFunction", event) == {"batchItemFailures": []}
    assert service.invoke("CreditFunction", event) == {"batchItemFailures": []}
    (account,) = service.items("accounts")
    assert account["balance"] == 250
