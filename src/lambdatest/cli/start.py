"""When the command was started: importing what it needs is a part of the time that it is given."""

import time

_BEGUN: list[float] = []


def begin() -> None:
    """The command starts now."""
    _BEGUN[:] = [time.perf_counter()]


def spent() -> float:
    """Seconds since `begin`; none where nobody said so."""
    return time.perf_counter() - _BEGUN[0] if _BEGUN else 0.0
