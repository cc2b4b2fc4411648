"""Objects of S3: the keys that a notification's rule lets through, and what stands in an object that the code reads."""

import json
import struct
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from hashlib import md5
from typing import Any
from urllib.parse import unquote_plus

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import message
from lambdatest.event_sources.event_source import Contents
from lambdatest.model import Mutation
from lambdatest.strategies import value
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.s3 import exists, expanded, s3_event
from lambdatest.vocabulary import Key, Vocabulary, below

VARIANTS = range(4)
"""Contents that one key can have: the digest in the event tells which."""
_UNREADABLE: Mapping[str | None, Sequence[bytes]] = {"json": (b"{", b"", b"\xff\xfe{}"), "text": (b"\xff\xfe\xfd",)}
"""What anybody may upload in the place of JSON, and of text: what is cut off, empty, or in another encoding."""
_NAMES = ("report.txt", "photo 1.jpg", "Zoë.json", "a+b=c.csv", "日本語.png", "100%.txt")
_SPECIAL = ("two words.txt", "a+b.txt", "Zoë 日本.txt", "100%25.txt")
_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".tif", ".tiff")


def notifications(
    rules: Mapping[str, Any], vocabulary: Vocabulary, mutation: Mutation | None, region: str = ids.REGION
) -> SearchStrategy[dict[str, Any]]:
    """Notifications of ``bucket`` for any of its ``rules`` (events, prefix, suffix), about objects that `named` then says to hold."""
    empty: Mapping[str, Any] = {}
    choices = [
        st.tuples(_keys(rule, vocabulary, mutation), st.sampled_from(_types(rule, vocabulary)))
        for rule in rules.get("rules") or (empty,)
    ]

    broken = mutation.value if mutation is not None and mutation.place == "object" else None

    def event(drawn: tuple[str, str], n: int) -> dict[str, Any]:
        key, kind = drawn
        octets = content(vocabulary, key, n) if broken is None else broken
        version = ids.hexadecimal(n, "version", 32) if rules.get("versioned") else None
        return s3_event(
            key, bucket=rules["bucket"], event=kind, content=octets, version=version, region=region, opaque=n,
            epoch=message.NOW)
    return st.builds(event, st.one_of(choices), st.sampled_from(VARIANTS))


def mutations() -> tuple[Mutation, ...]:
    """Keys that are not the same once they are URL-encoded, which are no mistake of anybody's, and keys that attack who uses them."""
    special = [Mutation("special_key", "key", value=name) for name in _SPECIAL]
    return (*special, *(Mutation("hostile", "key", value=name) for name in value.HOSTILE))


