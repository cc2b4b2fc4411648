from event_sample import s3


def prove(service):
    for key, body in (("a.csv", b"1\n\n2\n"), ("b.csv", b"3\n")):
        service.client("s3").put_object(Bucket="csv-inbox", Key=key, Body=body)
        service.invoke("CleanFunction", s3("csv-inbox", key))
    cleaned = [service.client("s3").get_object(Bucket="csv-outbox", Key=key)["Body"].read() for key in ("a.csv", "b.csv")]
    assert cleaned == [b"1\n2\n", b"3\n"]
