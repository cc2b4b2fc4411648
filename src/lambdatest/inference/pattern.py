"""Regular expressions that the code holds a text against, and other shapes that a text must have."""

import re

from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import Constant, External, Value, constant, origins, texts

_HEX = "[0-9a-f]"
_UUID = rf"{_HEX}{{8}}-{_HEX}{{4}}-4{_HEX}{{3}}-[89ab]{_HEX}{{3}}-{_HEX}{{12}}"
_EMAIL, _URL = r"[a-z]{1,9}@example\.com", r"https://example\.com/[a-z]{1,9}"
SHAPES = {
    "UUID": _UUID, "uuid": _UUID, "UUID4": _UUID, "EmailStr": _EMAIL, "email": _EMAIL, "HttpUrl": _URL, "AnyUrl": _URL, "AnyHttpUrl": _URL,
    "uri": _URL, "fromhex": r"(?:[0-9a-f]{2}){1,16}", "unhexlify": r"(?:[0-9a-f]{2}){1,16}",
}  # fmt: skip
"""What the text of a type, or of a format of JSON Schema, looks like."""
URL_PARSERS = frozenset({"urlsplit", "urlparse"})
_OF_A_URL = re.compile(r"ur[il]s?|links?|href|(web)?hooks?|callback|redirect|target|(web)?site|feed|endpoint", re.IGNORECASE)
"""Words in the name of what holds a URL: `urlsplit` takes apart ``s3://`` and paths too."""
_HOLDS = frozenset({"match", "fullmatch"})
_BEGINNINGS = ("^", r"\A")
_VERBOSE = frozenset({"X", "VERBOSE"})


def compiled(_run: Run, arguments: Arguments) -> Value:
    """``re.compile(pattern)``: an object that remembers the pattern."""
    return (External("re.compile()", tuple(constant(text) for text in _patterns(arguments, 1))),)


def _patterns(arguments: Arguments, flags: int) -> list[str]:
    verbose = any(isinstance(atom, External) and atom.last in _VERBOSE for atom in arguments.at(flags, "flags"))
    return [f"(?x){text}" if verbose else text for text in texts(arguments.at(0, "pattern"))]


def note(callee: External, arguments: Arguments) -> None:
    """``re.fullmatch(pattern, text)``, ``PATTERN.match(text)``, ``UUID(text)``: the text should look so.

    What is only searched for may stand anywhere, and may be what is turned away.
    """
    kept = [atom.value for atom in callee.payload if isinstance(atom, Constant) and isinstance(atom.value, str)]
    of_type = callee.last in SHAPES
    found = [SHAPES[callee.last]] if of_type else kept or _patterns(arguments, 2)
    if not of_type and callee.last not in _HOLDS:
        found = [text for text in found if callee.last == "search" and text.startswith(_BEGINNINGS)]
    for place in origins(arguments.at(0 if kept or of_type else 1, "string", "hex")):
        place.patterns += [text for text in found if text not in place.patterns]


def note_url(arguments: Arguments) -> None:
    """``urlsplit(text)``, where the name of the text says that it is a URL."""
    for place in origins(arguments.at(0, "url")):
        place.patterns += [_URL] if _OF_A_URL.search(place.name) and _URL not in place.patterns else []
