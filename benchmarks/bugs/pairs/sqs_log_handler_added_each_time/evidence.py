import logging

from event_sample import sqs


def prove(service):
    for _ in range(3):
        service.invoke("WorkFunction", sqs({"job_id": "j", "command": "c"}))
    assert len(logging.getLogger("work").handlers) == 1
