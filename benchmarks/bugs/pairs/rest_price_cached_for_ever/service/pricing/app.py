"""Read and set prices."""

from decimal import Decimal

import web
from repository import currency, price_of, set_price


def handler(event, context):
    try:
        article = web.path_parameter(event, "article")
        if event["httpMethod"] == "PUT":
            cents = web.integer(web.json_object(event).get("cents"), "cents", 0, 10**9)
            set_price(article, cents)
        else:
            cents = price_of(article)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    if not isinstance(cents, (int, Decimal)):
        return web.reply(404, {"error": "no price"})
    return web.reply(200, {"article": article, "cents": int(cents), "currency": currency()})
