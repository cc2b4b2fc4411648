"""The check `unicode_roundtrip`."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import objects, scalar, written
from lambdatest.model import Table, strings
from lambdatest.results import Hit, Outcome, State, Step

REPLACEMENT = "\ufffd"


def _mangled(text: str) -> set[str]:
    """What is left of *text* after the usual accidents."""
    found = {text.encode("ascii", how).decode() for how in ("ignore", "replace", "xmlcharrefreplace", "backslashreplace")}
    for codec in ("latin-1", "cp1252"):
        found.add(text.encode("utf-8", "surrogatepass").decode(codec, "replace"))
    return found - {text}


def _replaced(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Where a sign of what could not be decoded stands, though nothing was that could not be."""
    if set(step.labels) - {"unicode"} or any(map(_broken, strings(step.event))) or any(map(_broken, _held(outcome.before))):
        return
    places = [(call.name, strings(_as_text(call.parameters))) for call in outcome.calls if call.error is None]
    for place, texts in (*places, ("the answer", strings([outcome.result, outcome.json]))):
        found = next(filter(_broken, texts), None)
        if found is not None:
            yield Hit(f"{found[:60]!r} in {place} holds a character that was cut, or decoded wrongly", f"replaced {place}", "warning")
            return


def _broken(text: str) -> bool:
    return REPLACEMENT in text or "\\ufffd" in text.lower()


def _held(state: State) -> Iterator[str]:
    for members in state.values():
        yield from strings(members)


def _as_text(value: Any) -> Any:
    """Parameters of a call with bytes as the text that they are, if they are text."""
    if isinstance(value, Mapping):
        return {name: _as_text(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_as_text(member) for member in value]
    return value.decode("utf-8", "ignore") if isinstance(value, bytes | bytearray) else value


def _asked_encoded(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Where an item that an earlier request made of its body is looked for under its name as it stands in a URL, and not found."""
    part, texts = _of_url(step)
    encoded = {text: unquote(text) for text in texts if unquote(text) != text}
    if outcome.status < 400 or not encoded:
        return
    for call in outcome.calls:
        table = next((one for one in step.tables if one.name == call.parameters.get("TableName")), None)
        asked = scalar((call.parameters.get("Key") or {}).get(table.hash_key)) if table is not None else ""
        if table is not None and asked in encoded and encoded[asked] in _made_of_bodies(step, table):
            told = "parameters are handed over as they stand in the URL"
            yield Hit(f"{call.operation} asks for {asked!r}, the item is called {encoded[asked]!r}: {told}", part, "warning", call.frame)
            return


def _of_url(step: Step) -> tuple[str, list[str]]:
    """The part of the URL that the service hands over without decoding it, and the texts in it."""
    if step.case.kind == "rest_api":
        return "path", list(step.path_parameters.values())
    if step.case.kind != "alb" or not isinstance(step.event, dict):
        return "", []
    return "query", list(strings([step.event.get(name) for name in ("queryStringParameters", "multiValueQueryStringParameters")]))


def _made_of_bodies(step: Step, table: Table) -> set[str]:
    """The keys of items that the history's earlier requests wrote, where those stood in their bodies."""
    return {
        key for earlier, outcome in step.earlier for item in written(outcome, table)
        if (key := scalar(item.get(table.hash_key))) in set(strings(earlier.json))
    }


@registered("failure")
def unicode_roundtrip(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """Text keeps its characters: what a client sent is what is stored and answered.

    DynamoDB stores UTF-8; a codec in between that replaces, drops or doubles what is not ASCII damages names for good.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html

    Only the results of such codecs are flagged; text that the code changes in another way (trims, lower-cases) is left alone.  A
    warning: U+FFFD, the sign for what could not be decoded, in what is answered or handed to AWS, where all that came in was text:
    somebody cut it after a number of bytes, in the middle of a character, or read it with another codec.

    Nor does an item lose its name on the way (a warning): path parameters of a REST API and query parameters of a load balancer arrive
    percent-encoded, and the key that a client gave to an item in a body is not found by them until they are decoded
    (`urllib.parse.unquote`).
    """
    yield from _replaced(step, outcome)
    yield from _asked_encoded(step, outcome)
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
