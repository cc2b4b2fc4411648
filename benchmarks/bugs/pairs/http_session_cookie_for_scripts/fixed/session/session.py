"""Start a session for a guest."""

import json
import os
import secrets
import time

import boto3

table = boto3.resource("dynamodb").Table(os.environ["SESSIONS"])
LIFE = 3600


def cookie(session_id):
    return f"session_id={session_id}; Max-Age={LIFE}; Path=/; Secure; HttpOnly; SameSite=Lax"


def start(event, context):
    session_id = secrets.token_urlsafe(32)
    table.put_item(Item={"session_id": session_id, "expires_at": int(time.time()) + LIFE})
    return {
        "statusCode": 201,
        "headers": {"Content-Type": "application/json", "Cache-Control": "no-store"},
        "cookies": [cookie(session_id)],
        "body": json.dumps({"seconds": LIFE}),
    }
