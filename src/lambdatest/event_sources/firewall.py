"""Which managed rule group of AWS WAF stops a request before it reaches the handler, where one stands before the API.

https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
"""

from urllib.parse import unquote_plus

from lambdatest.model import Case, strings
from lambdatest.results import HTTP_KINDS
from lambdatest.strategies.hostile import CORE, PAYLOADS

_BYTES = {"rawQueryString": 2048, "path": 1024, "rawPath": 1024}
"""What SizeRestrictions_QUERYSTRING and SizeRestrictions_URIPATH let through."""
_BODY = 8 * 1024


def stopped_by(case: Case) -> str | None:
    """The rule group that stops the request of a negative *case*; None where none is known to, and for what is no HTTP request."""
    event = case.event
    if case.kind not in HTTP_KINDS or not case.labels or not isinstance(event, dict):
        return None
    if "missing_key" in case.labels and event.get("headers") and "user-agent" not in {name.lower() for name in event["headers"]}:
        return CORE
    sent = [unquote_plus(text) for text in strings({name: event.get(name) for name in _PLACES})]
    for payload in PAYLOADS:
        text = payload.known or payload.text
        spelt = (text, _in_json(text))
        if payload.group and any(one in whole for whole in sent for one in spelt):
            return payload.group
    return CORE if _too_long(event) else None


_PLACES = ("body", "headers", "path", "rawPath", "pathParameters", "queryStringParameters", "rawQueryString", "cookies")


def _in_json(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _too_long(event: dict[str, object]) -> bool:
    query = event.get("queryStringParameters")
    lengths = {name: len(str(event.get(name) or "")) for name in _BYTES}
    lengths["rawQueryString"] = max(lengths["rawQueryString"], sum(map(len, strings(query))) if query else 0)
    return any(lengths[name] > most for name, most in _BYTES.items()) or len(str(event.get("body") or "")) > _BODY
