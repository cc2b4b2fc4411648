import base64
import json

from event_sample import firehose


def prove(service):
    (record,) = service.invoke("TransformFunction", firehose({"type": "t", "more": 1}))["records"]
    assert json.loads(base64.b64decode(record["data"], validate=True))["type"] == "t"
