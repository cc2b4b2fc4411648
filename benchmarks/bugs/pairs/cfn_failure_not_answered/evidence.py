from event_sample import custom_resource


def prove(service):
    assert service.answer_of("seed", custom_resource("Create", {"Name": "index.html", "Text": "Hi"}))["Status"] == "SUCCESS"
    assert service.answer_of("seed", custom_resource("Create", {"Name": "index.html"}))["Status"] == "FAILED"
