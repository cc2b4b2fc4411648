"""A network namespace of the process's own, where the system allows it: what C code sends goes nowhere either."""

import contextlib
import ctypes
import importlib
import os
import socket
import struct
import sys
import threading
from pathlib import Path

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
SIOCSIFFLAGS = 0x8914
IFF_UP_RUNNING = 0x1 | 0x40


def isolate_network() -> bool:
    """Cut this process off every network but its own loopback; False where the system does not allow it, and nothing changed.

    Linux alone, once a process, before it starts threads: for worker processes.  It needs root or unprivileged user namespaces,
    and cannot be undone.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return False
    user, group = os.getuid(), os.getgid()
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(CLONE_NEWNET) != 0:
        if library.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
            return False
        keep_identity(user, group)
    _raise_loopback()
    return True


def keep_identity(user: int, group: int) -> None:
    """Be the same user inside of the new user namespace."""
    with contextlib.suppress(OSError):  # then the process runs on as the overflow user, which can do less
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")


def _raise_loopback() -> bool:
    """Bring up the namespace's own loopback interface; False where that fails: the network is closed all the same."""
    fcntl = importlib.import_module("fcntl")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            fcntl.ioctl(probe, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP_RUNNING))
        except OSError:
            return False
    return True
