from event_sample import eventbridge


def prove(service):
    for key in ("plain.pdf", "a+b.pdf", "100%25.pdf", "with space.pdf"):
        service.client("s3").put_object(Bucket="scanned-letters", Key=key, Body=b"%PDF")
        detail = {"bucket": {"name": "scanned-letters"}, "object": {"key": key, "size": 4}}
        service.invoke("FileFunction", eventbridge("aws.s3", "Object Created", detail))
    assert len(service.items("scanned-letters")) == 4
