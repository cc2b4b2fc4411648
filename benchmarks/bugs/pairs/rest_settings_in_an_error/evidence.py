from event_sample import rest


def prove(service):
    answer = service.invoke("QuoteFunction", rest("GET", "/quotes", query={"currency": "XXX"}))
    assert answer["statusCode"] == 400
    assert "sk_live_" not in answer["body"]
