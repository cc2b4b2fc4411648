from event_sample import rest


def prove(service):
    service.table("tickets").put_item(Item={"ticket": "t"})
    for field in ("title", "owner", "comment"):
        event = rest("PATCH", "/tickets/{ticket}", path_parameters={"ticket": "t"}, body={field: "x"})
        assert service.invoke("TicketFunction", event)["statusCode"] == 200
