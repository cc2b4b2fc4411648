"""The check `unicode_roundtrip`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import objects, written
from lambdatest.results import Hit, Outcome, Step


def _mangled(text: str) -> set[str]:
    """What is left of *text* after the usual accidents."""
    found = {text.encode("ascii", how).decode() for how in ("ignore", "replace", "xmlcharrefreplace", "backslashreplace")}
    for codec in ("latin-1", "cp1252"):
        found.add(text.encode("utf-8", "surrogatepass").decode(codec, "replace"))
    return found - {text}


@registered("failure")
def unicode_roundtrip(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Text keeps its characters: what a client sent is what is stored and answered.

    DynamoDB stores UTF-8; a codec in between that replaces, drops or doubles what is not ASCII damages names for good.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html

    Only the results of such codecs are flagged; text that the code changes in another way (trims, lower-cases) is left alone.
    """
    sent = step.json
    if not outcome.ok or not isinstance(sent, dict):
        return
    texts = {name: text for name, text in sent.items() if isinstance(text, str) and not text.isascii()}
    if not texts:
        return
    for table in step.tables:
        for item in written(outcome, table):
            for name, text in texts.items():
                stored = item.get(name, {}).get("S")
                if stored in _mangled(text):
                    yield Hit(f"{name}: sent {text!r}, stored {stored!r}", f"stored {name}")
    for answered in objects(outcome.json):
        for name, text in texts.items():
            if isinstance(answered.get(name), str) and answered[name] in _mangled(text):
                yield Hit(f"{name}: sent {text!r}, answered {answered[name]!r}", f"answered {name}")
