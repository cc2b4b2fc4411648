from event_sample import s3, sqs


def prove(service):
    test = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-01-01T00:00:00Z", "Bucket": "counted-uploads"}
    service.invoke("count", sqs(test, s3("counted-uploads", "a.txt")))
    assert [item["key"] for item in service.items("upload-counter")] == ["a.txt"]
