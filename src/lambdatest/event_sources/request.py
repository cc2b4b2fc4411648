"""Requests to a route: what a client of this handler sends, and one named mutation of it.

REST APIs, HTTP APIs and function URLs render the same request, each in its own event.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, unquote

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import own_route
from lambdatest.event_sources.body_key import admitted, with_schema
from lambdatest.event_sources.event_source import Known
from lambdatest.inference.value import NUMERIC
from lambdatest.model import Mutation, Request, Trigger
from lambdatest.strategies import hostile, http_message, value
from lambdatest.strategies.body import bodies, body_mutations
from lambdatest.vocabulary import Key, Vocabulary

METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH")
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
CURSOR = re.compile(r"cursor|continuation|marker|next_?(page|token|key)|^next$|(page|start|last)\w*_?(token|key|id)$", re.IGNORECASE)
"""Names of parameters that hold what an earlier answer handed out."""
PLACEHOLDER = re.compile(r"\{([^}+]+)(\+?)\}")
TOKEN = "CANARY-t0k3n-7f3a9"  # noqa: S105 - a planted canary, no secret
ORIGIN = "https://evil.canary.example"
PLAIN_HEADERS = (("Accept", "application/json"), ("User-Agent", "lambdatest"))
BROWSER_HEADERS = (
    *PLAIN_HEADERS, ("Accept-Encoding", "gzip, deflate, br"), ("Origin", ORIGIN), ("Authorization", f"Bearer {TOKEN}"),
    ("Cookie", "session=1"),
)
COOKIES = "session=1; lt=YQ==; theme="
"""What a browser sends where somebody set base64 and an empty value: https://www.rfc-editor.org/rfc/rfc6265#section-4.1.1"""
NAMELESS = "lt"
"""A cookie without ``=``, which a browser sends too: https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html"""
CLAIMS = {"sub": "a", "email": "a@example.com", "cognito:username": "a", "username": "a"}
"""The caller's claims: the simplest id there is, so that some of what is stored is the caller's own."""
_OF_EVERY_TOKEN = frozenset(
    "iss aud exp iat nbf jti auth_time token_use event_id origin_jti client_id scope cognito:groups email_verified principalId".split()
)
_OF_PEOPLE = re.compile(r"^custom:|tenant|org|account|customer|company", re.IGNORECASE)
"""Names of claims that tell to which customer the caller belongs."""
BINARY = "application/octet-stream"
NOT_TEXT = b"\x89PNG\r\n\x1a\n\xff\xfe"
"""A body that is no text in UTF-8, which event sources hand over in base64."""
OUT_OF_RANGE = ("-1", "0", "1000000")
"""Numbers that few parameters take: pages of no or a million rows."""
NOT_FINITE = ("nan", "1e999")
"""What `float` takes, and no comparison turns away that does not think of it."""
DIGITS = ("\u00b2", "\u0661\u0662")
"""What `str.isdigit` takes and `int` does not, and what both take, and DynamoDB does not, for a number: a superscript, Arabic digits."""
Call = tuple[str, dict[str, str], str]
"""A method, path parameters, and the path for an event source that names none."""
Body = tuple[str | bytes | None, str]
"""A body and its content type."""


def requests(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Request]:
    """Requests to the route of *trigger*: positive ones, or all with the one *mutation*.

    *known* are the ids that exist, by the name of a path parameter or key.  The simplest request has the first known id, plain
    values and no header that the handler does not need.
    """
    options = trigger.options
    schema = options.get("schema")
    vocabulary = with_schema(vocabulary, schema)
    sent = bodies(vocabulary, mutation, known)
    own_claims = _own_claims(vocabulary, options.get("authorizer"))
    registered = frozenset(key.name.lower() for key in vocabulary.headers if key.strategy is not None)
    return st.builds(
        lambda call, query, headers, body, plain: _request(trigger, call, query, headers, body, plain, mutation, registered, own_claims),
        call=_calls(trigger, vocabulary, mutation, known),
        query=_query(vocabulary.query, known),
        headers=_headers(vocabulary, known, registered),
        body=st.builds(_typed, sent if mutation else sent.filter(lambda text: admitted(schema, text)), st.sampled_from(_forms(vocabulary))),
        plain=st.sampled_from((True, False)),
    )


