"""What is a voucher worth?"""

import boto3

import web

dynamodb = boto3.client("dynamodb")


def find(code):
    statement = 'SELECT * FROM "vouchers" WHERE code = ?'
    items = dynamodb.execute_statement(Statement=statement, Parameters=[{"S": code}])["Items"]
    return items[0] if items else None


def handler(event, context):
    try:
        code = web.path_parameter(event, "code")
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    voucher = find(code)
    if voucher is None:
        return web.reply(404, {"error": "no such voucher"})
    return web.reply(200, {"code": voucher["code"]["S"], "cents": voucher.get("cents", {}).get("N", "0")})
