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
PAIRS = {
    "nan passes a comparison": ("json_strict", AMOUNT.replace("WRONG", "amount < 0 or amount > 1000"),
                                AMOUNT.replace("WRONG", "not 0 <= amount <= 1000")),
    "a superscript is a digit": ("malformed_input", NUMBER.replace("TEST", "isdigit"), NUMBER.replace("TEST", "isdecimal")),
}


@pytest.mark.parametrize("name", list(PAIRS))
def test_a_correct_handler_stays_silent(tmp_path: Path, name: str) -> None:
    *_, code = PAIRS[name]
    assert [f"{one.check}: {one.message}" for one in findings(tmp_path, "http", code)] == []


@pytest.mark.parametrize("name", list(PAIRS))
def test_a_wrong_handler_is_caught(tmp_path: Path, name: str) -> None:
    check, code, _ = PAIRS[name]
    assert check in [one.check for one in findings(tmp_path, "http", code)]
