"""Until when would a subscription run? POST /renewals {"start": "2026-05-01", "years": 2}"""

from datetime import date

import web


def same_day(start, years):
    return start.replace(year=start.year + years)


def parse(body):
    try:
        start = date.fromisoformat(web.text(body.get("start"), "start", 10))
    except ValueError as error:
        raise web.BadRequest("start must be a date such as 2026-05-01") from error
    if not 1990 <= start.year <= 2100:
        raise web.BadRequest("start is too far away")
    return start, web.integer(body.get("years", 1), "years", 1, 10)


def handler(event, context):
    try:
        start, years = parse(web.json_object(event))
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    return web.reply(200, {"start": start.isoformat(), "end": same_day(start, years).isoformat()})
