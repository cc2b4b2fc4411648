from event_sample import eventbridge


def prove(service):
    event = eventbridge("com.example.game", "BadgeEarned", {"member_id": "m1", "badge": "early-bird"})
    service.invoke("award", event)
    service.invoke("award", event)
    (member,) = service.items("loyalty-members")
    assert sorted(member["badges"]) == ["early-bird"]
