"""A /tmp of the process's own, where the system allows it: empty as in a new environment, and no other process writes there."""

import ctypes
import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from lambdatest.runtime.guard_network import CLONE_NEWUSER, keep_identity

TMP = "/tmp"  # noqa: S108 - the folder that Lambda lets a function write to  # nosec B108
CLONE_NEWNS = 0x00020000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 0x2, 0x4, 0x1000, 0x4000, 0x40000
MNT_DETACH = 0x2


def private_tmp(kept: Iterable[str | Path]) -> bool:
    """Give this process an empty /tmp, in which only the folders *kept* are what they were; False where the system does not allow it.

    Linux alone, once a process, before it starts threads: for worker processes.  It needs root or unprivileged user namespaces, and
    cannot be undone.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1 or os.path.realpath(TMP) != TMP:
        return False
    folders = _below({os.path.realpath(path) for path in kept})
    library = ctypes.CDLL(None, use_errno=True)
    if TMP in folders or not _unshare(library) or library.mount(None, b"/", None, MS_REC | MS_PRIVATE, None) != 0:
        return False
    here = os.getcwd()
    opened = {folder: os.open(folder, os.O_PATH) for folder in folders}
    try:
        if library.mount(b"tmpfs", TMP.encode(), b"tmpfs", MS_NOSUID | MS_NODEV, b"mode=1777") != 0:
            return False
        if not all(_bound(library, folder, descriptor) for folder, descriptor in opened.items()):
            library.umount2(TMP.encode(), MNT_DETACH)
            return False
    finally:
        for descriptor in opened.values():
            os.close(descriptor)
    os.chdir(here if os.path.isdir(here) else TMP)
    return True


def _below(paths: set[str]) -> list[str]:
    """Those of the *paths* that are folders in /tmp, or /tmp itself; none that lies in another."""
    inside = sorted(path for path in paths if (path + os.sep).startswith(TMP + os.sep) and os.path.isdir(path))
    return [path for path in inside if not any(path.startswith(other + os.sep) for other in inside)]


def _unshare(library: ctypes.CDLL) -> bool:
    user, group = os.getuid(), os.getgid()
    if library.unshare(CLONE_NEWNS) == 0:
        return True
    if library.unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0:
        return False
    keep_identity(user, group)
    return True


def _bound(library: ctypes.CDLL, folder: str, descriptor: int) -> bool:
    """Whether the folder behind *descriptor* could be put back where it was."""
    os.makedirs(folder)
    source = f"/proc/self/fd/{descriptor}".encode()
    return bool(library.mount(source, os.fsencode(folder), None, MS_BIND | MS_REC, None) == 0)
