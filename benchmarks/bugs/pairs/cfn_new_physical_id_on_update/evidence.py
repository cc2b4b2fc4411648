from event_sample import custom_resource


def prove(service):
    properties = {"Flag": "dark-mode", "State": "on"}
    first = service.answer_of("FlagFunction", custom_resource("Create", properties))["PhysicalResourceId"]
    event = custom_resource("Update", properties | {"State": "off"}, physical_id=first, old=properties)
    assert service.answer_of("FlagFunction", event)["PhysicalResourceId"] == first
    assert [item["state"] for item in service.items("feature-flags")] == ["off"]
