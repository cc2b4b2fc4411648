from event_sample import rest


def prove(service):
    service.table("player-profiles").put_item(Item={"user_id": "ada", "nickname": "Ada"})
    event = rest("PUT", "/profile", body={"user_id": "ada", "nickname": "hacked"}, claims={"sub": "eve"})
    service.invoke("ProfileFunction", event)
    assert service.table("player-profiles").get_item(Key={"user_id": "ada"})["Item"]["nickname"] == "Ada"
