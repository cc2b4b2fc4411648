"""Answer CloudFormation."""

import json
from urllib.request import Request, urlopen


def send(event, status, physical_id, reason=""):
    body = {
        "Status": status,
        "Reason": reason or "see the log",
        "PhysicalResourceId": physical_id,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
    }
    data = json.dumps(body).encode()
    request = Request(event["ResponseURL"], data=data, method="PUT", headers={"Content-Type": "", "Content-Length": str(len(data))})
    with urlopen(request, timeout=10):
        pass
