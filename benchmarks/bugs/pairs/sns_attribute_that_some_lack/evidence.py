from event_sample import sns


def prove(service):
    service.invoke("archive", sns("down", attributes={"severity": {"Type": "String", "Value": "high"}}))
    service.invoke("archive", sns("down too", message_id="2"))
    assert sorted(item["severity"] for item in service.items("alert-archive")) == ["high", "unknown"]
