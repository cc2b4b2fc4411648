"""The check `json_strict`."""

import json
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step


class _Constant(Exception):
    """NaN or Infinity stands in the text."""


def _refuse(constant: str) -> None:
    raise _Constant(constant)


@registered("warning")
def json_strict(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """A JSON body holds no NaN and no Infinity.

    Python writes them, and no browser reads them: `JSON.parse` fails on the whole answer.
    https://www.rfc-editor.org/rfc/rfc8259#section-6

    Only bodies that are otherwise JSON, of answers that are said to be JSON or say nothing.
    """
    body = outcome.body
    kind = outcome.headers.get("content-type", "json")
    if outcome.raised is not None or not step.http or not isinstance(body, str) or "json" not in kind:
        return
    try:
        json.loads(body, parse_constant=_refuse)
    except _Constant as constant:
        yield Hit(f"the JSON body holds {constant}, which is no JSON")
    except (ValueError, RecursionError):
        return
