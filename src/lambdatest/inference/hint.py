"""What the name of a key alone suggests of its type."""

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")

_NUMBER = frozenset(
    "price amount total subtotal cost rate score latitude longitude lat lon lng balance discount weight height width temperature "
    "salary tax fee percent percentage ratio budget sum".split()
)
_INTEGER = frozenset(
    "qty quantity count age limit page pages year month day offset size stock version number num n priority rank position index ttl "
    "minutes seconds hours days points capacity".split()
)
_BOOLEAN = frozenset(
    "done checked completed complete enabled disabled active archived published verified confirmed public private favorite subscribed "
    "is_admin".split()
)
_DATE = frozenset("date datetime timestamp ts deadline dob birthday birthdate until due created updated modified expires".split())
_ARRAY = frozenset(
    "items tags ids list lines products names emails keys rows entries users orders labels categories roles members records events "
    "messages images permissions scopes".split()
)
_OBJECT = frozenset("metadata settings options preferences properties config".split())
_STRING = frozenset(
    "id name title text desc description email key sku url uri status type kind state user username owner token city lang language "
    "locale currency message msg note notes code comment content subject phone street country zip postcode password slug color category "
    "uuid path filename file author brand model role label location query q search sort order cursor timezone".split()
)
_QUESTIONS = frozenset("is has can should was".split())


def words(name: str) -> list[str]:
    """The words of a name in any spelling: ``created_at``, ``createdAt``, ``X-Created-At``."""
    return [word.lower() for word in _WORD.findall(name)]


def hint(name: str) -> str | None:
    """The JSON type (or ``date``) that *name* suggests, or None."""
    parts = words(name)
    if not parts:
        return None
    last = parts[-1]
    if parts[0] in _QUESTIONS and len(parts) > 1:
        return "boolean"
    if last == "at" and len(parts) > 1 or last == "on" and len(parts) > 1 and parts[-2].endswith("ed"):
        return "date"
    if last == "number" and len(parts) > 1 and parts[0] not in ("page", "total"):
        return "string"  # phone_number, card_number, order_number: digits, yet never computed with
    return _by_word(parts, last)


def _by_word(parts: list[str], last: str) -> str | None:
    sets = (
        (_DATE, "date"), (_ARRAY, "array"), (_BOOLEAN, "boolean"), (_NUMBER, "number"), (_INTEGER, "integer"), (_OBJECT, "object"),
        (_STRING, "string"),
    )  # fmt: skip
    known = next((kind for members, kind in sets if last in members), None)
    if known is None and parts[0] in ("total", "num", "max", "min"):
        return "number" if parts[0] == "total" else "integer"
    return known
