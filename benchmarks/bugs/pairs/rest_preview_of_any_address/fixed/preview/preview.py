"""GET /preview?url=…: the title of a partner's page."""

import html
import json
import os
import re
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

PARTNERS = frozenset(os.environ["PARTNERS"].split(","))
TITLE = re.compile(r"<title>([^<]{1,300})</title>", re.IGNORECASE)


class NoRedirect(HTTPRedirectHandler):
    """A page that moved has no preview."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):
        return None


opener = build_opener(NoRedirect)


def reply(status, **body):
    return {"statusCode": status, "headers": {"Content-Type": "application/json"}, "body": json.dumps(body)}


def allowed(url):
    try:
        parts = urlsplit(url)
        plain = url.isascii() and url.isprintable() and " " not in url
        return plain and parts.scheme == "https" and parts.netloc in PARTNERS
    except ValueError:
        return False


def title(url):
    with opener.open(Request(url, headers={"User-Agent": "preview/1"}), timeout=3) as page:
        found = TITLE.search(page.read(100_000).decode("utf-8", errors="replace"))
    return html.unescape(found[1]).strip() if found else None


def handler(event, context):
    url = (event.get("queryStringParameters") or {}).get("url") or ""
    if not allowed(url):
        return reply(400, error="not an address that we preview")
    try:
        return reply(200, title=title(url))
    except (OSError, HTTPException, ValueError):
        return reply(200, title=None)  # a link without a preview is better than none
