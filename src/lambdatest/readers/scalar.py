"""What a plain YAML scalar means: CloudFormation reads YAML 1.1, the Serverless Framework (js-yaml) YAML 1.2.

The difference shows in the environment of a function: ``yes`` is true in one and text in the other.  Dates stay text in both,
as ``Version: 2012-10-17`` is meant.  See
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html and https://yaml.org/spec/1.2.2/#103-core-schema
"""

import re
from dataclasses import dataclass

MAX_DIGITS = 308
NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Dialect:
    """Which plain scalars are booleans, integers and floats; with *repeats* a key may stand twice, and the last one counts."""

    true: frozenset[str]
    false: frozenset[str]
    integer: re.Pattern[str]
    floating: re.Pattern[str]
    octal: str
    repeats: bool = False


def _spellings(*words: str) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, word.title(), word.upper()))


YAML_1_2 = Dialect(
    _spellings("true"),
    _spellings("false"),
    re.compile(r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)"),
    re.compile(r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)"),
    "0o",
)
YAML_1_1 = Dialect(
    _spellings("true", "yes", "on"),
    _spellings("false", "no", "off"),
    re.compile(r"[-+]?(?:0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+|0|[1-9][0-9_]*)"),
    re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)"),
    "0",
    repeats=True,
)


def implicit(text: str, dialect: Dialect) -> str | int | float | bool | None:
    """The value of the plain scalar *text*.  Raises ValueError for a number of more than 308 digits."""
    if text in NULLS:
        return None
    if text in dialect.true or text in dialect.false:
        return text in dialect.true
    if not text[0].isascii() or text[0] not in "+-.0123456789":
        return text
    if dialect.integer.fullmatch(text):
        return integer(text, dialect)
    return float(text.replace("_", "")) if dialect.floating.fullmatch(text) else text


def integer(text: str, dialect: Dialect) -> int | str:
    """The integer that *text* writes, in any of the dialect's bases; *text* itself where it has no digit."""
    if len(text) > MAX_DIGITS:
        raise ValueError(f"a number of {len(text):,} digits")
    digits = text.replace("_", "").lower()
    sign, digits = (-1, digits[1:]) if digits[0] == "-" else (1, digits.lstrip("+"))
    for prefix, base in (("0b", 2), ("0x", 16), (dialect.octal, 8)):
        if digits.startswith(prefix) and len(digits) > 1:
            rest = digits[len(prefix) :]
            return sign * int(rest, base) if rest else text
    return sign * int(digits)
