"""GET /todos"""

from todos import store
from todos.reply import reply


def list_todos(event, context):
    """Answer with every todo; from some thousand on, give the route a cursor."""
    return reply(200, {"todos": store.find_all()})
