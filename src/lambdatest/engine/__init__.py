"""The engine: what to try, one history's run, many findings each shrunk, and the processes that do it."""

from lambdatest.engine.options import Listener, Options, Progress, ignore
from lambdatest.engine.replay import Replay, replay
from lambdatest.engine.supervisor import fuzz

__all__ = ["Listener", "Options", "Progress", "Replay", "fuzz", "ignore", "replay"]
