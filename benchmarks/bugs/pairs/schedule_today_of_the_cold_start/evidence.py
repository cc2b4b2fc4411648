from event_sample import schedule


def prove(service):
    for moment in ("2026-05-04T18:00:00Z", "2026-05-05T00:00:00Z"):
        with service.at(moment):
            service.invoke("publish", schedule(moment))
    assert sorted(item["day"] for item in service.items("daily-menus")) == ["2026-05-04", "2026-05-05"]
