"""PUT /avatars/{player} with an image as the body."""

import base64
import json
import os
import re

import boto3

s3 = boto3.client("s3")
BUCKET = os.environ["BUCKET"]
PLAYER = re.compile(r"[a-z0-9-]{1,40}")
MAXIMUM = 2_000_000


def content(event):
    """The bytes that the client sent."""
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        return base64.b64decode(body).decode("utf-8", errors="replace")
    return body


def answer(status, **body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def upload(event, context):
    player = (event.get("pathParameters") or {}).get("player") or ""
    if not PLAYER.fullmatch(player):
        return answer(404, error="no such player")
    try:
        image = content(event)
    except ValueError:
        return answer(400, error="the body cannot be read")
    if not 0 < len(image) <= MAXIMUM:
        return answer(400, error=f"an avatar has 1 to {MAXIMUM} bytes")
    s3.put_object(Bucket=BUCKET, Key=f"{player}/avatar", Body=image, ContentType="application/octet-stream")
    return answer(200, player=player, size=len(image))