def unreadable(vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """Objects that are not what the code reads."""
    return tuple(Mutation("malformed", "object", value=octets) for octets in _UNREADABLE.get(vocabulary.content, ()))


def test_event(bucket: str) -> str:
    """What S3 sends to a queue when a notification is set up, before any other.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
    """
    return json.dumps({
        "Service": "Amazon S3", "Event": "s3:TestEvent", "Time": ids.iso_time(message.NOW), "Bucket": bucket,
        "RequestId": ids.hexadecimal(0, "s3 request", 16).upper(), "HostId": ids.hexadecimal(0, "s3 host", 64),
    })


def _types(rule: Mapping[str, Any], vocabulary: Vocabulary) -> Sequence[str]:
    """The types of the rule's events, those that the code names first."""
    types = expanded(rule.get("events") or ("s3:ObjectCreated:*",))
    asked = [str(constant) for key in below(vocabulary.envelope, "Records") if key.name == "eventName" for constant in key.constants]
    return sorted(types, key=lambda kind: not any(kind.startswith(name.removeprefix("s3:").rstrip("*")) for name in asked))


def _keys(rule: Mapping[str, Any], vocabulary: Vocabulary, mutation: Mutation | None) -> SearchStrategy[str]:
    """Keys between the rule's prefix and suffix; endings and folders that the code names are tried too."""
    prefix, suffix = rule.get("prefix") or "", rule.get("suffix") or ""
    mutated = mutation is not None and mutation.place == "key"
    names = [str(mutation.value)] if mutation is not None and mutated else list(_NAMES)
    endings = [suffix] if suffix else [text for text in vocabulary.constants if _is_ending(text)]
    folders = [""] if prefix else ["", *(text for text in vocabulary.constants if text.endswith("/") and len(text) > 1)]
    if "/" in vocabulary.constants:
        folders = [folder + "a/b/" for folder in folders]
    stems = [name if mutated or not endings else name.rpartition(".")[0] for name in names]
    return st.sampled_from([f"{prefix}{folder}{stem}{ending}" for ending in endings or [""] for folder in folders for stem in stems])


def _is_ending(text: str) -> bool:
    return 1 < len(text) <= 8 and text.startswith(".") and text[1:].isalnum()


def content(vocabulary: Vocabulary, key: str, n: int) -> bytes:
    """What the object *key* holds in its variant *n*: what the code reads, else what its name says."""
    if vocabulary.content == "json":
        found: Any = {one.name: _member(one, n) for one in vocabulary.objects}
        return json.dumps(found).encode()
    if vocabulary.content == "text" or not key.lower().endswith(_IMAGES):
        return value.PLAIN[n].encode() + b"\n"
    return _picture()


def _member(key: Key, n: int) -> Any:
    """The n-th value of a key in a JSON object."""
    if key.constants:
        return key.constants[n % len(key.constants)]
    if key.fields or "object" in key.types:
        inner = {one.name: _member(one, n) for one in key.fields}
        return [inner] if "array" in key.types else inner
    if "array" in key.types:
        return [value.PLAIN[n]]
    kind = next((kind for kind in ("number", "integer", "boolean", "date") if kind in key.types), "string")
    scalars = {"number": value.NUMBERS, "integer": value.INTEGERS, "boolean": (False, True), "string": value.PLAIN}
    found = scalars.get(kind) or value.dates(key)
    return found[n % len(found)]


def _picture() -> bytes:
    """A PNG of one black pixel."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
    header = chunk(b"IHDR", struct.pack("!IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def named(events: Iterable[Mapping[str, Any]], vocabulary: Vocabulary) -> Contents:
    """The objects that notifications say to be there, by bucket."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for record in (record for event in events for record in event.get("Records") or ()):
        told = record["s3"]["object"]
        key = unquote_plus(told["key"])
        bucket = found.setdefault(f"s3:{record['s3']['bucket']['name']}", {})
        bucket.pop(key, None)
        if exists(record["eventName"]):
            bucket[key] = seed(vocabulary, key, str(told.get("eTag")), told.get("versionId"))
    return {bucket: tuple(objects.values()) for bucket, objects in found.items() if objects}


def seed(vocabulary: Vocabulary, key: str, digest: str, version: str | None = None) -> Mapping[str, Any]:
    """The object *key* with that *digest* as a seed: text where the code is seen to read that, else bytes."""
    variants = [*(content(vocabulary, key, n) for n in VARIANTS), *_UNREADABLE.get(vocabulary.content, ())]
    octets = next((found for found in variants if md5(found, usedforsecurity=False).hexdigest() == digest), variants[0])
    return _seed(vocabulary, key, octets) | ({"VersionId": version} if version else {})


def unknown(vocabulary: Vocabulary, key: str) -> Mapping[str, Any]:
    """The object *key* as a seed, of which nobody tells who has put it there: bytes, which the code may not know to read."""
    return {"Key": key, "Base64": b64encode(content(vocabulary, key, 0)).decode()}


def _seed(vocabulary: Vocabulary, key: str, octets: bytes) -> dict[str, Any]:
    with suppress(UnicodeDecodeError):
        if vocabulary.content in ("json", "text", None):
            return {"Key": key, "Body": octets.decode()}
    return {"Key": key, "Base64": b64encode(octets).decode()}
