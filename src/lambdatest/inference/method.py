"""Methods of dicts, lists and texts: what calling one says of the place that it is called on."""

from lambdatest.inference.access import choose, iterate, read_key, write_key
from lambdatest.inference.comparison import key_flag
from lambdatest.inference.content import read as read_content
from lambdatest.inference.model_call import call_class_method, call_model
from lambdatest.inference.place import Place
from lambdatest.inference.request import call_view
from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import (
    BYTES, Class, Constant, Derived, EventView, Flag, KeyName, Keys, Method, Model, Record, Scalar, Series, Text, Value, constant,
    default_types, elements, join, mark, places, texts,
)  # fmt: skip

_TEXT = frozenset(
    "strip lstrip rstrip lower upper title capitalize casefold swapcase replace startswith endswith encode decode split rsplit partition "
    "rpartition splitlines isdigit isalpha isalnum isnumeric isspace isdecimal islower isupper zfill ljust rjust center removeprefix "
    "removesuffix translate expandtabs splitlines".split()
)
_SAME = frozenset(
    "strip lstrip rstrip lower upper title capitalize casefold swapcase replace encode decode removeprefix removesuffix".split()
)
_DIGITS = frozenset({"isdigit", "isnumeric", "isdecimal"})
_PARAMETERS = frozenset({"pathParameters", "queryStringParameters"})
"""Parts of an event that hold texts alone: what has to be digits there is the text of a number."""
_PARTS = frozenset({"split", "rsplit", "partition", "rpartition", "splitlines"})
_SEPARATORS = (",", ";", "|")
"""What several values in one text are separated by; other parts of a text are no values of the same kind."""
_LIST = frozenset({"append", "extend", "insert", "sort", "reverse", "remove"})


def call_method(run: Run, method: Method, arguments: Arguments) -> Value:
    """What calling *method* may return."""
    receiver, name = method.receiver, method.name
    match receiver:
        case EventView(place=place):
            return call_view(run, place, name, arguments) or _of_place(run, place, name, arguments)
        case Place():
            if (text := read_content(run, receiver, name)) is not None:
                return text
            if receiver is run.event and (found := call_view(run, receiver, name, arguments)) is not None:
                return found
            return _of_place(run, receiver, name, arguments)
        case Derived(place=place):
            return _of_text(run, place, name, arguments)
        case KeyName():
            return (receiver,) if name in _SAME else ()
        case Keys(place=place) if name in ("issuperset", "__contains__"):
            return (key_flag(run, elements(arguments.at(0)), (place,), arguments.scope),)
        case Model():
            return call_model(receiver, name)
        case Class():
            return call_class_method(run, receiver, name, arguments)
    return _of_built(run, method, arguments)


def _of_built(run: Run, method: Method, arguments: Arguments) -> Value:
    """A method of something that the code made itself."""
    receiver, name = method.receiver, method.name
    match receiver:
        case Record():
            return _of_record(run, receiver, name, arguments)
        case Series():
            return _of_series(run, receiver, name, arguments)
        case Constant(value=str()):
            return _of_literal(receiver, name, arguments)
        case Scalar(type="string" | "bytes") if name in ("encode", "decode"):
            return (Scalar(BYTES if name == "encode" else "string"),)
        case Scalar(type="string" | "bytes") | Text():
            return (receiver,) if name in _SAME else (Series([(Scalar("string"),)]),) if name in _PARTS else ()
    return ()


def _of_place(run: Run, place: Place, name: str, arguments: Arguments) -> Value:
    if name in ("get", "pop", "setdefault") and arguments.positional:
        return _get(run, (place,), name, arguments)
    if name in ("keys", "items", "values"):
        place.types.add("object")
        place.keyed |= name != "keys"
        return (Series([(place.member(),)]),) if name == "values" else (Keys(place, name == "items"),)
    if name == "copy":
        return (place,)
    if name == "update":
        _update((place,), arguments)
        return ()
    if name in _LIST:
        place.types.add("array")
        return ()
    if name in _TEXT:
        return _of_text(run, place, name, arguments)
    return ()


