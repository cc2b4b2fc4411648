"""What the code reads out of objects of S3, and which parts of a record are compressed.

https://boto3.amazonaws.com/v1/documentation/api/latest/reference/services/s3/client/get_object.html
"""

from lambdatest.inference.access import root_of
from lambdatest.inference.place import Place
from lambdatest.inference.scope import Arguments, Facts, Run
from lambdatest.inference.value import Derived, External, Record, Scalar, Series, Value, mark, origins

READERS = frozenset({"read", "getvalue"})
_LOGS = frozenset("print debug info warning error exception critical log".split())
_OPAQUE = frozenset({"download_file", "download_fileobj", "select_object_content"})


def call_content(run: Run, callee: External, arguments: Arguments) -> Value | None:
    """What a call gives that answers with an object or decompresses; None for others."""
    if callee.last == "decompress":
        return _decompress(run, callee, arguments)
    if callee.last == "get_object" or callee.name.endswith("Object().get"):
        return _get_object(run)
    if callee.last in _OPAQUE:
        run.facts.reads_objects = run.facts.opaque = True
    return None


def _get_object(run: Run) -> Value:
    """``s3.get_object(…)``, ``resource.Object(…).get()``: its ``Body`` is the object's content."""
    run.facts.reads_objects = True
    about: Value = (External("get_object()[]"),)
    return (Record({"Body": (run.content,), **dict.fromkeys(("ContentLength", "ContentType", "Metadata", "LastModified"), about)}),)


def read(run: Run, place: Place, name: str) -> Value | None:
    """``body.read()`` and ``body.iter_lines()``; None for other places and methods."""
    if place is not run.content:
        return None
    if name in READERS:
        place.optional = True
        return (Derived(place, "string"),)
    if name in ("iter_lines", "readlines"):
        place.types.add("string")
        return (Series([(Scalar("string"),)]),)
    return None


def _decompress(run: Run, callee: External, arguments: Arguments) -> Value:
    """``gzip.decompress(data)``, ``zlib.decompress(data)``, which with a second argument may read gzip too."""
    value = arguments.at(0)
    if any(root_of(place) is run.content for place in origins(value)):
        run.facts.opaque = True
    elif any(True for _ in origins(value)):
        run.facts.compression = "gzip" if callee.name.startswith("gzip") or len(arguments.positional) > 1 else "zlib"
    mark(value, "string")
    return tuple(Derived(place, "string") for place in origins(value)) or (Scalar("string"),)


def given_away(run: Run, callee: External, arguments: Arguments) -> None:
    """Something outside of the sources reads the content of an object: a parser of CSV, of images …  A log and AWS take any text."""
    if callee.last in _LOGS or callee.name.startswith("boto3."):
        return
    run.facts.opaque |= any(place is run.content for place in origins(arguments.everything()))


def said(place: Place, facts: Facts) -> str | None:
    """How objects are read: ``json``, ``text``, ``unknown``, or None for not at all."""
    if not facts.reads_objects:
        return None
    if facts.opaque or place.types - {"string", "sized"}:
        return "unknown"
    return "json" if place.parsed is not None else "text" if place.optional or "string" in place.types else "unknown"
