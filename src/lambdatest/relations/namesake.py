"""An event of S3 about another object whose key ends alike: ``a/report.txt`` and ``lt/a/report.txt`` have one file name."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from hashlib import md5
from typing import Any
from urllib.parse import unquote_plus

from lambdatest.results import Step
from lambdatest.strategies.s3 import encoded_key, exists

FOLDER = "lt-other"
Seeds = Mapping[str, Sequence[Mapping[str, Any]]]


def namesake(step: Step, seeds: Seeds) -> tuple[Any, dict[str, Any]] | None:
    """The event, and *seeds* with its object; None for other events, and where no rule of the trigger lets such a key through.

    The object holds twice what the other one holds, except for pictures and JSON, which would be none any more.
    """
    record = step.records[0] if step.case.kind == "s3" and step.records else None
    if record is None or not exists(record["eventName"]):
        return None
    bucket, key = record["s3"]["bucket"]["name"], unquote_plus(record["s3"]["object"]["key"])
    held = seeds.get(f"s3:{bucket}", ())
    mine = next((one for one in held if one["Key"] == key), None)
    folder, slash, name = key.rpartition("/")
    other = f"{folder}{slash}{FOLDER}/{name}"
    if mine is None or not _lets_through(step, other):
        return None
    octets = b64decode(mine["Base64"]) if "Base64" in mine else str(mine["Body"]).encode()
    octets *= 1 if octets[:1] in (b"{", b"[", b"\x89") else 2
    digest = md5(octets, usedforsecurity=False).hexdigest()
    told = {**record["s3"]["object"], "key": encoded_key(other), "size": len(octets), "eTag": digest}
    event = {**step.event, "Records": [{**record, "s3": {**record["s3"], "object": told}}]}
    version = {"VersionId": mine["VersionId"]} if "VersionId" in mine else {}
    found = version | {"Key": other} | ({"Base64": b64encode(octets).decode()} if "Base64" in mine else {"Body": octets.decode()})
    return event, {**seeds, f"s3:{bucket}": (*held, found)}


def _lets_through(step: Step, key: str) -> bool:
    rules: Sequence[Mapping[str, Any]] = step.trigger.options.get("rules") or ({},)
    return any(key.startswith(rule.get("prefix") or "") and key.endswith(rule.get("suffix") or "") for rule in rules)
