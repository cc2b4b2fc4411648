"""The check `injection`."""

import re
from collections.abc import Iterator
from typing import Any

from lambdatest.checks.check import registered
from lambdatest.checks.sent import leaves
from lambdatest.results import QUOTED, Call, Hit, Outcome, Step
from lambdatest.strategies.hostile import ATTRIBUTE, PAYLOADS

_UNESCAPED = re.compile(rf"{QUOTED}'(?!')", re.IGNORECASE)
_STATEMENTS = {
    "dynamodb": ("Statement", "Statements", "TransactStatements"), "rds-data": ("sql",), "redshift-data": ("Sql", "Sqls"),
    "athena": ("QueryString",), "s3": ("Expression",), "timestream-query": ("QueryString",), "logs": ("queryString",),
}  # fmt: skip
"""The parameters of each service that hold a statement."""
_EXPRESSIONS = (
    "KeyConditionExpression", "FilterExpression", "UpdateExpression", "ConditionExpression", "ProjectionExpression",
)  # fmt: skip
_SENT = ATTRIBUTE.partition("%")[2][1:]
_SHOWN = re.compile(r"lt7f3<class '([\w.]+)'>")
_MARKS = tuple(payload.text for payload in PAYLOADS if len(payload.text) > 5)


@registered("failure")
def injection(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No text of a client becomes a part of the language of a query or template: SQL, PartiQL, a DynamoDB expression, `str.format`.

    A client that can write a part of the statement asks for what it likes.  Values belong into parameters (`?`, `:value`), names into
    ExpressionAttributeNames or a list of those that are allowed.
    https://cwe.mitre.org/data/definitions/89.html https://cwe.mitre.org/data/definitions/943.html
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeValues.html

    Seen where the statement is sent: to SQLite, DynamoDB, the Data APIs of RDS and Redshift, Athena, S3 Select, Timestream, CloudWatch
    Logs.  A value that was bound, or whose quotes were doubled, is left alone, and so is one that stands in a placeholder's name, and
    a whole statement that a function is invoked with directly: to run it is what it is for.  And in an answer that shows the class of
    what a client's text was formatted with: from there attributes lead to the globals of a module, and what is secret in them.  A
    warning where that is a class of Python's own, from which they do not.
    https://cwe.mitre.org/data/definitions/134.html
    """
    shown = _SHOWN.search(outcome.text) if _SENT in str(step.event) else None
    if shown:
        severity = None if "." in shown[1] else "warning"
        yield Hit(f"the client's text is a template for str.format: {ATTRIBUTE[5:] % '…'} shows {shown[0][5:]}", "format", severity)
    for call in outcome.calls:
        for member, text in _texts(call.parameters, _STATEMENTS.get(call.service, ())):
            if _UNESCAPED.search(text) and not _is_asked_for(step, text):
                yield Hit(f"{member} of {call.operation} holds a quote of the client's: {text[:120]}", call.operation, frame=call.frame)
        yield from _expressions(call)
    for violation in outcome.violations:
        if violation.kind == "sql" and _UNESCAPED.search(violation.what):
            yield Hit(f"the SQL statement holds a quote of the client's: {violation.what[:120]}", "sqlite3", frame=violation.frame)


def _is_asked_for(step: Step, text: str) -> bool:
    """Whether a direct invocation hands over the whole statement."""
    return step.case.kind == "direct" and any(text == given for _, given in leaves(step.event))


def _expressions(call: Call) -> Iterator[Hit]:
    if call.service == "dynamodb":
        for member, text in _texts(call.parameters, _EXPRESSIONS):
            if any(mark in text for mark in _MARKS):
                yield Hit(f"{member} of {call.operation} holds what the client sent: {text[:120]}", member, frame=call.frame)


def _texts(value: Any, members: tuple[str, ...], member: str = "") -> Iterator[tuple[str, str]]:
    """The texts under one of *members*, at any depth: batches and transactions hold them in lists."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, members, name if name in members else member)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, members, member)
    elif isinstance(value, str) and member:
        yield member, value