def _request(  # pylint: disable=too-many-arguments,too-many-positional-arguments  # the parts of a request are these
    trigger: Trigger, call: Call, query: dict[str, str], headers: dict[str, str], body: Body, plain: bool,
    mutation: Mutation | None, registered: frozenset[str], own_claims: Mapping[str, str],
) -> Request:
    """The request of its drawn parts, with the mutation of a parameter made; *registered* headers are as they were drawn."""
    method, path, free = call
    place = mutation.place if mutation else "body"
    if mutation is not None and place in ("path", "query", "headers"):
        path, query, headers = ({**part} for part in (path, query, headers))
        _mutate({"path": path, "query": query, "headers": headers}[place], mutation)
    content, media_type = body if method in WITH_BODY else (None, "")
    given = dict(PLAIN_HEADERS if plain else BROWSER_HEADERS)
    if content is not None:
        given["Content-Type"] = media_type
    given = _merged(given, headers, registered)
    if mutation is not None and place == "headers" and mutation.label == "missing_key":
        given = {name: text for name, text in given.items() if name.lower() != (mutation.key or "").lower()}
    template = trigger.options.get("path", "/")
    target = free if own_route.is_free(template) else _filled(template, path)
    return Request(
        method, target, tuple(path.items()), tuple(query.items()), tuple(given.items()), content,
        _claims(trigger.options.get("authorizer"), own_claims),
    )


def _typed(content: str | bytes | None, form: bool) -> Body:
    """A body, as a *form* or as it is, with its content type."""
    if isinstance(content, bytes):
        return content, BINARY
    return (http_message.form(content), http_message.FORM) if form and content is not None else (content, "application/json")


def _forms(vocabulary: Vocabulary) -> tuple[bool, ...]:
    """Whether bodies are forms: never, always, or both where the code reads JSON as well."""
    both = vocabulary.parses_json and vocabulary.body_strategy is None
    return (False, True) if both and vocabulary.parses_forms else (vocabulary.parses_forms and not vocabulary.parses_json,)


def _merged(given: dict[str, str], wanted: Mapping[str, str], registered: frozenset[str]) -> dict[str, str]:
    """The headers with those that the code asks for; one name, whatever its case."""
    lower = {name.lower() for name in wanted}
    kept = {name: text for name, text in given.items() if name.lower() not in lower}
    own = {name.lower(): text for name, text in given.items() if name.lower() in {"origin", "content-type"} - registered}
    return kept | {name: own.get(name.lower(), text) for name, text in wanted.items()}


def _mutate(part: dict[str, str], mutation: Mutation) -> None:
    if mutation.label == "no_query":
        part.clear()
    elif mutation.label == "missing_key":
        part.pop(str(mutation.key), None)
    else:
        part[str(mutation.key)] = str(mutation.value)


def _calls(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Call]:
    """Calls of the routes that the code names, if it names any, and of any path."""
    method, template = trigger.options.get("method", "ANY"), trigger.options.get("path", "/")
    any_path = st.tuples(_methods(method, vocabulary, mutation), _path_parameters(template, vocabulary, known), st.just("/"))
    with_body = mutation is not None and mutation.place == "body"
    routes = [
        route for route in own_route.own_routes(template, vocabulary)
        if method in ("ANY", route[0] or "ANY") and not (with_body and route[0] and route[0] not in WITH_BODY)
    ]
    if any(key.strategy is not None and f"{{{key.name}+}}" in template for key in vocabulary.path):
        routes = []  # the whole rest of the path is registered
    own = [_own_call(route, trigger, vocabulary, mutation, known) for route in routes]
    return st.one_of([*own, any_path]) if own else any_path


