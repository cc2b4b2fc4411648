"""Functions of texts, dates and hashes."""

import hashlib
import importlib
import re
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from lambdatest.readers.terraform.encoding_function import base64_encode, json_encode
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.value import to_number, to_text

NOW = "2026-01-01T00:00:00Z"
"""What `timestamp` gives: the same each time."""
MOST_WIDTH = 10_000
_VERB = re.compile(r"%(?:\[(\d+)\])?([-+ 0#]*)(\d+)?(?:\.(\d+))?([a-zA-Z%])")
PATIENCE = 0.2
"""How many seconds a search may take: Terraform's own regular expressions never take long, ours can."""
_DATE = {
    "YYYY": "%Y", "YY": "%y", "MMMM": "%B", "MMM": "%b", "MM": "%m", "DD": "%d", "EEEE": "%A", "EEE": "%a", "hh": "%H", "HH": "%I",
    "mm": "%M", "ss": "%S", "AA": "%p", "ZZZZZ": "+00:00", "ZZZZ": "+0000", "ZZZ": "UTC", "Z": "Z",
}


def formatted(text: str, *given: Any) -> str:
    """The function `format`."""
    position = 0

    def verb(found: re.Match[str]) -> str:
        nonlocal position
        at, flags, width, precision, kind = found.groups()
        if kind == "%":
            return "%"
        position = int(at) if at else position + 1
        if position > len(given) or int(width or 0) > MOST_WIDTH or int(precision or 0) > MOST_WIDTH:
            raise Failure(f"format {found[0]} has no value, or is too wide")
        shown = _verb(kind, given[position - 1], precision, flags)
        if "0" in flags and "-" not in flags and kind in "dbofeEgGxX":
            return shown.zfill(int(width or 0))
        return shown.ljust(int(width or 0)) if "-" in flags else shown.rjust(int(width or 0))
    return _VERB.sub(verb, text)


def _verb(kind: str, value: Any, precision: str | None, flags: str) -> str:
    if kind == "v":
        return to_text(value) if isinstance(value, str) or not isinstance(value, list | Mapping | type(None)) else json_encode(value)
    if kind == "q":
        return json_encode(to_text(value))
    if kind == "s":
        text = to_text(value)
        return text if precision is None else text[:int(precision)]
    if kind == "t":
        return to_text(value)
    number = to_number(value)
    plus = "+" if "+" in flags and number >= 0 else ""
    if kind in "dboxX":
        return plus + format(int(number), kind)
    if kind in "feEgG":
        return plus + format(number, f".{precision or 6}{kind}") if kind != "g" or precision else plus + to_text(number)
    raise Failure(f"format does not know %{kind}")


def _format_list(text: str, *given: Any) -> list[str]:
    length = max((len(one) for one in given if isinstance(one, list)), default=1)
    return [formatted(text, *(one[at] if isinstance(one, list) else one for one in given)) for at in range(length)]


@cache
def _engine() -> Any:
    """The module ``regex``, which nobody without Terraform has to load."""
    return importlib.import_module("regex")


def _searched(pattern: str, search: Callable[[Any], Any]) -> Any:
    """What *search* makes of the compiled *pattern*.  Raises Failure where it is none, or takes too long."""
    engine = _engine()
    try:
        return search(engine.compile(pattern))
    except (engine.error, OverflowError) as error:
        raise Failure(f"{pattern} is no regular expression ({error})") from None
    except TimeoutError:
        raise Failure(f"to search for {pattern} takes too long") from None


def _found(match: Any) -> Any:
    if match.re.groupindex:
        return dict(match.groupdict())
    return list(match.groups()) if match.re.groups else match[0]


def _regex(pattern: str, text: str) -> Any:
    match = _searched(pattern, lambda compiled: compiled.search(text, timeout=PATIENCE))
    if match is None:
        raise Failure(f"{pattern} is not found")
    return _found(match)


def _all(pattern: str, text: str) -> list[Any]:
    return [_found(match) for match in _searched(pattern, lambda compiled: list(compiled.finditer(text, timeout=PATIENCE)))]


def _replace(text: str, part: str, other: str) -> str:
    if len(part) > 1 and part[0] == part[-1] == "/":
        changed = re.sub(r"\$\{?(\w+)\}?", lambda found: rf"\g<{found[1]}>", other)
        return str(_searched(part[1:-1], lambda compiled: compiled.sub(changed, text, timeout=PATIENCE)))
    return text.replace(part, other) if part else text


