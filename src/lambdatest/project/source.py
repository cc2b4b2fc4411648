"""The Python files of a function's code that are the user's own: without tests, environments and installed packages."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from lambdatest.runtime.user_code import INSTALLED

_TEST = re.compile(r"test_|conftest\.py$|.*_test\.py$")
_MOST_BYTES = 200_000


def texts(code_root: Path) -> Iterator[tuple[str, str | None]]:
    """The path below *code_root* of each file, with its text; None for one that is too large or cannot be read.

    It may be the link to nothing that Emacs leaves beside a file: importing it says what is wrong.
    """
    for folder, folders, files in os.walk(code_root):
        folders[:] = sorted(one for one in folders if one not in INSTALLED and not one.startswith(".") and not _is_foreign(folder, one))
        for name in sorted(files):
            if name.endswith(".py") and not _TEST.match(name):
                path = os.path.join(folder, name)
                yield os.path.relpath(path, code_root), _text(path)


def _text(path: str) -> str | None:
    try:
        is_small = os.path.isfile(path) and os.path.getsize(path) <= _MOST_BYTES
        return Path(path).read_text("utf-8", "replace") if is_small else None
    except OSError:
        return None


def _is_foreign(folder: str, name: str) -> bool:
    """Whether a folder holds tests, an environment or installed packages."""
    path = os.path.join(folder, name)
    return name in ("test", "tests", "cdk.out") or name.endswith((".dist-info", ".egg-info")) or os.path.exists(f"{path}/pyvenv.cfg")
