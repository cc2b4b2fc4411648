"""POST /accounts"""

from accounts import web
from accounts.repository import Accounts, NameTaken

accounts = Accounts()
CORS = {"Access-Control-Allow-Origin": "*"}


def handler(event, context):
    try:
        body = web.json_object(event)
        account = {
            "name": web.text(body.get("name"), "name", 40),
            "email": web.text(body.get("email"), "email"),
            "signed_up_by": context.aws_request_id,
        }
        accounts.add(account)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)}, CORS)
    except NameTaken:
        return web.reply(409, {"error": "that name is taken"}, CORS)
    return web.reply(201, {"name": account["name"]}, CORS)
