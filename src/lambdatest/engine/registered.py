"""What a team has registered for one project: each strategy fits the project and can be drawn from, and wins over the inference."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import hypothesis
from boto3.dynamodb.types import TypeSerializer
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable, UnsatisfiedAssumption
from hypothesis.strategies import SearchStrategy

from lambdatest.engine.user_module import Imported, imported
from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.event_sources.own_route import own_routes, parameters
from lambdatest.event_sources.request import PLACEHOLDER
from lambdatest.model import Mutation, Project, Table, Trigger, parse_json
from lambdatest.runtime.dynamodb_restore import plain
from lambdatest.runtime.refusal import Refusal
from lambdatest.runtime.strict_value import check_value
from lambdatest.strategies.body import MALFORMED_LABELS, content, members
from lambdatest.strategies.registration import Registration
from lambdatest.vocabulary import Key, Vocabulary

SAMPLES = 20
MOST_PROJECTS = 8
_SERIALIZER = TypeSerializer()
_KINDS: Mapping[type, str] = {
    bool: "boolean", str: "string", int: "integer", float: "number", list: "array", tuple: "array", dict: "object", type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Given:
    """A registration that was tried: *strategy* draws checked values (attributes in wire format), *samples* are distinct ones."""

    registration: Registration
    strategy: SearchStrategy[Any]
    samples: tuple[Any, ...]
    place: str

    def fits(self, trigger: Trigger) -> bool:
        """Whether it is registered for the route and the function of *trigger*."""
        return self.registration.route in (None, trigger.label) and self.registration.function in (None, trigger.function)

    @property
    def rank(self) -> int:
        """A route says more than a function, and that more than nothing."""
        return 2 * (self.registration.route is not None) + (self.registration.function is not None) + (self.registration.table is not None)


@dataclass(frozen=True, slots=True)
class Registered:
    """Everything that is registered for one project, in the order of registration."""

    givens: tuple[Given, ...] = ()

    def vocabulary(self, inferred: Vocabulary, trigger: Trigger) -> Vocabulary:
        """What the code says of requests to *trigger*, with what is registered in its place."""
        body = self._best("body", (given for given in self._of("body") if given.fits(trigger))).get("")
        found = inferred if body is None else _with_body(inferred, body)
        template = str(trigger.options.get("path", ""))
        inside = {name for name, _ in PLACEHOLDER.findall(template)}
        inside.update(name for _, path in own_routes(template, inferred) for name in parameters(path))
        for name, given in self._best("parameter", (given for given in self._of("parameter") if given.fits(trigger))).items():
            if name in inside:
                found = replace(found, path=_with(found.path, Key(name, True), given, _segment(given)))
            elif given.rank or any(key.name == name for key in found.query):
                found = replace(found, query=_with(found.query, Key(name), given))
        for name, given in self._best("header", (given for given in self._of("header") if given.fits(trigger))).items():
            found = replace(found, headers=_with(found.headers, Key(name, True), given, lower=True))
        return found

    def admits(self, inferred: Vocabulary, mutation: Mutation, trigger: Trigger) -> bool:
        """Whether *mutation* is one that the code must answer: of keys that it is not seen to read nobody knows how far they go."""
        asked = {key.name for key in inferred.body}
        if mutation.place != "body" or mutation.key in (None, *asked) or mutation.label in MALFORMED_LABELS:
            return True
        return not any(given.fits(trigger) for given in self._of("body"))

    def attributes(self, table: Table) -> dict[str, Given]:
        """What is registered for attributes of *table*, by name."""
        return self._best("attribute", (one for one in self._of("attribute") if one.registration.table in (None, table.name)))

    def _of(self, what: str) -> list[Given]:
        return [given for given in self.givens if given.registration.what == what]

    @staticmethod
    def _best(what: str, fitting: Iterable[Given]) -> dict[str, Given]:
        """By name the one that says most of where it holds; of equals the last."""
        found: dict[str, Given] = {}
        for given in sorted(fitting, key=lambda given: given.rank):
            name = given.registration.name
            found[name.lower() if what == "header" else name] = given
        return found


NOTHING = Registered()


def _with(keys: Sequence[Key], new: Key, given: Given, strategy: SearchStrategy[Any] | None = None, lower: bool = False) -> tuple[Key, ...]:
    """*keys* with the given strategy at the key of that name, which is added where there is none; headers have no case."""
    name = given.registration.name
    changes: dict[str, Any] = {"known_ids": given.registration.known_ids}
    changes["strategy"] = given.strategy if strategy is None else strategy
    if lower:
        kept = tuple(key for key in keys if key.name.lower() != name.lower())
        return (*kept, replace(new, name=name, **changes))
    if any(key.name == name for key in keys):
        return tuple(replace(key, **changes) if key.name == name else key for key in keys)
    return (*keys, replace(new, name=name, **changes))


def _segment(given: Given) -> SearchStrategy[Any]:
    """Values of a path parameter, which are never empty: no route would match."""

    def checked(value: Any) -> Any:
        if value in ("", []):
            raise LambdatestError(f"{given.place}: {given.registration} drew {value!r}; an empty path parameter matches no route")
        return value

    return given.strategy.map(checked)


def _with_body(inferred: Vocabulary, given: Given) -> Vocabulary:
    """The vocabulary with the registered body, and the keys that its samples have: what they hold wins over what the code says."""
    objects = [member for sample in given.samples for member in members(sample)]
    known = {key.name: key for key in inferred.body}
    seen = dict.fromkeys(name for member in objects for name in member)
    keys = [_learned(name, objects, known.get(name)) for name in seen]
    if objects:
        keys += [replace(key, required=False) for key in inferred.body if key.name not in seen]
    texts = [content(sample) for sample in given.samples]
    is_json = any(isinstance(parse_json(text), dict | list) or not isinstance(sample, str | bytes | None)
                  for sample, text in zip(given.samples, texts, strict=True))
    return replace(inferred, body=tuple(keys), body_strategy=given.strategy, parses_json=is_json)


def _learned(name: str, objects: Sequence[Mapping[str, Any]], known: Key | None) -> Key:
    values = [member[name] for member in objects if name in member]
    types = frozenset(_KINDS.get(type(value), "string") for value in values)
    always = len(values) == len(objects)
    if known is None:
        return Key(name, always, types)
    agreed = types <= known.types | ({"string"} if "date" in known.types else set()) | ({"integer"} if "number" in known.types else set())
    return replace(known, required=known.required and always, types=known.types if agreed else types)


_REGISTERED: list[tuple[Project, Registered]] = []


def registered(project: Project) -> Registered:
    """What the modules of *project*'s team register, imported once a process.

    Raises LambdatestError, one line with the place: for a module that cannot be imported, for a route, function or table that
    the project does not have, and for a strategy that cannot be drawn from or draws what nobody can send or store.
    """
    for known, found in _REGISTERED:
        if known is project:
            return found
    made = Registered(tuple(_tried(one, made, project) for made in imported(project) for one in made.registrations))
    _REGISTERED.append((project, made))
    del _REGISTERED[:-MOST_PROJECTS]
    return made


def _tried(registration: Registration, made: Imported, project: Project) -> Given:
    place = made.shown(registration.file, registration.line)
    found = replace(registration, table=_physical(registration.table, project))
    _require_known(found, place, project)
    check = _checks(found, project)

    @st.composite
    def drawn(draw: st.DrawFn) -> Any:
        with made.active():
            try:
                value = draw(registration.strategy)
            except UnsatisfiedAssumption:
                raise
            except Exception as error:  # pylint: disable=broad-exception-caught  # the strategy of the user may raise anything
                reason = str(error).split("\n", maxsplit=1)[0]
                raise LambdatestError(f"{place}: {found} cannot be drawn from: {type(error).__name__}: {reason}; mend it") from error
        try:
            return check(value)
        except (TypeError, ValueError, ArithmeticError, Refusal) as error:
            raise LambdatestError(f"{place}: {found} drew {_short(value)}: {error}") from error

    strategy = drawn()
    samples = _samples(strategy)
    if not samples:
        raise LambdatestError(f"{place}: {found} draws nothing; give it a strategy that has values")
    return Given(found, strategy, samples, place)


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:80]}…"


def _samples(strategy: SearchStrategy[Any]) -> tuple[Any, ...]:
    """Distinct values of *strategy*, the simplest first; the same each time."""
    found: dict[str, Any] = {}
    options = hypothesis.settings(
        max_examples=SAMPLES, phases=[hypothesis.Phase.generate], database=None, deadline=None, derandomize=False,
        suppress_health_check=list(hypothesis.HealthCheck),
    )

    def keep(value: Any) -> None:
        found.setdefault(repr(value), value)

    def search() -> None:
        with suppress(Unsatisfiable):
            hypothesis.seed(0)(options(hypothesis.given(strategy)(keep)))()

    if hypothesis.currently_in_test_context():  # of a test that asks for its project only now: one search does not nest in another
        with ThreadPoolExecutor(1) as pool:
            pool.submit(search).result()
    else:
        search()
    return tuple(found.values())


def _physical(table: str | None, project: Project) -> str | None:
    """The deployed name of the table that bears that name or logical id."""
    named = {resource.logical_id: str(resource.properties.get("TableName")) for resource in project.resources}
    known = {one.name for one in project.tables}
    return named[table] if table is not None and table not in known and named.get(table) in known else table


def _require_known(one: Registration, place: str, project: Project) -> None:
    """Raise LambdatestError where the project has no such route, function or table."""
    triggers = [trigger for function in project.functions for trigger in function.triggers]
    routes = [trigger.label for trigger in triggers if one.function in (None, trigger.function)]
    wanted = (
        ("function", one.function, [function.name for function in project.functions]),
        ("route", one.route, list(dict.fromkeys(routes))),
        ("table", one.table, [table.name for table in project.tables]),
    )
    for noun, name, known in wanted:
        if name is not None and name not in known:
            of = f" of {one.function}" if noun == "route" and one.function else ""
            raise LambdatestError(f"{place}: {one}: there is no {noun} {name!r}{of} in {project.path.name}; {did_you_mean(name, known)}")


def _checks(one: Registration, project: Project) -> Callable[[Any], Any]:
    """What makes of a drawn value the one that is used; raises where nobody can send or store it."""
    if one.what == "attribute":
        kinds = {table.types[one.name] for table in project.tables if one.table in (None, table.name) and one.name in table.types}
        return lambda value: _stored(value, kinds)
    return {"body": _sendable, "parameter": _parameter, "header": _header}[one.what]


def _sendable(body: Any) -> Any:
    try:
        content(body)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{error}; draw what json.dumps takes (finite numbers, no Decimal), or text") from error
    return body


def _parameter(value: Any) -> Any:
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str | int | float) for part in parts):
        raise TypeError("a parameter is text, a number, a boolean, or a list of these; to leave it out, do not register it")
    return value


def _header(value: Any) -> Any:
    if not isinstance(value, str | int | float) or not str(value).isprintable():
        raise TypeError("a header is text of one line, a number or a boolean")
    return value


def _stored(value: Any, kinds: set[str]) -> Mapping[str, Any]:
    """The attribute value in wire format, as it stands in a history: base64 for bytes, sets in order."""
    wire: Mapping[str, Any] = _ordered(plain({"": _SERIALIZER.serialize(value)})[""])
    check_value(wire)
    (kind, content_), = wire.items()
    if kinds and (kind not in kinds or content_ == ""):
        raise ValueError(f"a table has it as a key, so it is of type {' or '.join(sorted(kinds))} and never empty")
    return wire


def _ordered(wire: Any) -> Any:
    (kind, value), = wire.items()
    if kind == "M":
        return {"M": {name: _ordered(member) for name, member in value.items()}}
    if kind == "L":
        return {"L": [_ordered(member) for member in value]}
    return {kind: sorted(value)} if kind in ("SS", "NS", "BS") else wire
