"""Import products in bulk."""

import os

import boto3

import web

dynamodb = boto3.client("dynamodb")
TABLE = os.environ["PRODUCTS"]
BATCH = 25  # https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html


def products(body):
    """The products in the body by sku: of two with the same sku, the later."""
    found = {}
    rows = body.get("products")
    if not isinstance(rows, list) or not 1 <= len(rows) <= 200:
        raise web.BadRequest("products must be a list of 1 to 200")
    for row in rows:
        if not isinstance(row, dict):
            raise web.BadRequest("a product is an object")
        sku = web.text(row.get("sku"), "sku", 60)
        found[sku] = {"sku": {"S": sku}, "title": {"S": web.text(row.get("title"), "title")}}
    return list(found.values())


def write(items):
    dynamodb.batch_write_item(RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in items]})


def handler(event, context):
    try:
        items = products(web.json_object(event))
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    for start in range(0, len(items), BATCH):
        write(items[start : start + BATCH])
    return web.reply(200, {"imported": len(items)})
