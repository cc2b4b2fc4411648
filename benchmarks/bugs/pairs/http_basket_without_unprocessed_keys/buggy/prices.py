"""The prices of the articles in a basket: GET /prices?articles=a,b,c"""

import os

import boto3

import web

resource = boto3.resource("dynamodb")
TABLE = os.environ["ARTICLES"]


def load(articles):
    answer = resource.batch_get_item(RequestItems={TABLE: {"Keys": [{"article": article} for article in articles]}})
    return answer["Responses"].get(TABLE, [])


def handler(event, context):
    wanted = (event.get("queryStringParameters") or {}).get("articles") or ""
    try:
        articles = sorted({web.text(article, "article", 100) for article in wanted.split(",")})
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    if len(articles) > 100:
        return web.reply(400, {"error": "at most 100 articles"})
    items = sorted(load(articles), key=lambda item: item["article"])
    return web.reply(200, [{"article": item["article"], "price": item.get("price")} for item in items])