def _substring(text: str, offset: Any, length: Any) -> str:
    begin, size = int(to_number(offset)), int(to_number(length))
    begin = begin if begin >= 0 else max(0, len(text) + begin)
    return text[begin:] if size == -1 else text[begin:begin + size]


def _indent(spaces: Any, text: str) -> str:
    if not 0 <= to_number(spaces) <= MOST_WIDTH:
        raise Failure("the indentation is too wide")
    return text.replace("\n", "\n" + " " * int(to_number(spaces)))


def _trimmed(text: str, characters: str | None = None) -> str:
    return text.strip(characters) if characters else text.strip()


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def _format_date(form: str, text: str) -> str:
    moment = _date(text)
    tokens = "|".join(sorted(_DATE, key=len, reverse=True))
    return re.sub(rf"'([^']*)'|({tokens})|M|D|h", lambda found: _date_part(found, moment), form)


def _date_part(found: re.Match[str], moment: datetime) -> str:
    if found[1] is not None:
        return found[1]
    if found[2]:
        return moment.strftime(_DATE[found[2]])
    return str({"M": moment.month, "D": moment.day, "h": moment.hour}[found[0]])


def _time_add(text: str, duration: str) -> str:
    names = {"h": "hours", "m": "minutes", "s": "seconds"}
    sign = -1 if duration.startswith("-") else 1
    parts = {names[unit]: float(amount) for amount, unit in re.findall(r"([\d.]+)([hms])", duration)}
    return (_date(text) + sign * timedelta(**parts)).isoformat().replace("+00:00", "Z")


def digest(name: str, data: bytes, encode: Callable[[bytes], str]) -> str:
    """The hash *name* of *data* as text."""
    return encode(hashlib.new(name, data, usedforsecurity=False).digest())


def _hash(name: str, encode: Callable[[bytes], str]) -> Callable[[Any], str]:
    return lambda text: digest(name, to_text(text).encode(), encode)


def _numbered(number: int, name: str) -> str:
    spaces = {"dns": uuid.NAMESPACE_DNS, "url": uuid.NAMESPACE_URL, "oid": uuid.NAMESPACE_OID, "x500": uuid.NAMESPACE_X500}
    return str(uuid.uuid5(spaces.get(str(number)) or uuid.UUID(str(number)), name))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "base64sha256": _hash("sha256", base64_encode),
    "base64sha512": _hash("sha512", base64_encode),
    "bcrypt": lambda text, cost=10: f"$2a${cost}$" + hashlib.sha256(to_text(text).encode()).hexdigest()[:53],
    "chomp": lambda text: text.rstrip("\r\n"),
    "endswith": lambda text, part: text.endswith(part),
    "format": formatted,
    "formatdate": _format_date,
    "formatlist": _format_list,
    "indent": _indent,
    "join": lambda separator, *lists: separator.join(to_text(one) for found in lists for one in found),
    "lower": lambda text: to_text(text).lower(),
    "md5": _hash("md5", bytes.hex),
    "plantimestamp": lambda: NOW,
    "regex": _regex,
    "regexall": _all,
    "replace": lambda text, part, other: _replace(to_text(text), to_text(part), to_text(other)),
    "sha1": _hash("sha1", bytes.hex),
    "sha256": _hash("sha256", bytes.hex),
    "sha512": _hash("sha512", bytes.hex),
    "split": lambda separator, text: to_text(text).split(separator) if separator and text else [text] if text else [],
    "startswith": lambda text, part: text.startswith(part),
    "strcontains": lambda text, part: part in text,
    "strrev": lambda text: to_text(text)[::-1],
    "substr": _substring,
    "timeadd": _time_add,
    "timecmp": lambda first, second: (_date(first) > _date(second)) - (_date(first) < _date(second)),
    "timestamp": lambda: NOW,
    "title": lambda text: re.sub(r"\b[a-z]", lambda found: found[0].upper(), text),
    "trim": _trimmed,
    "trimprefix": lambda text, part: text.removeprefix(part),
    "trimspace": lambda text: text.strip(),
    "trimsuffix": lambda text, part: text.removesuffix(part),
    "upper": lambda text: to_text(text).upper(),
    "uuid": lambda: "00000000-0000-4000-8000-000000000000",
    "uuidv5": _numbered,
}
