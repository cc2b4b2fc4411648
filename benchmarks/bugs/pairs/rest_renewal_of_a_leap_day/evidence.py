import json

from event_sample import rest


def prove(service):
    answer = service.invoke("RenewFunction", rest("POST", "/renewals", body={"start": "2024-02-29", "years": 1}))
    assert json.loads(answer["body"])["end"] == "2025-02-28"