def _own_call(
    route: own_route.Route, trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known
) -> SearchStrategy[Call]:
    """A call of one *route* of the handler's own; its parameters have the ids that exist, whatever their names are."""
    method, template = trigger.options.get("method", "ANY"), trigger.options.get("path", "/")
    keys = {key.name: key for key in vocabulary.path}
    greedy = own_route.GREEDY.search(template)
    ids = known.get(greedy[1], ()) if greedy else ("a", "b", "zz", "a b")
    values = {name: _text(keys.get(name, Key(name, True)), known.get(name, ids), nonempty=True) for name in own_route.parameters(route[1])}
    outer = _path_parameters(own_route.GREEDY.sub("", template), vocabulary, known)
    prefix = own_route.GREEDY.sub("", template)

    def call(verb: str, drawn: dict[str, str], around: dict[str, str]) -> Call:
        path = own_route.filled(route[1], drawn)
        inner = unquote(path.removeprefix(prefix).lstrip("/")) or "a"
        return verb, around | {greedy[1]: inner} if greedy else around, path

    verbs = st.just(route[0]) if route[0] else _methods(method, vocabulary, mutation)
    return st.builds(call, verbs, st.fixed_dictionaries(values), outer)


def _methods(method: str, vocabulary: Vocabulary, mutation: Mutation | None) -> SearchStrategy[str]:
    if method != "ANY":
        return st.just(method)
    named = [name for name in METHODS if name in vocabulary.constants] or list(METHODS)
    if mutation is not None and mutation.place == "body":
        named = [name for name in named if name in WITH_BODY] or named
    return st.sampled_from(named)


def _path_parameters(template: str, vocabulary: Vocabulary, known: Known) -> SearchStrategy[dict[str, str]]:
    keys = {key.name: key for key in vocabulary.path}
    names = PLACEHOLDER.findall(template)
    return st.fixed_dictionaries({name: _text(keys.get(name, Key(name, True)), known.get(name, ()), nonempty=True) for name, _ in names})


def _parameters(keys: Sequence[Key], known: Known) -> SearchStrategy[dict[str, str]]:
    return value.objects(keys, known).map(lambda drawn: {name: _as_text(member) for name, member in drawn.items()})


def _headers(vocabulary: Vocabulary, known: Known, registered: frozenset[str]) -> SearchStrategy[dict[str, str]]:
    """Headers that the code asks for; where it reads cookies, they are a browser's, or those of the browser's headers, or none."""
    found = _parameters(vocabulary.headers, known)
    if "cookie" in registered:
        return found
    if vocabulary.event_key("cookies"):
        return st.builds(lambda drawn, more: {**drawn, **more}, found, st.sampled_from(({}, {"Cookie": COOKIES})))
    return found.map(lambda drawn: {name: COOKIES if name.lower() == "cookie" else text for name, text in drawn.items()})


def _query(keys: Sequence[Key], known: Known) -> SearchStrategy[dict[str, str]]:
    """Query parameters; none at all only where the code names what to do without them, since the whole map is absent then.

    A client sends no cursor but one that an answer held, and the first request has none.
    """
    keys = [key for key in keys if key.required or key.strategy is not None or not CURSOR.search(key.name)]
    found = _parameters(keys, known)
    if not keys or all(key.defaulted for key in keys):
        return found
    first = keys[0]
    return st.builds(lambda drawn, text: drawn or {first.name: text}, found, _text(first, known.get(first.name, ())))


def _text(key: Key, known: Sequence[str], nonempty: bool = False) -> SearchStrategy[str]:
    found = value.values(key, known).map(_as_text)
    return found.map(lambda text: text or "a") if nonempty else found


def _as_text(member: Any) -> str:
    """A parameter's text: JSON's spelling of a boolean, a list joined with commas."""
    if isinstance(member, bool):
        return "true" if member else "false"
    if isinstance(member, list):
        return ",".join(map(_as_text, member))
    return str(member)


def _filled(template: str, path: Mapping[str, str]) -> str:
    """The path on the wire: each placeholder's value percent-encoded, slashes kept in a greedy one."""
    if template.startswith("$") or template == "*":
        return "/"
    filled = PLACEHOLDER.sub(lambda match: quote(path.get(match[1], "a"), safe="/" if match[2] else "", errors="replace"), template)
    return filled if filled.startswith("/") else "/" + filled


def _claims(authorizer: Mapping[str, Any] | None, own: Mapping[str, str]) -> Mapping[str, Any] | None:
    return {**CLAIMS, **own} if authorizer and authorizer.get("type") in ("cognito", "jwt", "lambda") else None


