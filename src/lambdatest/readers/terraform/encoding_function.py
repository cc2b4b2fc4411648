"""Functions that write and read JSON, YAML, CSV, base64, and URLs."""

import base64
import csv
import io
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import quote_plus

import yaml

from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.value import number, to_text

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
MOST_ALIASES = 100


def json_encode(value: Any) -> str:
    """JSON as Terraform writes it: keys in order, no spaces, markup escaped."""
    return _encoded(value).translate(_MARKUP)


def _encoded(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_encoded(str(key))}:{_encoded(one)}" for key, one in sorted(value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_encoded, value)) + "]"
    if isinstance(value, Decimal):
        return to_text(value)
    return json.dumps(value, ensure_ascii=False)


def json_decode(text: str) -> Any:
    """The value of JSON.  Raises Failure."""
    try:
        return json.loads(text, parse_int=number, parse_float=number)
    except (ValueError, RecursionError):
        raise Failure("this is not JSON") from None


def _yaml_decode(text: str) -> Any:
    # Aliases multiply: a few lines of them fill the memory.
    if text.count("*") > MOST_ALIASES:
        raise Failure("this YAML has too many aliases")
    try:
        return _decimals(yaml.load(text, Loader=_LOADER))  # nosec B506  # the safe loader, in C
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Failure("this is not YAML") from None


def _decimals(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {to_text(key): _decimals(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_decimals(one) for one in value]
    return number(repr(value)) if isinstance(value, float) else value if isinstance(value, str | int | type(None)) else str(value)


def _yaml_encode(value: Any) -> str:
    return yaml.safe_dump(json.loads(json_encode(value)), default_style='"', sort_keys=True)


def base64_encode(data: bytes) -> str:
    """*data* in base64, as text."""
    return base64.b64encode(data).decode()


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        raise Failure("this is no text in base64") from None


def _csv_decode(text: str) -> list[dict[str, str]]:
    rows = [dict(row) for row in csv.DictReader(io.StringIO(text), restkey="", restval=None)]
    if any("" in row or None in row.values() for row in rows):
        raise Failure("the rows of this CSV are not of one length")
    return rows


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "base64decode": _base64_decode,
    "base64encode": lambda text: base64_encode(to_text(text).encode()),
    "csvdecode": _csv_decode,
    "jsondecode": json_decode,
    "jsonencode": json_encode,
    "urlencode": lambda text: quote_plus(to_text(text)),
    "yamldecode": _yaml_decode,
    "yamlencode": _yaml_encode,
}
