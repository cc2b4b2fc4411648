"""The check `s3_key_traversal`."""

import re
from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step

_WRITES = frozenset({"PutObject", "CopyObject", "CreateMultipartUpload"})
_MARK = "../lt7f3", "/lt7f3"
_LEFT = re.compile(r"(\.\./){1,2}etc/lt7f3")
"""A key in which folders were taken away for some of the three `../` that are sent."""


@registered("warning")
def s3_key_traversal(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No object is written under a key with the `../` of a client, and none of them leads a key out of its folder.

    S3 takes the key literally, but whoever copies the bucket to a disk, or builds a URL of the key, leaves the folder; the console
    cannot show the object.  https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    https://cwe.mitre.org/data/definitions/22.html

    A key that is written, where the client's text stands in it as it was sent; a key of any request to S3, where the code has resolved
    the `../` and so left the folder that it put before them, which may be the caller's own.  Only in answer to an HTTP request: the key
    in an S3 notification is that of an object already.
    """
    for call in outcome.calls:
        key = str(call.parameters.get("Key", ""))
        if not step.http or call.service != "s3":
            continue
        if _LEFT.match(key):
            yield Hit(f"{call.operation} takes the key {key!r}: the ../ of the client lead out of the folder", "left", frame=call.frame)
        elif call.operation in _WRITES and "../" in key and key.endswith(_MARK):
            yield Hit(f"{call.operation} writes the key {key!r}, whose ../ the client sent", call.operation, frame=call.frame)
