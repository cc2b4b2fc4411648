"""The rules for files: /tmp can be written, the rest is read-only as on Lambda, credentials cannot be read."""

import errno
import os
import shutil
import stat
import tempfile
from typing import Any

from lambdatest.results import FOREIGN
from lambdatest.runtime.guard_violation import record, refuse, user_code

WRITE = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
DEVICES = frozenset({"/dev/null", "/dev/zero", "/dev/full", "/dev/tty", "/dev/stdout", "/dev/stderr"})
SECRETS = (".aws", ".ssh", ".netrc", ".docker", ".kube", ".gnupg", ".config/gcloud", ".azure", ".git-credentials", ".pypirc", ".npmrc")
SQLITE_SIDES = ("-journal", "-wal", "-shm")


class _Files:
    """*roots* are the folders that stand for /tmp, *own* what handlers made in them, *secrets* what nobody may read.

    *lent* are empty files of others that a handler opened for writing: nothing is lost, and they are emptied again.  Some SDKs touch a
    file of one name from every process, as X-Ray's does.
    """

    def __init__(self) -> None:
        home = os.path.realpath(os.path.expanduser("~"))
        self.roots: tuple[str, ...] = ()
        self.own: dict[str, None] = {}
        self.lent: dict[str, None] = {}
        self.secrets = tuple(os.path.join(home, name) for name in SECRETS) + ("/etc/shadow", "/etc/gshadow")

    def is_own(self, path: str) -> bool:
        """Whether a handler made *path* or a folder above it."""
        return path in self.own or any(path.startswith(made + os.sep) for made in self.own)


_FILES = _Files()


def allow(folders: tuple[str, ...] = ()) -> None:
    """Let handlers write in *folders*, or in /tmp and the folder that `tempfile` uses."""
    _FILES.roots = tuple(dict.fromkeys(os.path.realpath(folder) for folder in folders or ("/tmp", tempfile.gettempdir())))  # nosec B108


def left() -> dict[str, int]:
    """The files in /tmp that handlers made and left there, with their bytes; nothing where they made none."""
    found: dict[str, int] = {}
    for path in _FILES.own:
        inside = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names] if os.path.isdir(path) else [path]
        found |= {name: os.lstat(name).st_size for name in inside if os.path.lexists(name)}
    return found


def clean() -> None:
    """Remove every file and folder that handlers made in /tmp."""
    for path in reversed(list(_FILES.own)):
        for name in (path, *(path + side for side in SQLITE_SIDES)):
            if os.path.isdir(name) and not os.path.islink(name):
                shutil.rmtree(name, ignore_errors=True)
            elif os.path.lexists(name):
                os.unlink(name)
    _FILES.own.clear()
    for path in _FILES.lent:
        if os.path.isfile(path) and os.path.getsize(path):
            os.truncate(path, 0)
    _FILES.lent.clear()


def _resolve(path: Any, folder: int = -1) -> str | None:
    """The absolute path with symbolic links resolved; None for a descriptor, which was checked when it was opened."""
    if isinstance(path, int) or path is None:
        return None
    name = os.fsdecode(path)
    if folder >= 0 and not os.path.isabs(name):
        try:
            name = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), name)
        except OSError:
            return None
    return os.path.realpath(name)


def _real(path: Any, folder: int = -1) -> str | None:
    """Like `_resolve`, but the last member of *path* is not followed: what a removal or a new link is about."""
    if isinstance(path, int) or path is None:
        return None
    head, tail = os.path.split(os.fsdecode(path).rstrip(os.sep))
    above = _resolve(head or ".", folder)
    return above if above is None or tail in ("", ".") else os.path.normpath(os.path.join(above, tail))


def _writable(path: str) -> bool:
    """Whether *path* lies in /tmp and not in the code, which is read-only even where a test put it into /tmp."""
    code = user_code()
    inside = [root for root in _FILES.roots if path == root or path.startswith(root + os.sep)]
    if not inside:
        return False
    return code is None or not (path == code.root or path.startswith(code.root + os.sep)) or code.root in _FILES.roots


def _read_only(action: str, path: str) -> None:
    """Do what Lambda's file system does."""
    record("file", f"{action} {path}, and only /tmp can be written")
    raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)


def _change(action: str, path: str | None) -> None:
    """Judge an operation that changes or removes *path*; one that fails by itself is let through, to fail as it does anywhere."""
    if path is None or path in DEVICES or not os.path.lexists(path):
        return
    if not _writable(path):
        _read_only(action, path)
    elif path not in _FILES.roots and not _FILES.is_own(path) and path not in _FILES.lent:
        refuse("file", f"{action} {path}, {FOREIGN}: remove it, or set TMPDIR to an empty folder")


