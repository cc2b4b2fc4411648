"""The check `numeric_roundtrip`."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal, localcontext
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.checks.stored_item import answered_number, items, numbers, objects, scalar, written
from lambdatest.inference.hint import hint
from lambdatest.model import Table
from lambdatest.results import Hit, Outcome, Step


@registered("failure")
def numeric_roundtrip(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A number keeps its value: what a client sent is what is stored, and what is stored is what is answered.

    DynamoDB keeps 38 significant digits; a `float` or an `int` on the way does not: 19.99 becomes 19.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html

    Flagged are a fraction that was cut off, a cent that was lost where a price is kept in cents (failures) and digits that were lost or
    rounded (warning), for an attribute of the same name in an item with the same key, or of the same name in the answer to the request
    (for a number of two decimals at most, which nobody rounds).  Numbers in an attribute to which the code is not known to give any are
    a warning (label `stored`).  A key that the code itself turns into an integer may lose its fraction on the way in, unless its name
    says that it has one (price, amount, rate).
    """
    if not outcome.ok:
        return
    for table in step.tables:
        yield from _read(step, outcome, table)
        yield from _written(step, outcome, table)
    yield from _told(step, outcome)


def _told(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """What a request that writes is answered of the very number that it sent, such as a price that is stored in cents."""
    answered = _parsed(outcome)
    if step.method not in ("POST", "PUT", "PATCH") or not isinstance(step.json, dict) or not isinstance(answered, dict):
        return
    for name, value in step.json.items():
        was, now = answered_number(value), answered_number(answered.get(name))
        if was is not None and now is not None and _is_money(was) and was != now:
            yield from _compare(step, name, was, now, "sent", "answered", True)


def _is_money(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return exponent in (-1, -2) and abs(number) < 10**6


def _parsed(outcome: Outcome) -> Any:
    """The answer's body with every digit of its numbers."""
    body = outcome.body
    if not isinstance(body, str):
        return body
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None


def _read(step: Step, outcome: Outcome, table: Table) -> Iterator[Hit]:
    """What is answered of an item, before the invocation or after it: one that counts its readers may answer what it read."""
    before, stored = items(table, outcome.before), items(table, outcome.after)
    if not stored:
        return
    for answered in objects(_parsed(outcome)):
        if not all(name in answered for name in table.keys):
            continue
        names = [str(answered[name]) for name in table.keys]
        place = next((place for place, item in stored.items() if [scalar(item.get(name)) for name in table.keys] == names), "")
        read = dict(numbers(before.get(place, {})))
        for name, value in numbers(stored.get(place, {})):
            got = answered_number(answered.get(name))
            if got is not None and name not in table.keys and got != read.get(name):
                yield from _compare(step, name, value, got, "stored", "answered", name in step.vocabulary.numeric_attributes)


def _written(step: Step, outcome: Outcome, table: Table) -> Iterator[Hit]:
    sent = step.json
    if not isinstance(sent, dict):
        return
    integers = {key.name for key in step.vocabulary.body if key.evidence and key.types == {"integer"} and hint(key.name) != "number"}
    for item in written(outcome, table):
        for name, value in numbers(item):
            given = answered_number(sent.get(name))
            if given is not None and name not in integers:
                yield from _compare(step, name, given, value, "sent", "stored", True)
        yield from _in_cents(sent, dict(numbers(item)))


def _in_cents(sent: Mapping[str, Any], stored: Mapping[str, Decimal]) -> Iterator[Hit]:
    """Prices that are kept as a whole number of cents, of which `int(price * 100)` loses one: 19.99 becomes 1998."""
    for name, value in sent.items():
        given = answered_number(value)
        if given is None or not _is_money(given) or (cents := int(float(given) * 100)) == given * 100:
            continue
        kept = next((other for other, number in stored.items() if number == cents and other not in sent), None)
        if kept is not None:
            yield Hit(f"{name}: sent {given}, stored {cents} as {kept}: a cent is lost", f"stored {name}")


def _compare(step: Step, name: str, was: Decimal, now: Decimal, verb: str, then: str, known: bool) -> Iterator[Hit]:
    """Whether *now* is what is left of *was*: its integer part, or its first digits."""
    with localcontext() as context:
        context.prec = 200
        if now == was or not was:
            return
        cut = now == was.to_integral_value(rounding="ROUND_DOWN") or now == was.to_integral_value()
        close = abs(now - was) < abs(was) * Decimal("1e-3")
    if not cut and not close:
        return
    severity = None if cut and (known or not step.stored) else "warning"
    if abs(was) > 2**53 and close:
        severity = "warning"
    what = name if known or not step.stored else f"{name}, to which no code is known to give a number"
    yield Hit(f"{what}: {verb} {_short(was)}, {then} {_short(now)}", f"{then} {name if known else ''}", severity)


def _short(value: Decimal) -> str:
    text = format(value, "f") if abs(value.adjusted()) < 40 else str(value)
    return text if len(text) <= 45 else f"{text[:42]}..."
