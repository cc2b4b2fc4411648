"""The check `s3_key_traversal`."""

from collections.abc import Iterator

from lambdatest.checks.check import registered
from lambdatest.results import Hit, Outcome, Step

_WRITES = frozenset({"PutObject", "CopyObject", "CreateMultipartUpload"})
_MARK = "../lt7f3", "/lt7f3"


@registered("warning")
def s3_key_traversal(step: Step, outcome: Outcome) -> Iterator[Hit]:
    """No object is written under a key with the `../` of a client.

    S3 takes the key literally, but whoever copies the bucket to a disk, or builds a URL of the key, leaves the folder; the console
    cannot show the object.  https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    https://cwe.mitre.org/data/definitions/22.html

    Only keys that are written, only where the client's text stands in them as it was sent, and only in answer to an HTTP request: the
    key in an S3 notification is that of an object already.
    """
    for call in outcome.calls:
        key = str(call.parameters.get("Key", ""))
        if step.http and call.service == "s3" and call.operation in _WRITES and "../" in key and key.endswith(_MARK):
            yield Hit(f"{call.operation} writes the key {key!r}, whose ../ the client sent", call.operation, frame=call.frame)
