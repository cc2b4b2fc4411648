"""The board of a team."""

import json


def show(event, context):
    user = event["requestContext"]["authorizer"]["principalId"]
    return {"statusCode": 200, "body": json.dumps({"user": user, "notes": []})}
