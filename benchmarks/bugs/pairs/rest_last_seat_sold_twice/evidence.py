from event_sample import rest


def prove(service):
    service.table("shows").put_item(Item={"show_id": "hamlet", "seats_left": 1})
    event = rest("POST", "/shows/{show}/bookings", path_parameters={"show": "hamlet"})
    answers = []
    service.before("UpdateItem", lambda: answers.append(service.invoke("BookFunction", event)))
    answers.append(service.invoke("BookFunction", event))
    assert sorted(answer["statusCode"] for answer in answers) == [201, 409]
    assert service.items("shows")[0]["seats_left"] == 0
