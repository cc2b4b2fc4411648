def prove(service):
    for number in range(40):
        service.table("sessions").put_item(Item={"token": f"t{number}", "state": "ended", "note": "x" * 50_000})
    service.table("sessions").put_item(Item={"token": "open", "state": "open"})
    service.invoke("PurgeFunction", {})
    assert [item["token"] for item in service.items("sessions")] == ["open"]
