"""How is the service? GET /status, GET /status/details"""

import json
import os


def route(event):
    return event["requestContext"]["http"]["method"], event["rawPath"]


def handler(event, context):
    method, path = route(event)
    status = {"status": "up", "method": method}
    if path.endswith("/details"):
        status["version"] = os.environ.get("RELEASE", "unknown")
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps(status)}
