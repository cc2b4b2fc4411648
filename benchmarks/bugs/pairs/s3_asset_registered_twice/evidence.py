from event_sample import s3


def prove(service):
    event = s3("media-library-uploads", "cats/one.jpg")
    service.invoke("register", event)
    service.invoke("register", event)
    assert [item["key"] for item in service.items("media-library-assets")] == ["cats/one.jpg"]
    service.invoke("register", s3("media-library-uploads", "cats/two.jpg"))
    assert len(service.items("media-library-assets")) == 2
