from event_sample import schedule


def prove(service):
    for moment in ("2026-11-28T06:00:00Z", "2026-12-28T06:00:00Z"):
        service.invoke("open", schedule(moment))
    assert sorted(item["month"] for item in service.items("budgets")) == ["2026-12", "2027-01"]
