"""From places to keys: what all the evidence at a place, and else its name, says of its type."""

from collections.abc import Iterable, Sequence

from lambdatest.inference.hint import hint
from lambdatest.inference.place import Place
from lambdatest.inference.value import BYTES, NUMERIC, Constant, Derived, Record, Scalar, Series, Text, Value, type_of
from lambdatest.vocabulary import Key

MAX_KEYS = 40
MAX_CONSTANTS = 20
MAX_NESTING = 6
_WEAK = frozenset({"counted", "measured", "sized"})


def resolve(name: str, types: set[str], constants: Iterable[object] = ()) -> tuple[frozenset[str], bool]:
    """The JSON types that the evidence *types* comes to, and whether the code shows them (else only *name* does)."""
    hinted = hint(name)
    strong = types - _WEAK
    if types & {"counted", "measured"} and not strong & NUMERIC:
        strong.add(hinted if hinted in NUMERIC else "number" if "measured" in types else "integer")
    if strong >= NUMERIC:
        strong.discard("integer" if hinted == "number" else "number")
    if "date" in strong:
        strong.discard("string")
    if "boolean" in strong and strong & NUMERIC and not any(isinstance(c, bool) for c in constants):
        strong.discard("boolean")  # isinstance(x, bool) stands before isinstance(x, int) to turn True away
    if "sized" in types and not strong - {"null"}:
        strong.add(hinted if hinted in ("array", "object") else "string")
    if not strong - {"null"}:
        strong |= {kind for kind in map(type_of, constants) if kind}
    if strong - {"null"}:
        return frozenset(strong), True
    return frozenset(strong | ({hinted} if hinted else set())), False


def groups(places: Iterable[Place], fold: bool = False) -> list[list[Place]]:
    """The keys of all *places*, those of one name together, in the order of their first appearance; *fold* ignores case."""
    found: dict[str, list[Place]] = {}
    children = sorted((child for place in places for child in place.children.values()), key=lambda child: child.order)
    for child in children:
        found.setdefault(child.name.lower() if fold else child.name, []).append(child)
    return list(found.values())


def is_key(group: Sequence[Place]) -> bool:
    """Whether the code asks for this key, rather than only writing it."""
    return any(place.read or not place.written for place in group)


def key_of(group: Sequence[Place], depth: int = 0) -> Key:
    """The key that the places of *group* (one name, several ways to it) are."""
    types, fields, constants = _gathered(group, depth)
    known, evidence = resolve(group[0].name, types, constants)
    required, defaulted = any(place.required for place in group), any(place.defaulted for place in group)
    return Key(group[0].name, required, known, evidence, tuple(constants[:MAX_CONSTANTS]), fields, defaulted=defaulted,
               separator=next((text for place in group for text in place.separators), ""),
               layouts=tuple(dict.fromkeys(text for place in group for text in place.layouts)),
               patterns=tuple(dict.fromkeys(text for place in group for text in place.patterns)))


def _gathered(group: Sequence[Place], depth: int) -> tuple[set[str], tuple[Key, ...], list[str | int | float | bool]]:
    types = set().union(*(place.types for place in group)) or set().union(*map(_of_each, group))
    constants = [c for place in group for c in place.constants]
    own = [inner for inner in groups(group) if is_key(inner)]
    walked = [place.element for place in group if place.element is not None]
    keyed = any(place.keyed for place in group)
    fields = [inner for inner in groups(walked) if is_key(inner)]
    if own or keyed:
        types.add("object")
        members = [m for place in group for m in place.members if m not in place.children]
        own += [[Place(name, group[0])] for name in members]
    elif walked and "string" not in types:
        types.add("array")
    if not own:
        constants += [m for place in group for m in place.members]
        if any(place.members for place in group) and not types:
            types.add("array" if hint(group[0].name) == "array" else "string")
    if walked and not constants:
        constants = [c for place in walked for c in place.constants]
    inner = keys_of(own or fields, depth + 1) if depth < MAX_NESTING else ()
    return types, inner, _unique(constants)


def _of_each(place: Place) -> set[str]:
    """The types without which the code goes on with no value of the object: ``for key, value in body.items(): …``."""
    walked = place.parent.element if place.parent is not None and place.parent.keyed else None
    return walked.insisted if walked is not None and walked is not place else set()


def _unique(constants: Sequence[str | int | float | bool]) -> list[str | int | float | bool]:
    return [value for _, value in dict.fromkeys((type(c), c) for c in constants)]


def keys_of(found: Iterable[Sequence[Place]], depth: int = 0) -> tuple[Key, ...]:
    """The keys of *found* groups: required ones first, then optional ones, each in the order of first appearance."""
    keys = [key_of(group, depth) for group in found if is_key(group)]
    return tuple(sorted(keys, key=lambda key: not key.required))[:MAX_KEYS]


def types_of(value: Value, seen: frozenset[Place] = frozenset()) -> set[str]:
    """What storing *value* says of an attribute's type: JSON types, and `BYTES`."""
    types: set[str] = set()
    for atom in value:
        match atom:
            case Constant(value=known):
                types |= {BYTES} if isinstance(known, bytes) else {t for t in [type_of(known)] if t}
            case Scalar(type=kind):
                types.add(kind)
            case Derived(type=kind):
                types.add(kind)
            case Text():
                types.add("string")
            case Record():
                types.add("object")
            case Series():
                types.add("array")
            case Place() if atom not in seen:
                known_types, evidence = resolve(atom.name, _gathered([atom], MAX_NESTING)[0])
                types |= known_types if evidence else set()
                types |= set().union(*(types_of(inner, seen | {atom}) for inner in atom.stored))
    return types - {"null"}


def is_numeric(value: Value) -> bool:
    """Whether *value*, stored, is a number."""
    return bool(types_of(value) & NUMERIC)
