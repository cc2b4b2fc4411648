from event_sample import rest


def prove(service):
    event = rest("PUT", "/contacts", body={"phones": [f"+1555{number:04}" for number in range(26)]})
    assert service.invoke("SyncFunction", event)["statusCode"] == 200
    assert len(service.items("contacts")) == 26
    sizes = [len(request["RequestItems"]["contacts"]) for request in service.requests("BatchWriteItem")]
    assert max(sizes) <= 25, "moto takes more, DynamoDB does not"
