"""Identifiers and times that mean nothing to a handler, all made of one integer.

A handler cannot tell one request id from another, so one draw serves for all of them: equal integers give equal identifiers,
and different integers almost surely give different ones.
"""

from datetime import UTC, datetime
from hashlib import sha256

MAX_OPAQUE = 2**32 - 1
REGION = "us-east-1"

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIRST_EPOCH = 1_700_000_000_000
_TWO_YEARS = 2 * 365 * 24 * 3600 * 1000


def hexadecimal(opaque: int, name: str, length: int) -> str:
    """*length* hexadecimal digits (at most 64) of the identifier *name*."""
    return sha256(f"{name}:{opaque}".encode()).hexdigest()[:length]


def uuid(opaque: int, name: str) -> str:
    """A version 4 UUID in its usual spelling."""
    digits = hexadecimal(opaque, name, 32)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


def gateway_id(opaque: int, name: str) -> str:
    """The 15 characters and a ``=`` that API Gateway gives a request: ``JKJaXmPLvHcESHA=``."""
    return hexadecimal(opaque, name, 15) + "="


def source_ip(opaque: int) -> str:
    """A public address out of the documentation ranges, every fourth one IPv6."""
    digits = hexadecimal(opaque, "ip", 4)
    if opaque % 4 == 3:
        return f"2001:db8::{int(digits, 16) + 1:x}"
    return f"203.0.113.{int(digits[:2], 16) % 254 + 1}"


def epoch(opaque: int) -> int:
    """A time in milliseconds, within two years of November 2023; 0 is the first of them."""
    return _FIRST_EPOCH + opaque * 40_503_001 % _TWO_YEARS


def request_time(milliseconds: int) -> str:
    """The time as an access log has it, in whole seconds and English in any locale: ``12/Mar/2020:19:03:58 +0000``."""
    at = datetime.fromtimestamp(milliseconds // 1000, UTC)
    return f"{at.day:02}/{_MONTHS[at.month - 1]}/{at.year:04}:{at.hour:02}:{at.minute:02}:{at.second:02} +0000"


def date_path(milliseconds: int) -> str:
    """The day as a log stream's name has it: ``2020/03/12``."""
    return datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y/%m/%d")


def claim_time(seconds: int) -> str:
    """The time as a REST API writes the claims ``exp`` and ``iat``: ``Thu Mar 12 19:03:58 UTC 2020``."""
    at = datetime.fromtimestamp(seconds, UTC)
    return f"{_DAYS[at.weekday()]} {_MONTHS[at.month - 1]} {at.day:02} {at.hour:02}:{at.minute:02}:{at.second:02} UTC {at.year:04}"


def trace_id(opaque: int, milliseconds: int) -> str:
    """The value of ``X-Amzn-Trace-Id``, whose second part is the time in hexadecimal."""
    return f"Root=1-{milliseconds // 1000:08x}-{hexadecimal(opaque, 'trace', 24)}"


def iso_time(milliseconds: int, *, fraction: bool = True) -> str:
    """The time as events write it, in UTC: ``2020-03-12T19:03:58.190Z``, or in whole seconds."""
    at = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    return f"{at}.{milliseconds % 1000:03}Z" if fraction else f"{at}Z"


def number(opaque: int, name: str, digits: int) -> int:
    """A decimal number of exactly *digits* digits (at most 70)."""
    drawn = int(sha256(f"{name}:{opaque}".encode()).hexdigest(), 16)
    least: int = 10 ** (digits - 1)
    return least + drawn % (9 * least)
