"""osls, which continues the Serverless Framework: what it makes of a serverless.yml, an oracle for our reader.

https://github.com/oss-serverless/osls
"""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from strategies import npm

VERSION = "4.3.1"
TEMPLATE = ".serverless/cloudformation-template-update-stack.json"
_SECONDS = 120
# It asks nobody: no account, no release notes, no credentials of the developer's.
_ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "SLS_TELEMETRY_DISABLED": "1", "SLS_NOTIFICATIONS_MODE": "off", "CI": "1",
}


def installed() -> Path:
    """The folder of the pinned version below the user's cache, installed there when it is first asked for.  Raises npm.Missing."""
    return npm.installed("osls", VERSION)


def printed(package: Path, folder: Path, *options: str) -> dict[str, Any]:
    """The service in *folder* with its variables resolved, as ``osls print`` shows it."""
    found: dict[str, Any] = json.loads(_run(package, folder, "print", "--format", "json", *options))
    return found


def packaged(package: Path, folder: Path, *options: str) -> dict[str, Any]:
    """The template that ``osls deploy`` would hand to CloudFormation."""
    _run(package, folder, "package", *options)
    found: dict[str, Any] = json.loads((folder / TEMPLATE).read_text(encoding="utf-8"))
    return found


def _run(package: Path, folder: Path, *arguments: str) -> str:
    command: Sequence[str] = ["node", str(package / "bin" / "serverless.js"), *arguments]
    # What it compiles of its schema takes two of its three seconds: it is kept for the next call, beside the package.
    kept = {"SLS_SCHEMA_CACHE_BASE_DIR": str(package.parent.parent)}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), **_ENVIRONMENT, **kept}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        raise AssertionError(f"osls {' '.join(arguments)} in {folder.name}: {done.stdout} {done.stderr}")
    return done.stdout
