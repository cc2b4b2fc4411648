from unittest import mock

from event_sample import rest


def prove(service):
    asked = []
    with mock.patch("socket.create_connection", side_effect=lambda address, *a, **k: asked.append(address) or (_ for _ in ()).throw(OSError())):
        service.invoke("PreviewFunction", rest("GET", "/preview", query={"url": "http://169.254.169.254/latest/meta-data/"}))
    assert asked == []
