"""The signs of the terminal report, and what stands in for them where the output's encoding has none."""

from dataclasses import astuple, dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The signs of one encoding."""

    passed: str
    failed: str
    unrun: str
    arrow: str
    gutter: str
    rule: str
    under: str
    dot: str
    more: str
    to: str


UNICODE = Glyphs(passed="✓", failed="✗", unrun="–", arrow="▶", gutter="│", rule="━", under="▔", dot="·", more="…", to="→")
ASCII = Glyphs(passed="ok", failed="FAIL", unrun="-", arrow=">", gutter="|", rule="-", under="^", dot="-", more="...", to="->")


def glyphs(encoding: str) -> Glyphs:
    """The signs that *encoding* can write."""
    try:
        "".join(astuple(UNICODE)).encode(encoding)
    except (LookupError, UnicodeEncodeError):
        return ASCII
    return UNICODE
