"""Batches of records that Lambda takes from a queue or stream: how many, and the names of what they come from.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_between, check_type
from lambdatest.model import ACCOUNT_ID
from lambdatest.strategies import opaque as ids

LARGEST_BATCH = 10_000
"""Records in one batch of a stream or a standard queue."""
MOST_ATTRIBUTES = 10
INVOCATION_LIMIT = 6 * 1024 * 1024
"""Bytes of an event: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""

_ARN = re.compile(r"arn:aws[\w-]*:(?P<service>[\w-]+):(?P<region>[\w-]*):(?P<account>\d*):(?P<resource>.+)")


def arn(service: str, resource: str, region: str = ids.REGION) -> str:
    """The ARN of *resource* (``table/items``) in the mocked account."""
    return f"arn:aws:{service}:{region}:{ACCOUNT_ID}:{resource}"


def region_of(name: str) -> str:
    """The region in the ARN *name*; the usual one where it says none."""
    found = _ARN.fullmatch(name)
    return (found["region"] if found else "") or ids.REGION


def resource_of(name: str) -> str:
    """The last part of the ARN *name*: ``table/items/stream/…``, ``my-queue``."""
    found = _ARN.fullmatch(name)
    return found["resource"] if found else name


def named(argument: str, value: Any, service: str, prefix: str = "") -> str:
    """The ARN that *value*, a name or an ARN of *service*, stands for.  Raises InvalidArgument, naming the *argument*."""
    check_type(argument, value, str, "pass a name or an ARN")
    found = _ARN.fullmatch(value)
    if found is None and (not value or ":" in value):
        raise InvalidArgument(f"{argument}={value!r} is neither a name nor an ARN")
    if found is not None and found["service"] != service:
        raise InvalidArgument(f"{argument}={value!r} is an ARN of {found['service']}, not of {service}")
    return value if found else arn(service, prefix + value)


def check_sizes(min_size: Any, max_size: Any, largest: int, reason: str) -> None:
    """Raise InvalidArgument unless a batch can have *min_size* to *max_size* records, at most *largest*; *reason* says why."""
    check_between("max_size", max_size, 1, largest, reason)
    check_between("min_size", min_size, 1, max_size, f"max_size={max_size!r}")


def texts(argument: str, given: Any, own: SearchStrategy[str], refused: Callable[[str], str | None]) -> SearchStrategy[str]:
    """The strategy *given* for texts, else *own*; what *refused* has a reason against raises InvalidArgument when it is drawn."""
    if given is None:
        return own
    check_type(argument, given, SearchStrategy, "pass a strategy, for example st.just(...)")

    def checked(drawn: Any) -> str:
        if not isinstance(drawn, str):
            kind = type(drawn).__name__
            raise InvalidArgument(f"{argument} drew {drawn!r} of type {kind}, not str; for JSON pass {argument}.map(json.dumps)")
        if reason := refused(drawn):
            raise InvalidArgument(f"{argument} drew {drawn!r}: {reason}")
        return drawn

    found: SearchStrategy[str] = given.map(checked)
    return found


def octets(argument: str, given: Any, limit: int, reason: str) -> SearchStrategy[bytes]:
    """The strategy *given* for text or bytes, else our own; more than *limit* bytes raise InvalidArgument when they are drawn."""
    if given is None:
        return st.one_of(MESSAGES.map(str.encode), st.sampled_from((b"", b"\x00\xff", b"\x89PNG\r\n")))
    check_type(argument, given, SearchStrategy, "pass a strategy, for example st.just(...)")

    def checked(drawn: Any) -> bytes:
        if not isinstance(drawn, str | bytes):
            kind = type(drawn).__name__
            raise InvalidArgument(f"{argument} drew {drawn!r} of type {kind}, not str or bytes; for JSON pass {argument}.map(json.dumps)")
        found = drawn.encode("utf-8", "surrogatepass") if isinstance(drawn, str) else drawn
        if len(found) > limit:
            raise InvalidArgument(f"{argument} drew {len(found):,} bytes, more than {limit:,}, {reason}")
        return found

    found: SearchStrategy[bytes] = given.map(checked)
    return found


def attribute_maps(given: Any) -> SearchStrategy[Mapping[str, str | bytes]]:
    """The strategy *given* for the attributes of a message, else our own: names with text or bytes, none of them empty, ten at most.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
    """
    if given is None:
        return st.sampled_from(({}, {}, {"type": "a"}, {"type": "b", "trace": b"\x00\xff"}))
    check_type("attributes", given, SearchStrategy, "pass a strategy of mappings, for example st.just({'type': 'order'})")

    def checked(drawn: Any) -> Mapping[str, str | bytes]:
        pairs = drawn.items() if isinstance(drawn, Mapping) else [(drawn, None)]
        if not all(isinstance(name, str) and isinstance(value, str | bytes) and name and value for name, value in pairs):
            raise InvalidArgument(f"attributes drew {drawn!r}, which is no mapping from names to text or bytes that are not empty")
        if len(drawn) > MOST_ATTRIBUTES:
            raise InvalidArgument(f"attributes drew {len(drawn)} attributes; a message has at most {MOST_ATTRIBUTES}")
        return dict(drawn)

    found: SearchStrategy[Mapping[str, str | bytes]] = given.map(checked)
    return found


_PLAIN = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
_SCALAR = st.one_of(st.integers(-1000, 10**12), st.sampled_from((None, True, False, 1.5, 0.1)), st.text(_PLAIN, max_size=12))
_MEMBERS = st.lists(st.tuples(st.sampled_from(("id", "name", "count", "tags")), _SCALAR), max_size=3)
MESSAGES: SearchStrategy[str] = st.one_of(
    _MEMBERS.map(lambda members: json.dumps(dict(members))), st.sampled_from(("text", "a=1&b=2", "null", "[1]", "{", "Zoë 😀")),
    st.text(_PLAIN, min_size=1),
)
"""Texts of a message: JSON mostly, at least one character, none that a queue refuses."""
