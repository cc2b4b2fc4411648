"""What clients send that a handler does not think of, through the whole search: a correct handler stays silent, the other is caught."""

from pathlib import Path

import pytest

from strategies.wired import findings

pytestmark = pytest.mark.searches

AMOUNT = """
def handler(event, context):
    try:
        amount = float((event.get("queryStringParameters") or {}).get("amount", "1"))
    except ValueError:
        return {"statusCode": 400, "body": "{}"}
    if WRONG:
        return {"statusCode": 400, "body": "{}"}
    return {"statusCode": 200, "body": json.dumps({"amount": amount})}
"""
NUMBER = """
def handler(event, context):
    text = (event.get("pathParameters") or {}).get("id", "1")
    if not text.TEST() or len(text) > 9:
        return {"statusCode": 400, "body": "{}"}
    return {"statusCode": 200, "body": json.dumps({"number": int(text)})}
"""
COOKIE = """
def handler(event, context):
    jar = {}
    for cookie in COOKIES:
        PARSE
        jar[name.strip()] = value
    return {"statusCode": 200, "body": json.dumps({"theme": jar.get("theme")})}
"""
LISTED = COOKIE.replace("COOKIES", 'event.get("cookies") or []')
HEADERS = '{name.lower(): text for name, text in (event.get("headers") or {}).items()}'
IN_A_HEADER = COOKIE.replace("COOKIES", f'filter(None, {HEADERS}.get("cookie", "").split(";"))')
FORM = """
import base64
from urllib.parse import parse_qs
def handler(event, context):
    raw = event.get("body") or ""
    text = DECODED
    fields = parse_qs(text)
    if "word" not in fields or "text" not in fields:
        return {"statusCode": 400, "body": "{}"}
    return {"statusCode": 200, "body": json.dumps({"text": fields["text"][0]})}
"""
DECODED = 'base64.b64decode(raw).decode("utf-8", "replace") if event.get("isBase64Encoded") else raw'
EITHER = """
import base64
from urllib.parse import parse_qsl
def handler(event, context):
    raw = event.get("body") or ""
    text = DECODED
    if event["headers"].get("content-type") == "application/json":
        try:
            fields = json.loads(text)
        except ValueError:
            fields = None
    else:
        fields = dict(parse_qsl(text))
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        return {"statusCode": 400, "body": "{}"}
    return {"statusCode": 200, "body": json.dumps({"text": fields["text"]})}
"""
CUT, PARTED = 'name, value = cookie.split("=")', 'name, _, value = cookie.partition("=")'
PAIRS = {
    "cookies are split at every sign": ("unhandled_exception", "http", LISTED.replace("PARSE", CUT), LISTED.replace("PARSE", PARTED)),
    "cookies of a header are split at every sign": (
        "unhandled_exception", "rest", IN_A_HEADER.replace("PARSE", CUT), IN_A_HEADER.replace("PARSE", PARTED)),
    "cookies all have a sign": (
        "malformed_input", "http", LISTED.replace("PARSE", CUT.replace(")", ", 1)")), LISTED.replace("PARSE", PARTED)),
    "a form is never decoded": ("base64_metamorphic", "http", FORM.replace("DECODED", "raw"), FORM.replace("DECODED", DECODED)),
    "a form beside JSON is never decoded": (
        "base64_metamorphic", "http", EITHER.replace("DECODED", "raw"), EITHER.replace("DECODED", DECODED)),
    "nan passes a comparison": (
        "json_strict", "http", AMOUNT.replace("WRONG", "amount < 0 or amount > 9"), AMOUNT.replace("WRONG", "not 0 <= amount <= 9")),
    "a superscript is a digit": ("malformed_input", "http", NUMBER.replace("TEST", "isdigit"), NUMBER.replace("TEST", "isdecimal")),
}


@pytest.mark.parametrize("name", list(PAIRS))
def test_a_correct_handler_stays_silent(tmp_path: Path, name: str) -> None:
    _, wiring, _, code = PAIRS[name]
    assert [f"{one.check}: {one.message}" for one in findings(tmp_path, wiring, code)] == []


@pytest.mark.parametrize("name", list(PAIRS))
def test_a_wrong_handler_is_caught(tmp_path: Path, name: str) -> None:
    check, wiring, code, _ = PAIRS[name]
    assert check in [one.check for one in findings(tmp_path, wiring, code)]
