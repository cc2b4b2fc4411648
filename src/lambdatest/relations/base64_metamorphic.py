"""The relation `base64_metamorphic`."""

import base64
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from lambdatest.model import strings
from lambdatest.relations.difference import shown_resource
from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Step, Transcript
from lambdatest.strategies.http_message import FORM

BINARY = "application/octet-stream"
OCTETS = b"\x89PNG\r\n\x1a\n\xff\xd8\xfe\x00\x80\xc3"
"""Bytes that are no text in UTF-8, nor in ASCII."""


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last request as a binary content type, once with its text and once in base64; a form that is refused, as text."""
    step, outcome = transcript.last
    event = step.event if isinstance(step.event, dict) else {}
    body = None if event.get("isBase64Encoded") else event.get("body")
    if step.case.kind == "rest_api" and not step.trigger.options.get("binary_types"):
        return ()
    if not step.http or not step.plain:
        return ()
    if (form := _form(event)) is not None and outcome.raised is None and 400 <= outcome.status < 500:
        text = {**event, "body": form, "isBase64Encoded": False}
        return (Run(transcript.history.ending(replace(transcript.history.cases[-1], event=text))),)
    if not outcome.ok:
        return ()
    if not isinstance(body, str) or not body or "headers" not in event:
        return ()
    if step.vocabulary.parses_json:
        return _of_json(transcript)
    plain = {**step.event, "headers": _binary(step.event.get("headers") or {}, _media_type(step))}
    coded = {**plain, "body": base64.b64encode(body.encode("utf-8", "surrogatepass")).decode(), "isBase64Encoded": True}
    octets = {**coded, "body": base64.b64encode(OCTETS).decode()}
    return tuple(Run(transcript.history.ending(replace(transcript.history.cases[-1], event=event))) for event in (plain, coded, octets))


def _of_json(transcript: Transcript) -> tuple[Run, ...]:
    """A JSON body as its text in UTF-8, and in base64 with every letter beyond ASCII as such and escaped.

    Only where the code looks at `isBase64Encoded`.
    """
    step = transcript.steps[-1]
    if not step.vocabulary.decodes_base64 or step.json is None:
        return ()
    text, escaped = (json.dumps(step.json, ensure_ascii=ascii_only) for ascii_only in (False, True))
    if text.encode("utf-8", "ignore").decode() != text:
        return ()  # half of a surrogate pair is no text in UTF-8
    coded, safe = (base64.b64encode(one.encode()).decode() for one in (text, escaped))
    bodies = ({"body": text}, {"body": coded, "isBase64Encoded": True}, {"body": safe, "isBase64Encoded": True})
    case = transcript.history.cases[-1]
    return tuple(Run(transcript.history.ending(replace(case, event={**step.event, **body}))) for body in bodies)


def _form(event: Mapping[str, Any]) -> str | None:
    """The text of a form that arrived in base64; None for any other body."""
    kinds = [str(value) for name, value in (event.get("headers") or {}).items() if name.lower() == "content-type"]
    if not event.get("isBase64Encoded") or FORM not in kinds:
        return None
    return base64.b64decode(str(event.get("body") or "")).decode("utf-8", "replace") or None


def _media_type(step: Step) -> str:
    """A media type that the API hands over in base64: one that it declares, else that of any bytes."""
    declared = [str(one) for one in step.trigger.options.get("binary_types") or () if str(one) != "*/*"]
    return next((f"{one[:-1]}png" if one.endswith("/*") else one for one in declared), BINARY)


def _binary(headers: dict[str, Any], media_type: str) -> dict[str, Any]:
    return {name: media_type if name.lower() == "content-type" else value for name, value in headers.items()}


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """The same body in base64 gives the same answer.

    HTTP APIs and function URLs send a body in base64 whenever its content type is not text, REST APIs only for the binary media
    types that they declare; `isBase64Encoded` says so.  A form always arrives so but at a REST API: one that is refused, and taken as
    text, is never decoded.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html

    A handler that reads JSON, which clients send as text, need not expect base64 (one that fails on it is `malformed_input`); where it
    does, and takes such a body, letters beyond ASCII must not change that, nor be others in the account: the text is UTF-8.  And
    bytes that are no text, but were read as text on their way into the account: a failure where the API declares binary media
    types, else a warning, since the route may be for text.
    """
    if len(others) == 1:
        if others[0].outcomes[-1].ok:
            yield Hit(f"answers {shown(transcript)} to a form in base64, as forms arrive, {shown(others[0])} to its text", "form")
        return
    if transcript.steps[-1].vocabulary.parses_json:
        yield from _read_otherwise(*others)
        return
    plain, coded, binary = others
    yield from _damaged(binary, None if transcript.steps[-1].trigger.options.get("binary_types") else "warning")
    if answer(plain) == answer(coded):
        return
    message = f"answers {shown(coded)} to the body in base64, {shown(plain)} to the same body as text"
    yield Hit(message)


def _read_otherwise(plain: Transcript, coded: Transcript, escaped: Transcript) -> Iterator[Hit]:
    """That a JSON body in base64 is refused for the letters in it, or that a text of it is another one in the account."""
    if not plain.outcomes[-1].ok or not escaped.outcomes[-1].ok:
        return
    if not coded.outcomes[-1].ok:
        yield Hit(f"answers {shown(coded)} to the JSON body in base64, {shown(plain)} to the same body as text", "json")
        return
    kept, spoilt = _texts(plain), _texts(coded)
    for text in strings(plain.steps[-1].json):
        if text in kept and text not in spoilt:
            yield Hit(f"stores {text[:20]!r} of a JSON body, and something else where the body comes in base64", "json codec")
            return


def _texts(transcript: Transcript) -> set[str]:
    """The texts in the tables and buckets after the last case."""
    return {text for members in transcript.outcomes[-1].after.values() for member in members for text in strings(member)}


def _damaged(binary: Transcript, severity: str | None) -> Iterator[Hit]:
    """Where the bytes went that were read as text: U+FFFD, or bytes of another codec, in an object or item that was written."""
    outcome = binary.outcomes[-1]
    readings = (("utf-8", "replace"), ("utf-8", "ignore"), ("latin-1", "strict"), ("cp1252", "replace"))
    wrong = {OCTETS.decode(codec, how) for codec, how in readings}
    for name, members in outcome.after.items() if outcome.ok else ():
        for member in members:
            if member not in outcome.before.get(name, ()) and (found := next((text for text in strings(member) if text in wrong), None)):
                said = f"the bytes {OCTETS[:12]!r}… are read as text: {shown_resource(name)} holds {found[:12]!r}…"
                yield Hit(said, "octets", severity)
                return


RELATIONS.add("base64_metamorphic", Relation("base64_metamorphic", "failure", runs, compare))
