"""Custom::Page: a page in the bucket, as part of the stack."""

import json
import logging
import os
from urllib.request import Request, urlopen

import boto3

logger = logging.getLogger()
s3 = boto3.client("s3")
BUCKET = os.environ["BUCKET"]


def respond(event, status, physical_id, reason="done"):
    body = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    body |= {"Status": status, "PhysicalResourceId": physical_id, "Reason": reason}
    request = Request(event["ResponseURL"], data=json.dumps(body).encode(), method="PUT", headers={"Content-Type": ""})
    with urlopen(request, timeout=10):
        pass


def change(event):
    if event["RequestType"] == "Delete":
        if event["PhysicalResourceId"].startswith("page:"):
            s3.delete_object(Bucket=BUCKET, Key=event["PhysicalResourceId"].removeprefix("page:"))
        return event["PhysicalResourceId"]
    page = event["ResourceProperties"]
    s3.put_object(Bucket=BUCKET, Key=page["Name"], Body=page["Text"].encode(), ContentType="text/html")
    return f"page:{page['Name']}"


def handler(event, context):
    try:
        physical_id = change(event)
    except Exception as error:
        logger.exception("%s of %s failed", event["RequestType"], event["LogicalResourceId"])
        respond(event, "FAILED", event.get("PhysicalResourceId", f"failed:{event['RequestId']}"), f"{type(error).__name__}, see the log")
        return
    respond(event, "SUCCESS", physical_id)
