"""GET /quotes?currency=EUR: what a payment costs."""

import json

from settings import Settings

settings = Settings()


def reply(status, body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def handler(event, context):
    currency = (event.get("queryStringParameters") or {}).get("currency", "EUR")
    try:
        return reply(200, {"fee": settings.fee(currency)})
    except ValueError as error:
        return reply(400, {"error": str(error)})
