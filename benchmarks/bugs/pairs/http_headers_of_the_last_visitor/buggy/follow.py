"""Follow a short link."""

import os
from urllib.parse import quote

import boto3

import web

table = boto3.resource("dynamodb").Table(os.environ["LINKS"])
HEADERS = {"Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8", "X-Content-Type-Options": "nosniff"}


def answer(status, text="", **extra):
    headers = HEADERS
    headers.update({name.replace("_", "-").title(): value for name, value in extra.items()})
    return {"statusCode": status, "headers": headers, "body": text}


def handler(event, context):
    try:
        slug = web.path_parameter(event, "slug")
    except web.BadRequest as error:
        return answer(400, str(error))
    link = table.get_item(Key={"slug": slug}).get("Item")
    url = link.get("url") if link else None
    if not isinstance(url, str) or not url.startswith("https://"):
        return answer(404, "there is no such link")
    return answer(302, location=quote(url, safe=":/?#[]@!$&'()*+,;=%"))
