"""Credentials as a client of an API presents them: those that the authorizer's code takes for valid, and those that nobody gave out.

A valid one is learnt first: a constant that the code compares with, a secret of the environment (also as the key of a JSON web token),
an id that a table holds.  What is wrong is wrong whatever the code's secrets are, so that no check mistakes a valid one for garbage.
"""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources.event_source import Known
from lambdatest.model import Mutation
from lambdatest.vocabulary import Key, Vocabulary

SECRETS = "$secrets"
"""The name among the known values of what may open a door: secrets of the environment, ids of tables."""
PLACE = "credential"
ABSENT, EMPTY, GARBAGE, OTHER_LENGTH, WRONG_SCHEME = "absent", "empty_token", "garbage", "other_length", "wrong_scheme"
LABELS = frozenset({ABSENT, EMPTY, GARBAGE, OTHER_LENGTH, WRONG_SCHEME})
LIKELY = re.compile(r"auth|token|key|secret|session|cookie|signature|password|credential", re.IGNORECASE)
MOST = 12

_FAR = 4_102_444_800  # 2100
_SCHEME = re.compile(r"(bearer|basic|token|apikey|jwt|digest)\s*", re.IGNORECASE)
_NOBODYS = "lt7f3garbage"


def _segment(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode("ascii")


def signed(secret: str | None, claims: Mapping[str, Any]) -> str:
    """A JSON web token of *claims*, signed with *secret* by HS256, or unsigned (``alg: none``)."""
    body = f"{_segment({'alg': 'HS256' if secret is not None else 'none', 'typ': 'JWT'})}.{_segment(claims)}"
    if secret is None:
        return f"{body}."
    return f"{body}.{_segment(hmac.new(secret.encode(), body.encode(), hashlib.sha256).digest())}"


_CLAIMS = {"sub": "a", "email": "a@example.com", "iat": 1_700_000_000, "exp": _FAR}
_FORGED = signed(None, {"sub": "admin", "exp": _FAR})
_FORGED_HS256 = signed("lt7f3-not-the-secret", {"sub": "admin", "exp": _FAR})


_WRONG = (
    Mutation(GARBAGE, PLACE, value=_NOBODYS), Mutation(EMPTY, PLACE, value=""), Mutation(GARBAGE, PLACE, value=f"Bearer {_NOBODYS}"),
    Mutation(OTHER_LENGTH, PLACE), Mutation(WRONG_SCHEME, PLACE, value="Basic bHQ3ZjM6Z2FyYmFnZQ=="), Mutation(ABSENT, PLACE),
    Mutation(EMPTY, PLACE, value="Bearer"), Mutation(GARBAGE, PLACE, value=f"Bearer {_FORGED}"), Mutation(GARBAGE, PLACE, value=_FORGED),
    Mutation(GARBAGE, PLACE, value=f"Bearer {_FORGED_HS256}"), Mutation(OTHER_LENGTH, PLACE, value="x"),
    Mutation(GARBAGE, PLACE, value='{"lt7f3":'), Mutation(GARBAGE, PLACE, value="null"), Mutation(OTHER_LENGTH, PLACE, value="x" * 3000),
)
"""The credentials that nobody gave out, those that find most first; one whose value is None is made of a valid one."""


_WITH_SCHEME = frozenset({"authorization", "authorizationtoken"})
"""What holds a scheme before the credential: https://www.rfc-editor.org/rfc/rfc9110#name-authorization"""


def keys(vocabulary: Vocabulary) -> Iterator[Key]:
    """What the code reads a credential from: the token itself, identity sources, headers and parameters."""
    for name in ("authorizationToken", "identitySource"):
        if key := vocabulary.event_key(name):
            yield key
    yield from (key for key in (*vocabulary.headers, *vocabulary.query) if LIKELY.search(key.name))


def reads_any(vocabulary: Vocabulary) -> bool:
    """Whether the code is seen to look at anything that a client presents."""
    trails = ("headers", "multiValueHeaders", "queryStringParameters", "cookies")
    return any(True for _ in keys(vocabulary)) or any(vocabulary.event_key(name) for name in trails) or bool(vocabulary.headers)


def candidates(vocabulary: Vocabulary, known: Known, expression: str | None = None) -> tuple[str, ...]:
    """Credentials that the code may take for valid, likely ones first; *expression* is what API Gateway lets through.

    Where the code names a scheme, or splits at a space, a token without one is no credential that a well-behaved client sends.
    """
    texts = [constant for key in keys(vocabulary) for constant in key.constants if isinstance(constant, str)]
    texts += [text for text in vocabulary.constants if text not in texts]
    schemes = list(dict.fromkeys(text.strip() for text in texts if _SCHEME.fullmatch(text)))
    secrets = known.get(SECRETS, ())
    plain = [text for text in texts if text and not _SCHEME.fullmatch(text)]
    tokens = [*_documents(keys(vocabulary)), *plain, *secrets, *(signed(secret, _CLAIMS) for secret in secrets)]
    if not tokens:
        tokens = [signed("a", _CLAIMS)]
    found = [f"{scheme} {token}" for token in tokens for scheme in schemes or ["Bearer"]]
    told = bool(schemes) or any(key.separator == " " for key in keys(vocabulary))
    if told and all(key.name.lower() in _WITH_SCHEME for key in keys(vocabulary)):
        found += [token for token in tokens if " " in token]
    else:
        found = [*found, *tokens] if schemes else [*tokens, *found]
    return tuple(dict.fromkeys(text for text in found if passes(text, expression)))[:MOST] or tuple(tokens[:1])


def _documents(found: Iterable[Key]) -> Iterator[str]:
    """Credentials that are JSON, where the code parses them: each key with the value that is most likely to be let in."""
    for key in found:
        if key.fields:
            yield json.dumps({field.name: _member(field) for field in key.fields})


def _member(field: Key) -> Any:
    if field.constants:
        return field.constants[0]
    if field.types & {"integer", "number"} or field.name in ("exp", "nbf", "iat"):
        return _FAR
    return True if "boolean" in field.types else "a"


def passes(token: str, expression: str | None) -> bool:
    """Whether API Gateway hands *token* on: it must match the authorizer's validation expression, where we can read that one."""
    if not expression:
        return True
    try:
        return re.match(expression, token) is not None
    except re.error:
        return True


def mutations(*, required: bool, absent: bool, expression: str | None = None) -> tuple[Mutation, ...]:
    """The credentials that nobody gave out.  *absent*: a request without one reaches the function; *required*: an empty one does not."""
    return tuple(
        one for one in _WRONG
        if (absent or one.label != ABSENT) and not (required and one.value == "") and (one.value is None or passes(one.value, expression))
    )


def credentials(
    vocabulary: Vocabulary, known: Known, mutation: Mutation | None, expression: str | None = None
) -> SearchStrategy[str | None]:
    """Credentials: those of `candidates`, or the one that *mutation* names; None is none at all."""
    valid = candidates(vocabulary, known, expression)
    if mutation is None or mutation.place != PLACE:
        return st.sampled_from(valid)
    if mutation.label == ABSENT:
        return st.none()
    return st.just(shortened(valid) if mutation.value is None else str(mutation.value))


def shortened(valid: Sequence[str]) -> str:
    """A valid credential without its last character, which is no other valid one."""
    return next((text[:-1] for text in valid if len(text) > 4 and text[:-1] not in valid), _NOBODYS[:-1])
