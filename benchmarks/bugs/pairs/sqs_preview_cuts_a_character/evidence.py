from event_sample import sqs


def prove(service):
    event = sqs({"comment_id": "c", "text": "nineteen characters🎉"})
    assert service.invoke("PreviewFunction", event) == {"batchItemFailures": []}
    assert service.items("comment-previews")[0]["preview"] == "nineteen characters"
