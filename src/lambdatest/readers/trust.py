"""Who may assume a role besides Lambda: what it grants may then be theirs, and not the functions'.

https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
"""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.model import SHARED_ROLE
from lambdatest.readers.sam_policy import Statements

_LAMBDA = frozenset({"lambda.amazonaws.com", "edgelambda.amazonaws.com"})


def marked(statements: Statements, trust: Any) -> Statements:
    """*statements*, marked where the policy *trust* lets others than Lambda assume their role."""
    if set(_principals(trust)) <= _LAMBDA:
        return statements
    return tuple({**one, "Sid": SHARED_ROLE} for one in statements)


def _principals(document: Any) -> Iterator[str]:
    """All principals that the document names; ``?`` for what cannot be read."""
    found = document.get("Statement") if isinstance(document, Mapping) else None
    for statement in found if isinstance(found, list) else [found]:
        principal = statement.get("Principal") if isinstance(statement, Mapping) else None
        if isinstance(principal, Mapping) and set(principal) == {"Service"}:
            services = principal["Service"]
            yield from (str(one) for one in (services if isinstance(services, list) else [services]))
        elif document:
            yield "?"
