from event_sample import stream


def prove(service):
    event = stream("users", {"user_id": {"S": "u1"}}, keys=["user_id"])
    service.invoke("AnnounceFunction", event)
    service.answer("PutEvents", {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "try again"}]})
    try:
        service.invoke("AnnounceFunction", event)
    except Exception as error:
        assert type(error).__name__ == "NotAnnounced"
    else:
        raise AssertionError("the failed entry went unnoticed")
