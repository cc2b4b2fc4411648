"""Delete the sessions that have ended."""

from sessions import Sessions

sessions = Sessions()


def handler(event, context):
    sessions.delete(sessions.ended())
