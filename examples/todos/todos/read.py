"""GET /todos/{id}"""

from todos import store
from todos.reply import not_found, reply


def read(event, context):
    """Answer with one todo."""
    todo = store.find(event["pathParameters"]["id"])
    return not_found() if todo is None else reply(200, todo)
