from event_sample import rest


def prove(service):
    service.client("s3").put_object(Bucket="gallery-pictures", Key="albums/sea/1.jpg", Body=b"")
    event = rest("GET", "/albums/{album}", path_parameters={"album": "sea"})
    assert service.invoke("GalleryFunction", event)["body"] == '{"pictures": ["albums/sea/1.jpg"]}'
    assert service.allows("GalleryFunction", "s3:ListBucket", "arn:aws:s3:::gallery-pictures")
