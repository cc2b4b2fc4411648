from event_sample import websocket


def prove(service):
    assert service.invoke("connection", websocket("$connect"))["statusCode"] == 200
    assert len(service.items("live-scores-connections")) == 1
    assert service.invoke("connection", websocket("$disconnect"))["statusCode"] == 200
    assert service.items("live-scores-connections") == []
