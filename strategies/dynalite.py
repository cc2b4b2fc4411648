"""dynalite, an implementation of DynamoDB in JavaScript that follows the service's own answers: an oracle for ours.

https://github.com/architect/dynalite
"""

import json
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Context
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.core.models import botocore_stubber

from strategies import npm
from strategies.npm import Missing

VERSION = "4.0.0"
_DIGITS = Context(prec=38)
# All addresses but the loopback stay closed, tables are there at once, and the port is any that is free.
_OPTIONS = "{createTableMs: 0, deleteTableMs: 0}"
_START = f"require(process.argv[1])({_OPTIONS}).listen(0, '127.0.0.1', function () {{console.log(this.address().port)}})"


def installed() -> Path:
    """The folder of the pinned version.  Raises Missing."""
    return npm.installed("dynalite", VERSION)


@contextmanager
def running(package: Path) -> Iterator[str]:
    """The address of a dynalite that runs until the end."""
    with subprocess.Popen(["node", "-e", _START, str(package)], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not re.fullmatch(r"\d+\n", line):
                raise Missing(f"dynalite {VERSION} did not start: {line!r}; its folder is {package}")
            yield f"http://127.0.0.1:{line.strip()}"
        finally:
            process.terminate()


def client(url: str) -> Any:
    """A client that moto never answers, whether or not it is active, and that tries a request once."""
    made = boto3.Session().client(
        "dynamodb", endpoint_url=url, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x",
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}, parameter_validation=False, read_timeout=10),
    )
    made.meta.events.unregister("before-send", botocore_stubber)
    # The guard adopts every client that it finds, to let moto answer it: not this one.
    made.meta.events.register_first = lambda *arguments, **options: None
    return made


def make_table(made: Any, definition: Mapping[str, Any]) -> None:
    """An empty table of that definition, whether or not there was one; dynalite takes its time to delete a table."""
    name = definition["TableName"]
    with suppress(made.exceptions.ResourceInUseException):
        made.create_table(**definition)
    while made.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.01)
    for item in made.scan(TableName=name)["Items"]:
        made.delete_item(TableName=name, Key={one["AttributeName"]: item[one["AttributeName"]] for one in definition["KeySchema"]})


def answer(made: Any, operation: str, arguments: Mapping[str, Any]) -> tuple[Any, tuple[str, str] | None]:
    """What a request returned, and the code and message of its refusal; one of the two is None."""
    try:
        return getattr(made, operation)(**arguments), None
    except ClientError as error:
        return None, (error.response["Error"]["Code"], error.response["Error"]["Message"])


def measured_alike(value: Any) -> bool:
    """True where dynalite sees the sizes that DynamoDB sees: it counts the UTF-16 units of text, not the bytes."""
    return json.dumps(value, ensure_ascii=False, default=repr).isascii()


def normalised(value: Any) -> Any:
    """A wire value or item in which equal numbers and equal sets look the same; numbers are rounded to 38 digits.

    A sum of more digits is the one thing that dynalite keeps and DynamoDB cannot.
    """
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((kind, content),) = value.items()
            if kind == "N" and isinstance(content, str):
                return {"N": str(_DIGITS.create_decimal(content).normalize(_DIGITS))}
            if kind in ("SS", "NS", "BS") and isinstance(content, list):
                return {kind: sorted(str(normalised({kind[0]: member})[kind[0]]) for member in content)}
        return {name: normalised(member) for name, member in sorted(value.items())}
    return [normalised(member) for member in value] if isinstance(value, list) else value
