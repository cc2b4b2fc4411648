"""GET /accounts/{name}"""

from accounts import web
from accounts.repository import Accounts

accounts = Accounts()
CORS = {"Access-Control-Allow-Origin": "*"}


def handler(event, context):
    try:
        account = accounts.get(web.path_parameter(event, "name"))
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)}, CORS)
    if account is None:
        return web.reply(404, {"error": "no such account"}, CORS)
    return web.reply(200, {"name": account["name"]}, CORS)
