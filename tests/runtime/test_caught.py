"""What the user's code caught before it answered."""

import sys

import pytest

from lambdatest.runtime.loading import load

pytestmark = pytest.mark.usefixtures("nobody_traces")

SHOP = '''
def price(item):
    return item["price"]
def prices(items):
    for item in items:
        yield price(item)
'''
FRAMEWORK = '''
def dispatch(function, *arguments):
    try:
        return function(*arguments)
    except Exception:
        return {"statusCode": 500}
'''


def caught(make_function, body, event=None, before="import shop"):
    make_function(SHOP, file="shop.py")
    make_function(FRAMEWORK, file="site-packages/framework.py")
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    loaded = load(make_function(f"{before}\ndef handler(event, context):\n{lines}"), "us-east-1")
    for number in range(40):  # lines are not looked at any more after a while; exceptions are
        outcome = loaded.invoke(event, request_id=str(number))
    return outcome


CATCH = "try:\n    return {}\nexcept Exception:\n    return {{'statusCode': 500}}"


@pytest.mark.parametrize(("body", "kind", "place"), [
    (CATCH.format("event['a']"), "KeyError", "app.py:4"),
    (CATCH.format("shop.price({})"), "KeyError", "shop.py:3"),
    (CATCH.format("sum(shop.prices([{}]))"), "KeyError", "shop.py:3"),
    (CATCH.format("int('x')"), "ValueError", "app.py:4"),
    ("try:\n    event['a']\nexcept KeyError:\n    pass\n" + CATCH.format("int('x')"), "ValueError", "app.py:8"),
    ("import sys; sys.path.append(__file__[:-6] + 'site-packages')\nimport framework\nreturn framework.dispatch(shop.price, {})",
     "KeyError", "shop.py:3"),
])
def test_the_last_exception_that_was_caught_is_told_with_its_line(make_function, body, kind, place):
    outcome = caught(make_function, body, {})
    assert outcome.raised is None and outcome.result == {"statusCode": 500}
    assert (outcome.caught.type, str(outcome.caught.location), outcome.caught.traceback) == (kind, place, "")


@pytest.mark.parametrize("body", [
    "return {'statusCode': 500}", "return sum(n for n in range(3))", "return list(shop.prices([{'price': 1}]))",
    "return getattr(shop, 'a', 1)", "import json\ntry:\n    json.loads('{')\nfinally:\n    event['a']",
])
def test_nothing_is_told_where_nothing_was_caught_and_where_an_exception_got_out(make_function, body):
    assert caught(make_function, body, {}).caught is None


LOGGED = """
import logging
try:
    return shop.price({})
except KeyError:
    logging.exception('no price')
    return {'statusCode': 500}
"""


@pytest.mark.parametrize(("body", "seen", "logged"), [
    (CATCH.format("event['a']"), ("KeyError", "'a'", "app.py:4"), None),
    (LOGGED, ("KeyError", "'price'", "shop.py:3"), ("KeyError", "'price'", "shop.py:3")),
])
def test_where_somebody_else_has_the_trace_function_the_log_tells(make_function, body, seen, logged):
    sys.settrace(lambda frame, event, argument: None)
    found = caught(make_function, body, {}).caught
    told = (found.type, found.message, str(found.location)) if found else None
    assert told == (logged if sys.version_info < (3, 12) else seen)
