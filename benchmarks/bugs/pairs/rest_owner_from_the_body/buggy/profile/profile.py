"""A player's own profile."""

import os

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["PROFILES"])


def save(user, body):
    profile = {
        "user_id": web.text(body.get("user_id", user), "user_id", 128),
        "nickname": web.text(body.get("nickname"), "nickname", 40),
        "country": web.text(body.get("country", "unknown"), "country", 40),
    }
    table.put_item(Item=profile)
    return profile


def lambda_handler(event, context):
    user = event["requestContext"]["authorizer"]["claims"]["sub"]
    if event["httpMethod"] == "PUT":
        try:
            return web.reply(200, save(user, web.json_object(event)))
        except web.BadRequest as error:
            return web.reply(400, {"error": str(error)})
    profile = table.get_item(Key={"user_id": user}).get("Item")
    return web.reply(200, profile) if profile else web.reply(404, {"error": "no profile yet"})
