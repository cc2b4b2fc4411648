"""The ways out of the process that raise no audit event: os._exit, os.abort and fork_exec."""

import multiprocessing.util
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from lambdatest.runtime import thread
from lambdatest.runtime.guard_violation import refuse


def _guarded(real: Callable[..., Any], describe: Callable[..., str]) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        if thread.guarded():
            refuse("process", describe(*args, **options))
        return real(*args, **options)

    call.__name__ = call.__qualname__ = real.__name__
    return call


def _exits(status: Any = 0) -> str:
    return f"ends the process with os._exit({status})"


def _aborts() -> str:
    return "ends the process with os.abort()"


def _executes(*arguments: Any) -> str:
    return "starts a process (fork_exec): " + " ".join(map(os.fsdecode, arguments[0]))


def close() -> None:
    """Replace them once for the process; outside of an invocation or a watched test they do what they always did."""
    system = [os, *(sys.modules[name] for name in ("posix", "nt") if name in sys.modules)]
    leave, abort = _guarded(os._exit, _exits), _guarded(os.abort, _aborts)
    for module in system:
        setattr(module, "_exit", leave)
        setattr(module, "abort", abort)
    spawner = sys.modules.get("_posixsubprocess")
    if spawner is None:
        return
    execute = _guarded(spawner.fork_exec, _executes)
    for module in (spawner, subprocess, multiprocessing.util):
        for name in ("fork_exec", "_fork_exec"):
            if hasattr(module, name):
                setattr(module, name, execute)
