from event_sample import s3


def prove(service):
    service.client("s3").put_object(Bucket="raw-reports", Key="a.csv", Body=b"1,2")
    service.invoke("PackFunction", s3("raw-reports", "a.csv"))
    assert service.objects("raw-reports") == ["a.csv"]
    assert service.objects("packed-reports") == ["packed/a.csv.gz"]