def _make(action: str, path: str | None) -> None:
    """Judge an operation that makes *path*, and remember it as the handler's own."""
    if path is None or os.path.lexists(path) or not os.path.isdir(os.path.dirname(path)):
        return
    if not _writable(path):
        _read_only(action, path)
    _FILES.own[path] = None


def opened(path: Any, mode: Any, flags: Any) -> None:
    """The rule for ``open`` and ``os.open``."""
    real = _resolve(path)
    if real is None:
        return
    writes = isinstance(flags, int) and flags & WRITE or isinstance(mode, str) and not set("wax+").isdisjoint(mode)
    if not writes:
        _read(real)
    elif real not in DEVICES and not (real in _FILES.roots and os.path.isdir(real)):  # O_TMPFILE opens the folder itself
        if _writable(real) and not _FILES.is_own(real) and _is_empty(real):
            _FILES.lent[real] = None
        (_change if os.path.lexists(real) else _make)("writes", real)


def _is_empty(path: str) -> bool:
    """Whether *path* is a file without content."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and not found.st_size


def _read(path: str) -> None:
    if path.startswith("/proc/") and path.endswith("/environ"):
        refuse("file", f"reads {path}, the environment of the process that tests it")
    for secret in _FILES.secrets:
        if path == secret or path.startswith(secret + os.sep):
            refuse("file", f"reads {path}, where credentials are kept")


def removed(path: Any, folder: int = -1) -> None:
    """The rule for ``os.remove`` and ``os.rmdir``."""
    real = _real(path, folder)
    _change("removes", real)


def tree_removed(path: Any, folder: Any = None) -> None:
    """The rule for ``shutil.rmtree``."""
    _change("removes", _real(path, folder if isinstance(folder, int) else -1))


def made(path: Any, mode: int = 0, folder: int = -1) -> None:
    """The rule for ``os.mkdir``."""
    del mode
    _make("makes the folder", _real(path, folder))


def truncated(path: Any, length: int = 0) -> None:
    """The rule for ``os.truncate``."""
    del length
    _change("truncates", _resolve(path))


def moded(path: Any, mode: int = 0, folder: int = -1) -> None:
    """The rule for ``os.chmod``."""
    del mode
    _change("changes the mode of", _resolve(path, folder))


def chowned(path: Any, user: int = -1, group: int = -1, folder: int = -1) -> None:
    """The rule for ``os.chown``."""
    del user, group
    _change("changes the owner of", _resolve(path, folder))


def touched(path: Any, times: Any = None, nanoseconds: Any = None, folder: int = -1) -> None:
    """The rule for ``os.utime``."""
    del times, nanoseconds
    _change("changes the times of", _resolve(path, folder))


def renamed(source: Any, target: Any, source_folder: int = -1, target_folder: int = -1) -> None:
    """The rule for ``os.rename`` and ``os.replace``."""
    real, new = _real(source, source_folder), _real(target, target_folder)
    if real is None or not os.path.lexists(real):
        return
    _change("moves", real)
    _change("replaces", new)
    _make("writes", new)
    if new is not None:
        _FILES.own[new] = None


def hard_linked(source: Any, target: Any, source_folder: int = -1, target_folder: int = -1) -> None:
    """The rule for ``os.link``: a second name of a file outside would let the handler write to it."""
    real = _real(source, source_folder)
    if real is not None and os.path.lexists(real) and not _FILES.is_own(real):
        record("file", f"makes a hard link to {real}")
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV), real)
    _make("links", _real(target, target_folder))


def linked(source: Any, target: Any, folder: int = -1) -> None:
    """The rule for ``os.symlink``: where it points to is judged when it is used."""
    del source
    _make("links", _real(target, folder))


def connected(database: Any) -> None:
    """The rule for ``sqlite3.connect``: SQLite opens its files in C, where no other rule sees it."""
    name = os.fsdecode(database) if isinstance(database, str | bytes | os.PathLike) else ""
    if name in ("", ":memory:") or name.startswith("file:") and ("mode=ro" in name or "mode=memory" in name or "immutable=1" in name):
        return
    path = os.path.realpath(name.removeprefix("file:").split("?", maxsplit=1)[0])
    if os.path.exists(path) and stat.S_ISREG(os.stat(path).st_mode):
        _change("opens the database", path)
    else:
        _make("writes", path)
