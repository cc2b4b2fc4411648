"""The audit hook: it sees what Python does to sockets, processes and files, whichever module asks for it (PEP 578)."""

import ipaddress
import socket
import sys
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from lambdatest.runtime import guard_file, thread
from lambdatest.runtime.guard_violation import refuse, user_code

_BUSY = threading.local()
CONTAINER_SOCKETS = ("docker.sock", "podman.sock", "containerd.sock")


def _loopback(host: Any) -> bool:
    """Whether *host*, a name or an address, is this machine."""
    text = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if text in (None, "", "localhost", socket.gethostname()):
        return True
    try:
        address = ipaddress.ip_address(str(text).split("%", maxsplit=1)[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _connected(sock: Any, address: Any = None) -> None:
    del sock
    if isinstance(address, str | bytes):
        name = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
        if name.endswith(CONTAINER_SOCKETS):
            refuse("network", f"connects to {name}")
    elif isinstance(address, tuple) and address and not (address[0] and _loopback(address[0])):
        refuse("network", f"connects to {':'.join(map(str, address[:2]))}")


def _looked_up(host: Any, *rest: Any) -> None:
    del rest
    if not _loopback(host):
        refuse("network", f"looks up the host {host.decode('ascii', 'replace') if isinstance(host, bytes) else host}")


def _resolved(address: Any, *rest: Any) -> None:
    del rest
    _looked_up(address[0] if isinstance(address, tuple) else address)


def _command(value: Any) -> str:
    """A command line as one text."""
    members = value if isinstance(value, list | tuple) else [value]
    return " ".join(m.decode("utf-8", "replace") if isinstance(m, bytes) else str(m) for m in members)


def _process(name: str) -> Callable[..., None]:
    def rule(*args: Any) -> None:
        command = args[1] if name in ("subprocess.Popen", "os.spawn") and len(args) > 1 and args[1] else args[:1]
        refuse("process", f"starts a process ({name}): {_command(command)}")

    return rule


def _forked(name: str) -> Callable[..., None]:
    return lambda *args: refuse("process", f"calls {name}()")


def _signalled(*args: Any) -> None:
    refuse("process", f"sends signal {args[-1]} to process or thread {args[0]}")


def _native(*args: Any) -> None:
    if _user_asks(sys._getframe(2)):
        refuse("process", f"loads native code through ctypes: {_command(args[-1:])}")


def _user_asks(frame: FrameType | None) -> bool:
    """Whether the user's code itself uses ctypes: the first frame outside of ctypes is the user's."""
    code = user_code()
    while frame is not None and code is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module.split(".", maxsplit=1)[0] == "ctypes":
            if frame.f_code.co_name == "<module>":
                return False  # ctypes itself is being imported
        elif module != __name__:
            return code.owns(frame.f_code.co_filename)
        frame = frame.f_back
    return False


RULES: dict[str, Callable[..., None]] = {
    "socket.connect": _connected,
    "socket.sendto": _connected,
    "socket.sendmsg": _connected,
    "socket.getaddrinfo": _looked_up,
    "socket.gethostbyname": _looked_up,
    "socket.gethostbyaddr": _looked_up,
    "socket.getnameinfo": _resolved,
    **{name: _process(name) for name in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn")},
    "os.startfile": _process("os.startfile"),
    **{name: _forked(name) for name in ("os.fork", "os.forkpty")},
    **{name: _signalled for name in ("os.kill", "os.killpg", "signal.pthread_kill")},
    **{name: _native for name in ("ctypes.dlopen", "ctypes.dlsym", "ctypes.dlsym/handle")},
    "open": guard_file.opened,
    "os.remove": guard_file.removed,
    "os.rmdir": guard_file.removed,
    "shutil.rmtree": guard_file.tree_removed,
    "os.mkdir": guard_file.made,
    "os.truncate": guard_file.truncated,
    "os.chmod": guard_file.moded,
    "os.chown": guard_file.chowned,
    "os.utime": guard_file.touched,
    "os.rename": guard_file.renamed,
    "os.link": guard_file.hard_linked,
    "os.symlink": guard_file.linked,
    "sqlite3.connect": guard_file.connected,
}


OUTWARD = frozenset(name for name in RULES if name.startswith("socket.")) | {
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "pty.spawn", "os.startfile", "os.fork", "os.forkpty"),
}
"""What leaves the process: a test that is watched may do the rest, such as writing files."""


def hook(event: str, args: tuple[Any, ...]) -> None:
    """Judge one audit event.  A hook cannot be removed: it looks at nothing but what handlers and watched tests do while they run."""
    rule = RULES.get(event)
    if rule is None or getattr(_BUSY, "on", False) or not (thread.inside() or (event in OUTWARD and thread.guarded())):
        return
    try:
        _BUSY.on = True
        rule(*args)
    finally:
        _BUSY.on = False


setattr(hook, "__cantrace__", True)  # else neither coverage nor a debugger sees what runs in an audit hook
