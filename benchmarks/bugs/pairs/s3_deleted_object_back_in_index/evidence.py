from event_sample import s3


def prove(service):
    service.invoke("IndexFunction", s3("acme-documents", "a.txt", name="ObjectRemoved:Delete", sequencer="0055AED6DCD90281F2"))
    service.invoke("IndexFunction", s3("acme-documents", "a.txt", sequencer="0055AED6DCD90281E5"))
    (item,) = service.items("document-index")
    assert item["present"] is False
