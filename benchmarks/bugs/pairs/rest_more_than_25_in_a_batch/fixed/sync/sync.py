"""PUT /contacts {"phones": […]}: take over the address book of a phone."""

import os
import time

import boto3

import web

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["CONTACTS"]
MOST = 500


def write(requests):
    pending = {TABLE: requests}
    for attempt in range(6):
        pending = dynamodb.batch_write_item(RequestItems=pending).get("UnprocessedItems")
        if not pending:
            return
        time.sleep(0.05 * 2**attempt)
    raise TimeoutError("not all contacts were written")


def handler(event, context):
    try:
        phones = web.json_object(event).get("phones")
        if not isinstance(phones, list) or not 1 <= len(phones) <= MOST:
            raise web.BadRequest(f"phones is a list of 1 to {MOST}")
        numbers = sorted({web.text(phone, "a phone", 30) for phone in phones})
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    requests = [{"PutRequest": {"Item": {"phone": {"S": number}}}} for number in numbers]
    for start in range(0, len(requests), 25):
        write(requests[start : start + 25])
    return web.reply(200, {"contacts": len(numbers)})
