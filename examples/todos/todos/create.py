"""POST /todos"""

from uuid import uuid4

from todos import store
from todos.reply import reply
from todos.request import Invalid, todo_from


def create(event, context):
    """Store a new todo under an id of ours."""
    try:
        todo = {"id": uuid4().hex, **todo_from(event)}
    except Invalid as error:
        return reply(400, {"message": str(error)})
    store.add(todo)
    return reply(201, todo)
