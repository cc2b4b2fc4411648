from event_sample import http_api


def prove(service):
    answer = service.invoke("page", http_api("GET", "/unsubscribe", query={"name": "<script>alert(1)</script>"}))
    assert "<script>" not in answer["body"]
