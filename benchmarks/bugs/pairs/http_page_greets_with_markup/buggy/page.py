"""The page that a reader sees who wants no more mail."""

import html
from string import Template

PAGE = Template("""<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Unsubscribe</title></head>
  <body>
    <h1>Goodbye, $name</h1>
    <p>We shall write no more to <em>$mail</em>.</p>
  </body>
</html>
""")


def handler(event, context):
    query = event.get("queryStringParameters") or {}
    name, mail = query.get("name") or "dear reader", query.get("mail") or "you"
    page = PAGE.substitute(
        name=name,
        mail=html.escape(mail),
    )
    return {"statusCode": 200, "headers": {"content-type": "text/html; charset=utf-8"}, "body": page}
