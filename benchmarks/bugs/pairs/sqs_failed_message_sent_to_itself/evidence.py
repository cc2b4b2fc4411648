from event_sample import sqs


def prove(service):
    event = sqs({"letter": "l", "template": "Dear $name", "fields": None})
    answer = service.invoke("merge", event)
    assert answer["batchItemFailures"] == [{"itemIdentifier": event["Records"][0]["messageId"]}]
    assert service.messages("letters") == []
