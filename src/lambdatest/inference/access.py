"""Reading and writing a key, an element or a method's subject: where evidence enters a place."""

from lambdatest.inference.annotation import enum_members, is_enum
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Facts, Run, Scope
from lambdatest.inference.value import (
    BYTES, Class, Constant, Derived, EventView, External, KeyName, Keys, Model, Record, Scalar, Series, Value, elements, join, origins,
    places, type_of,
)  # fmt: skip

# The names of types in DynamoDB's wire format:
# https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
WIRE = {
    "S": "string", "N": "number", "B": "string", "BOOL": "boolean", "NULL": "null", "M": "object", "L": "array", "SS": "array",
    "NS": "array", "BS": "array",
}  # fmt: skip
STORED = {"N": Scalar("number"), "B": Scalar(BYTES)}
"""What is known of an attribute of a type that says more than JSON's."""
_ENVELOPES = frozenset({"authorizer", "body", "headers", "multiValueHeaders", "queryStringParameters", "multiValueQueryStringParameters"})
MAX_CONSTANT = 100


def root_of(place: Place) -> Place:
    """The event, the item or the other root that *place* hangs from."""
    while place.parent is not None:
        place = place.parent
    return place


def is_envelope(place: Place) -> bool:
    """Whether *place* is AWS's own part of an event: the method, the path, the request context."""
    trail = [place.name]
    while place.parent is not None:
        place = place.parent
        trail.append(place.name)
    if place.name != "event" or len(trail) < 2:
        return False
    return trail[-2] in ("httpMethod", "path", "rawPath", "resource", "routeKey", "version", "isBase64Encoded") or (
        trail[-2] == "requestContext" and "authorizer" not in trail
    )


def is_text(place: Place) -> bool:
    """Whether *place* is the text of a whole body or message."""
    names = [place.name]
    while place.parent is not None:
        if place.parent.parsed is place:
            return False
        place = place.parent
        names.append(place.name)
    around = {"event", "Records", "Sns", "kinesis", "records"}
    return names[-1] == "event" and names[0] in ("body", "Message", "data") and set(names[1:]) <= around


def note_constant(facts: Facts, value: Value, constant: Constant) -> None:
    """The code compares *value* with *constant*."""
    known = constant.value
    for place in origins(value):
        if is_text(place):
            text = known.decode("latin-1") if isinstance(known, bytes) else known
            if isinstance(text, str):
                facts.raw.setdefault(text)
        elif not is_envelope(place) and isinstance(known, str | int | float | bool):
            if isinstance(known, str) and len(known) > MAX_CONSTANT:
                continue
            place.add_constant(known)
            kind = type_of(known)
            place.types.add("counted" if kind == "integer" else str(kind))
    if isinstance(known, str) and 0 < len(known) <= MAX_CONSTANT and any(not is_text(p) for p in origins(value)):
        facts.constants.setdefault(known)


def note_number(facts: Facts, value: Value) -> None:
    """The code compares or computes with the numbers in *value*."""
    for atom in value:
        if isinstance(atom, Constant) and isinstance(atom.value, int | float) and not isinstance(atom.value, bool):
            facts.numbers.setdefault((atom.kind, atom.value))


def touch(place: Place, scope: Scope, optional: bool = False) -> None:
    """The code reads *place*: it must be there, unless the branch knows that it is, or the code itself put it there."""
    if place.written and not place.read:
        return
    if optional or place.written or scope.lenient or place in scope.guarded:
        place.optional = True
    else:
        place.required = True


def read_key(run: Run, value: Value, name: str, scope: Scope, optional: bool = False) -> Value:
    """What ``value[name]`` (or with *optional* ``value.get(name)``) may be."""
    found: list[Value] = []
    for atom in value:
        match atom:
            case Place():
                found.append(_read_place(run, atom, name, scope, optional))
            case Model(place=place) | EventView(place=place):
                found.append(_read_place(run, place, name, scope, optional))
            case Record():
                found.append(_read_record(run, atom, name, scope, optional))
            case Series():
                found.append(elements((atom,)))
            case External():
                found.append((External(f"{atom.name}[]"),))
            case Class() if is_enum(atom):
                found.append(atom.scope.names.get(name, ()))
    return join(*found)


def _read_place(run: Run, place: Place, name: str, scope: Scope, optional: bool) -> Value:
    if name in WIRE and place.parent is not None and root_of(place) is run.item:
        place.types.add(WIRE[name])
        place.stored.extend([(STORED[name],)] if name in STORED else [])
        return (place,)
    if name == "isBase64Encoded":
        run.facts.decodes_base64 = True
    child = place.child(name)
    touch(child, scope, optional)
    return (child,)


