"""The relation `base64_metamorphic`."""

import base64
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lambdatest.model import History
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Transcript

BINARY = "application/octet-stream"


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last request as a binary content type, once with its text and once in base64."""
    step, outcome = transcript.last
    event = step.event if isinstance(step.event, dict) else {}
    body = None if event.get("isBase64Encoded") else event.get("body")
    if step.case.kind == "rest_api" and not step.trigger.options.get("binary_types"):
        return ()
    if not step.http or not step.plain or not outcome.ok:
        return ()
    if not isinstance(body, str) or not body or "headers" not in event or step.vocabulary.parses_json:
        return ()
    plain = {**step.event, "headers": _binary(step.event.get("headers") or {})}
    coded = {**plain, "body": base64.b64encode(body.encode("utf-8", "surrogatepass")).decode(), "isBase64Encoded": True}
    return tuple(Run(_with_last(transcript.history, event)) for event in (plain, coded))


def _binary(headers: dict[str, Any]) -> dict[str, Any]:
    return {name: BINARY if name.lower() == "content-type" else value for name, value in headers.items()}


def _with_last(history: History, event: Any) -> History:
    return replace(history, cases=(*history.cases[:-1], replace(history.cases[-1], event=event)))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """The same body in base64 gives the same answer.

    HTTP APIs and function URLs send a body in base64 whenever its content type is not text, REST APIs only for the binary media
    types that they declare; `isBase64Encoded` says so.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

    Only where the handler does not read JSON, which clients send as text: one that fails on anything else is `malformed_input`.
    """
    plain, coded = others
    if answer(plain) == answer(coded):
        return
    del transcript
    message = f"answers {shown(coded)} to the body in base64, {shown(plain)} to the same body as text"
    yield Hit(message)


RELATIONS.add("base64_metamorphic", Relation("base64_metamorphic", "failure", runs, compare))
