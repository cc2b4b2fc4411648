from event_sample import schedule


def prove(service):
    for number in range(250):
        service.table("measurements").put_item(Item={"id": f"{number:04}"})
    event = schedule("2026-01-01T00:00:00Z")
    assert service.invoke("ExportFunction", event, remaining=[60_000, 9_000]) == {"done": False}
    assert service.objects("measurement-exports") == ["pages/000000.jsonl"]
    assert service.invoke("ExportFunction", event) == {"done": True}
    assert service.objects("measurement-exports") == [f"pages/00000{number}.jsonl" for number in range(3)]
