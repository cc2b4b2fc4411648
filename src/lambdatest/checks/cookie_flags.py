"""The check `cookie_flags`."""

from collections.abc import Iterator
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


def _cookies(result: dict[str, Any]) -> list[str]:
    found = [str(value) for name, value in (result.get("headers") or {}).items() if str(name).lower() == "set-cookie"]
    for name, values in (result.get("multiValueHeaders") or {}).items():
        if str(name).lower() == "set-cookie" and isinstance(values, list):
            found += map(str, values)
    return found + [str(cookie) for cookie in result.get("cookies") or []]


@registered("warning")
def cookie_flags(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A cookie that the answer sets is `Secure` and `HttpOnly`.

    https://developer.mozilla.org/en-US/docs/Web/HTTP/Guides/Cookies

    A cookie that is being deleted (`Max-Age=0`) is left alone.
    """
    if not step.http or not isinstance(outcome.result, dict) or not isinstance(outcome.result.get("headers") or {}, dict):
        return
    for cookie in _cookies(outcome.result):
        flags = cookie.lower()
        missing = [flag for flag in ("Secure", "HttpOnly") if flag.lower() not in flags]
        if missing and "max-age=0" not in flags:
            yield Hit(f"the cookie {cookie.partition('=')[0]} lacks {' and '.join(missing)}", key=cookie.partition("=")[0])