def _own_claims(vocabulary: Vocabulary, authorizer: Mapping[str, Any] | None) -> dict[str, str]:
    """What the code asks of its callers beyond what every token says: what it cannot do without, and whose people they are."""
    usual = _OF_EVERY_TOKEN if (authorizer or {}).get("type") in ("cognito", "jwt") else frozenset()
    wanted = [key for key in vocabulary.claims if key.name not in CLAIMS.keys() | usual and (key.required or _OF_PEOPLE.search(key.name))]
    return {key.name: _claim(key) for key in wanted}


def _claim(key: Key) -> str:
    if key.constants:
        return _as_text(key.constants[0])
    if "email" in key.name.lower():
        return CLAIMS["email"]
    return "1" if key.types & {"integer", "number"} and "string" not in key.types else "a"


def mutations(trigger: Trigger, vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Every mutation of a request to the route of *trigger*, those that find most first; the same at each call."""
    options = trigger.options
    vocabulary = with_schema(vocabulary, options.get("schema"))
    texts = hostile.texts(vocabulary)
    found: list[list[Mutation]] = []
    if options.get("method", "ANY") in WITH_BODY | {"ANY"}:
        # In a form every number is text, which says nothing of the kinds that the code takes.
        whole = [one for one in body_mutations(vocabulary) if not (vocabulary.parses_forms and one.label == "number")]
        found.append([*whole[:3], Mutation("malformed", value=NOT_TEXT), *whole[3:]])
    if vocabulary.query:
        found.append([Mutation("no_query", "query"), *_of_parameters("query", vocabulary.query, texts)])
    names = [name for name, _ in PLACEHOLDER.findall(options.get("path", "/"))]
    found.append([mutation for name in names for mutation in _of_path(name, vocabulary.path, texts)])
    headers = [key for key in vocabulary.headers if key.name.lower() != "content-type"]
    nameless = [Mutation("hostile", "headers", "Cookie", NAMELESS)] if vocabulary.event_key("cookies") else []
    found.append([*nameless, *_of_parameters("headers", headers, texts)])
    return tuple(mutation for members in _interleaved(found) for mutation in members)


def _interleaved(lists: Sequence[Sequence[Mutation]]) -> list[list[Mutation]]:
    """Four of the first list, two of every other, and round again: bodies have the most ways to be wrong."""
    rest = [list(members) for members in lists]
    rows: list[list[Mutation]] = []
    while any(rest):
        for n, members in enumerate(rest):
            take = 4 if n == 0 else 2
            rows.append(members[:take])
            del members[:take]
    return rows


def _of_parameters(place: str, keys: Sequence[Key], texts: Sequence[str]) -> list[Mutation]:
    found = [Mutation("missing_key", place, key.name) for key in keys if key.required or place == "headers"]
    for n, text in enumerate(texts):
        if place == "headers" and not text.isprintable():
            continue
        for key in keys:
            wrong = "wrong_type" if key.types and "string" not in key.types else ""
            found.append(Mutation(wrong or "hostile", place, key.name, text))
            if n == 0:
                found.append(Mutation(wrong or "empty", place, key.name, ""))
    numbers = [key for key in keys if key.asked and key.types & NUMERIC]
    found += [Mutation("out_of_range", place, key.name, text) for text in OUT_OF_RANGE for key in numbers]
    found += [Mutation("wrong_type", place, key.name, text) for text in DIGITS for key in numbers if place == "query"]
    found += [Mutation("out_of_range", place, key.name, text) for text in NOT_FINITE for key in numbers if "number" in key.types]
    found += [Mutation("long", place, key.name, "x" * 3000) for key in keys]
    return found


def _of_path(name: str, keys: Sequence[Key], texts: Sequence[str]) -> list[Mutation]:
    is_number = any(key.name == name and key.types & NUMERIC for key in keys)
    found = [Mutation("hostile", "path", name, text) for text in texts[:4]]
    others = [("unicode", "日本語"), ("long", "x" * 3000), ("hostile", " ")]
    others += [("wrong_type", text) for text in DIGITS if is_number]
    return [*found[:1], *(Mutation(label, "path", name, text) for label, text in others), *found[1:]]