def _get(run: Run, value: Value, name: str, arguments: Arguments) -> Value:
    default = arguments.at(1, "default")
    optional = name != "pop" or len(arguments.positional) > 1
    found: list[Value] = []
    for key in texts(arguments.at(0)):
        read = read_key(run, value, key, arguments.scope, optional)
        for place in places(read):
            place.types |= default_types(default)
            place.defaulted |= bool(default)
            place.written |= name == "setdefault"
        found.append(read)
    if not texts(arguments.at(0)):
        found.extend((p.member(),) for p in places(value))
        for place in places(value):
            place.keyed |= any(isinstance(atom, KeyName) for atom in arguments.at(0))
    return join(*found, default)


def _update(value: Value, arguments: Arguments) -> None:
    for atom in arguments.at(0):
        if isinstance(atom, Record):
            for key, member in atom.entries.items():
                write_key(value, (constant(key),), member)
    for key, member in arguments.keywords.items():
        write_key(value, (constant(key),), member)


def _of_text(run: Run, place: Place, name: str, arguments: Arguments) -> Value:
    if name not in _TEXT:
        return ()
    place.types.add("string")
    if name in _DIGITS and place.parent is not None and place.parent.name in _PARAMETERS:
        place.types.add("integer")
    if name in ("startswith", "endswith"):
        for text in texts(arguments.at(0)):
            run.facts.constants.setdefault(text)
            if len(text) > 1:
                place.constants.append(_beginning(text) if name == "startswith" else f"a{text}")
    if name in ("split", "rsplit"):
        place.separators += [text for text in texts(arguments.at(0)) if text in _SEPARATORS]
    if name in _PARTS and place.name == "key":
        run.facts.constants |= dict.fromkeys(text for text in texts(arguments.at(0)) if text == "/")
    if name in _SAME:
        return (Derived(place, BYTES if name == "encode" else "string"),)
    return (Series([(Scalar("string"),)]),) if name in _PARTS else ()


def _beginning(text: str) -> str:
    """A text that begins so: an address, where it is the beginning of one."""
    return f"{text}example.com/a" if text.endswith("://") else f"{text}a"


def _of_record(run: Run, record: Record, name: str, arguments: Arguments) -> Value:
    keys = arguments.at(0)
    if name in ("get", "pop", "setdefault"):
        choose(run, record, keys)
        default = arguments.at(1, "default")
        if name == "setdefault":
            for key in texts(keys):
                record.entries.setdefault(key, default)
        known = [read_key(run, (record,), key, arguments.scope, optional=True) for key in texts(keys)]
        return join(*(known if texts(keys) else record.entries.values()), default)
    if name == "update":
        for atom in keys:
            if isinstance(atom, Record):
                record.entries.update(atom.entries)
                record.spreads.extend(atom.spreads)
        record.spreads.extend((place,) for place in places(keys))
        record.entries.update(arguments.keywords)
        return ()
    if name == "keys":
        return (Series([tuple(Constant(str, key) for key in record.entries)]),)
    if name == "values":
        return (Series(list(record.entries.values())),)
    if name == "items":
        return (Series([(Series([(Constant(str, key),), value]),) for key, value in record.entries.items()]),)
    return (record,) if name == "copy" else ()


def _of_series(run: Run, series: Series, name: str, arguments: Arguments) -> Value:
    if name in ("append", "add", "insert", "appendleft"):
        series.members.append(arguments.at(len(arguments.positional) - 1))
    elif name in ("extend", "update"):
        series.members.append(iterate(arguments.at(0)))
    elif name in ("issubset", "difference"):
        flag = key_flag(run, elements((series,)), arguments.at(0), arguments.scope)
        return (flag,) if name == "issubset" else (Flag(absent=flag.present), series)
    elif name in ("pop", "popleft"):
        return elements((series,))
    elif name == "copy":
        return (series,)
    return ()


def _of_literal(receiver: Constant, name: str, arguments: Arguments) -> Value:
    text = str(receiver.value)
    if name == "join":
        mark(arguments.at(0), "array")
        names = texts(iterate(arguments.at(0)))
        return (constant(text.join(names)),) if names else (Scalar("string"),)
    if name == "split":
        separator = next(iter(texts(arguments.at(0))), None) or None
        return (Series([tuple(constant(part) for part in text.split(separator))]),)
    if name in ("lower", "upper", "strip"):
        return (constant(getattr(text, name)()),)
    return (Scalar(BYTES if name == "encode" else "string"),)
