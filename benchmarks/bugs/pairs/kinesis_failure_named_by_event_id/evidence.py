from event_sample import kinesis


def prove(service):
    event = kinesis({"url": "/a"}, {"no": "url"}, {"url": "/c"})
    answer = service.invoke("consume", event)
    assert answer["batchItemFailures"] == [{"itemIdentifier": event["Records"][1]["kinesis"]["sequenceNumber"]}]
    assert len(service.items("clickstream-clicks")) == 1