def _read_record(run: Run, record: Record, name: str, scope: Scope, optional: bool) -> Value:
    if name in record.entries:
        return record.entries[name]
    return join(*(read_key(run, spread, name, scope, optional) for spread in record.spreads))


def subscript(run: Run, value: Value, key: Value, scope: Scope) -> Value:
    """What ``value[key]`` may be, read."""
    found: list[Value] = []
    for atom in key:
        if isinstance(atom, Constant) and isinstance(atom.value, str):
            found.append(read_key(run, value, atom.value, scope))
        else:
            found.append(_index(run, value, (atom,)))
    if not key:
        found.append(_index(run, value, ()))
    return join(*found)


def _index(run: Run, value: Value, key: Value) -> Value:
    found: list[Value] = []
    for atom in value:
        match atom:
            case Place():
                atom.keyed |= any(isinstance(k, KeyName) or k is atom.element for k in key)
                found.append((atom.member(),))
            case Series():
                found.append(_member_at(atom, key))
            case Record():
                choose(run, atom, key)
                found.append(join(*atom.entries.values()))
            case External():
                found.append((External(f"{atom.name}[]"),))
            case Derived(place=place):
                found.append((Derived(place, "string"),))
            case Keys(place=place):
                found.append((KeyName(place),))
            case Class() if is_enum(atom):
                found += [choose_member(run, atom, name, key) for name in enum_members(atom)]
    for place in places(key):
        if any(isinstance(atom, Series) for atom in value):
            place.types.add("integer")
    return join(*found)


def _member_at(series: Series, key: Value) -> Value:
    """The member that *key* names by its number, or any."""
    number = key[0].value if len(key) == 1 and isinstance(key[0], Constant) else None
    if isinstance(number, int) and 0 <= number < len(series.members):
        return series.members[number]
    return elements((series,))


def choose(run: Run, record: Record, key: Value) -> None:
    """The code looks up *key* in a dict that it wrote out: its keys are the values that it knows."""
    for asked in (atom for atom in key if isinstance(atom, Series)):
        for known in record.tuples:
            for mine, theirs in zip(asked.members, known.members, strict=False):
                for constant in (atom for atom in theirs if isinstance(atom, Constant)):
                    note_constant(run.facts, mine, constant)
    for name in record.entries if not record.tuples and any(True for _ in origins(key)) else ():
        note_constant(run.facts, key, Constant(str, name))


def choose_member(run: Run, owner: Class, name: str, key: Value) -> Value:
    """What the member *name* of an Enum that *key* looks up by its name may be: the members' names are what it can be."""
    if any(True for _ in origins(key)):
        note_constant(run.facts, key, Constant(str, name))
    return owner.scope.names.get(name, ())


def write_key(value: Value, key: Value, new: Value, scope: Scope | None = None) -> None:
    """``value[key] = new``, in *scope*."""
    names = [atom.value for atom in key if isinstance(atom, Constant) and isinstance(atom.value, str)]
    for atom in value:
        target = atom.place if isinstance(atom, Model) else atom
        if isinstance(target, Record):
            for name in names:
                target.entries[name] = join(target.entries.get(name, ()), new) if len(names) > 1 else new
            if len(value) == len(key) == 1 and target.scope is scope is not None:
                target.always |= set(names)
            target.spreads.extend((k.place,) for k in key if isinstance(k, KeyName))
        elif isinstance(target, Place):
            for name in names:
                child = target.child(name)
                child.written = True
                if new != (child,):
                    child.stored.append(new)


def iterate(value: Value) -> Value:
    """What a loop over *value* gives."""
    found: list[Value] = []
    for atom in value:
        match atom:
            case Place():
                found.append((atom.member(),))
            case Keys(place=place, pairs=False):
                place.keyed = True
                found.append((KeyName(place),))
            case Keys(place=place, pairs=True):
                place.keyed = True
                found.append((Series([(KeyName(place),), (place.member(),)]),))
            case Series():
                found.append(elements((atom,)))
            case Record():
                found.append(tuple(Constant(str, name) for name in atom.entries))
            case External():
                found.append((External(f"{atom.name}[]"),))
    return join(*found)


def unpack(value: Value, index: int, size: int) -> Value:
    """Member *index* of *value*, taken apart into *size* names."""
    found: list[Value] = []
    for atom in value:
        if isinstance(atom, Series) and len(atom.members) == size:
            found.append(atom.members[index])
        else:
            found.append(iterate((atom,)))
    return join(*found)
