"""Functions of the file system: they read below the repository, and nothing else."""

import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from lambdatest.errors import ProjectError
from lambdatest.readers.document import MAX_BYTES, read_text
from lambdatest.readers.terraform.encoding_function import base64_encode
from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.text_function import digest
from lambdatest.readers.terraform.value import to_text
from lambdatest.readers.text import shown

MOST_FILES = 5_000


class Files:
    """What the functions of a configuration in the folder *root* may read: what lies below *repository*."""

    def __init__(self, root: Path, repository: Path) -> None:
        self.root = root
        self.repository = repository

    def function(self, name: str) -> Callable[..., Any] | None:
        """The function *name* of the file system, if there is one; it raises Failure."""
        return partial(_FUNCTIONS[name], self) if name in _FUNCTIONS else None

    def path(self, name: Any) -> Path:
        """The path *name*, relative to the folder where ``terraform`` runs.  Raises Failure where it leads elsewhere."""
        text = to_text(name)
        path = self.root / text
        try:
            inside = path.resolve().is_relative_to(self.repository)
        except (OSError, ValueError, RuntimeError):
            inside = False
        if text.startswith("~") or not inside:
            raise Failure(f"the file {shown(text)} is outside of the repository and not read")
        return path

    def text(self, name: Any) -> str:
        """The text of a file.  Raises Failure."""
        try:
            return read_text(self.path(name), self.root)
        except ProjectError as error:
            raise Failure(f"the file {shown(to_text(name))} cannot be read ({_reason(error)})") from None

    def data(self, name: Any) -> bytes:
        """The bytes of a file.  Raises Failure."""
        path = self.path(name)
        try:
            if not path.is_file() or path.stat().st_size > MAX_BYTES * 25:
                raise Failure(f"there is no file {shown(to_text(name))}, or it is too large")
            return path.read_bytes()
        except OSError as error:
            raise Failure(f"the file {shown(to_text(name))} cannot be read ({error.strerror})") from None

    def found(self, folder: Any, pattern: Any) -> list[str]:
        """The files below *folder* that match *pattern*: the function `fileset`."""
        top, names = self.path(folder), []
        matches = _glob(to_text(pattern))
        for number, (place, _, files) in enumerate(os.walk(top)):
            if number > MOST_FILES:
                raise Failure(f"there are too many folders below {shown(to_text(folder))}")
            names += [(Path(place) / file).relative_to(top).as_posix() for file in files]
        return sorted(name for name in names if matches.fullmatch(name))


def _reason(error: ProjectError) -> str:
    return str(error).partition(": ")[2].partition(";")[0]


def _glob(pattern: str) -> re.Pattern[str]:
    """A pattern with ``*``, ``**``, ``?`` and ``{a,b}`` as a regular expression."""
    pieces = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}

    def piece(found: re.Match[str]) -> str:
        if found[0].startswith("{") and len(found[0]) > 1:
            return "(?:" + "|".join(_glob(part).pattern for part in found[0][1:-1].split(",")) + ")"
        return pieces.get(found[0]) or re.escape(found[0])
    return re.compile(re.sub(r"\*\*/|\*\*|\*|\?|\{[^{}]*\}|.", piece, pattern, flags=re.DOTALL))


def _hashed(name: str, encode: Callable[[bytes], str]) -> Callable[[Files, Any], str]:
    """A file's hash: of what is built first there may be none yet, and nothing depends on it."""
    def hashed(files: Files, path: Any) -> str:
        try:
            data = files.data(path)
        except Failure:
            data = b""
        return digest(name, data, encode)
    return hashed


def _directory(_files: Files, path: Any) -> str:
    return os.path.dirname(to_text(path)) or "."


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abspath": lambda files, path: os.path.normpath(files.root.resolve() / to_text(path)),
    "basename": lambda files, path: os.path.basename(to_text(path).rstrip("/")),
    "dirname": _directory,
    "file": lambda files, path: files.text(path),
    "filebase64": lambda files, path: base64_encode(files.data(path)),
    "filebase64sha256": _hashed("sha256", base64_encode),
    "filebase64sha512": _hashed("sha512", base64_encode),
    "fileexists": lambda files, path: files.path(path).is_file(),
    "filemd5": _hashed("md5", bytes.hex),
    "fileset": lambda files, folder, pattern: files.found(folder, pattern),
    "filesha1": _hashed("sha1", bytes.hex),
    "filesha256": _hashed("sha256", bytes.hex),
    "filesha512": _hashed("sha512", bytes.hex),
    "pathexpand": lambda files, path: to_text(path),
}
