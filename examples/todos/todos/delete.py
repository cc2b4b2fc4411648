"""DELETE /todos/{id}"""

from todos import store


def delete(event, context):
    """Remove a todo; the answer is the same where it is gone already."""
    store.remove(event["pathParameters"]["id"])
    return {"statusCode": 204, "headers": {"Cache-Control": "no-store"}, "body": ""}
