"""dynalite, an implementation of DynamoDB in JavaScript that follows the service's own answers: an oracle for ours.

https://github.com/architect/dynalite
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from moto.core.models import botocore_stubber

VERSION = "4.0.0"
_SECONDS = 120
# All addresses but the loopback stay closed, tables are there at once, and the port is any that is free.
_OPTIONS = "{createTableMs: 0, deleteTableMs: 0}"
_START = f"require(process.argv[1])({_OPTIONS}).listen(0, '127.0.0.1', function () {{console.log(this.address().port)}})"


class Missing(Exception):
    """There is no dynalite to be had; the text says why and what to do."""


def installed() -> Path:
    """The folder of the pinned version below the user's cache, installed there when it is first asked for.  Raises Missing."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lambdatest" / f"dynalite-{VERSION}"
    package = folder / "node_modules" / "dynalite"
    if not shutil.which("node"):
        raise Missing(f"dynalite {VERSION} needs Node.js; install it, version 20 or later, with npm")
    if not package.exists():
        _install(folder)
    return package


def _install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing(f"dynalite {VERSION} is installed by npm, which is not there; install Node.js with npm, version 20 or later")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        command = [npm, "install", "--prefix", place, "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", f"dynalite@{VERSION}"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as late:
            raise Missing(f"npm did not install dynalite {VERSION} within {_SECONDS} s") from late
        if done.returncode:
            raise Missing(f"npm could not install dynalite {VERSION}: {' '.join(done.stderr.split())[-300:]}")
        try:
            Path(place).rename(folder)
        except OSError:
            # Another process of this run was quicker, and its folder is as good.
            if not folder.exists():
                raise
        Path(place).mkdir(exist_ok=True)


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
        config=Config(retries={"mode": "standard", "total_max_attempts": 1}, parameter_validation=False),
    )
    made.meta.events.unregister("before-send", botocore_stubber)
    return made
