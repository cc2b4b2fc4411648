import gc

from event_sample import rest


def prove(service):
    for number in range(30):
        event = rest("POST", "/word-counts", body={"text": f"{number} " + "word " * 1000})
        assert service.invoke("CountFunction", event)["statusCode"] == 200
    kept = [one for one in gc.get_objects() if isinstance(one, tuple) and len(one) == 1001]
    assert len(kept) <= 8
