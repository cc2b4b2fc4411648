"""The orders of a partner."""

import json


def list_orders(event, context):
    return {"statusCode": 200, "body": json.dumps({"orders": []})}
