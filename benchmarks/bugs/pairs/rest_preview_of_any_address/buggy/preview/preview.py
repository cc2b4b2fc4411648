"""GET /preview?url=…: the title of a partner's page."""

import html
import json
import os
import re
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

PARTNERS = frozenset(os.environ["PARTNERS"].split(","))
TITLE = re.compile(r"<title>([^<]{1,300})</title>", re.IGNORECASE)


def reply(status, **body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def allowed(url):
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and url.isascii() and url.isprintable() and " " not in url
    except ValueError:
        return False


def title(url):
    with urlopen(Request(url, headers={"User-Agent": "preview/1"}), timeout=3) as page:
        found = TITLE.search(page.read(100_000).decode("utf-8", errors="replace"))
    return html.unescape(found[1]).strip() if found else None


def handler(event, context):
    url = (event.get("queryStringParameters") or {}).get("url") or ""
    if not allowed(url):
        return reply(400, error="not an address that we preview")
    try:
        return reply(200, title=title(url))
    except (URLError, TimeoutError, ValueError):
        return reply(502, error="the page does not answer")
