"""PUT /todos/{id}"""

from todos import store
from todos.reply import not_found, reply
from todos.request import Invalid, todo_from


def update(event, context):
    """Replace a todo that exists."""
    try:
        todo = {"id": event["pathParameters"]["id"], **todo_from(event)}
    except Invalid as error:
        return reply(400, {"message": str(error)})
    return reply(200, todo) if store.replace(todo) else not_found()
