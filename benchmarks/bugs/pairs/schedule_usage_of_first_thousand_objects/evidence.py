from event_sample import schedule


def prove(service):
    for number in range(1003):
        service.client("s3").put_object(Bucket="customer-archive", Key=f"acme/{number:04}", Body=b"x")
    service.invoke("report", schedule("2026-03-01T03:00:00Z"))
    assert service.items("storage-usage")[0]["bytes"] == 1003
