"""Which lines of the handler's module were reached, and what was caught: sys.monitoring from Python 3.12 on, a trace function before.

A trace function is set only where nobody else has one (a debugger, coverage), and looks at lines only until nothing new has been
reached for a while, since that slows the handler down.
"""

import ast
import contextlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from lambdatest.runtime.barrier import Barrier, barriers
from lambdatest.runtime.caught import Caught

SATURATED = 30
"""Invocations without a new line after which the trace function is not set any more."""
TOOL_IDS = (4, 3)
"""Free identifiers of sys.monitoring: 0, 1, 2 and 5 are a debugger's, coverage's, a profiler's and an optimizer's."""


class Lines:
    """The lines of *file*, an absolute path, with *source*; *handler* is the name of the handler in it.

    With *before*, the lines of an earlier load of the same text, it goes on counting.
    """

    def __init__(self, file: str, source: str, handler: str = "", before: "Lines | None" = None) -> None:
        self.file = file
        self.source = source
        same = before is not None and (before.file, before.source) == (file, source)
        self.reached: set[int] = set(before.reached) if before is not None and same else set()
        self.executable = _executable(source, file, handler)
        self.caught: Caught | None = None
        self._idle = 0
        self._seen = len(self.reached)
        _MONITOR.start()

    def share(self) -> float | None:
        """The share of executable lines that were reached; None where nobody could look.

        Module-level lines, the handler and every function and class that it can reach by name count; the other handlers of a
        module that holds several do not.
        """
        if not self.executable or not self.reached:
            return None
        return len(self.executable & self.reached) / len(self.executable)

    def barriers(self) -> list[Barrier]:
        """The conditions that kept everybody from lines that were not reached; none where nobody could look."""
        return barriers(self.source, self.executable, self.reached) if self.reached else []

    def resume(self) -> None:
        """Look again, if nobody did any more since nothing new was reached: another kind of event is to come."""
        self._idle = 0

    def rest(self) -> None:
        """Look no more until `resume`, where looking slows the handler down."""
        self._idle = SATURATED

    @contextmanager
    def watching(self, caught: Caught | None = None) -> Iterator[None]:
        """Look while the block runs: lines of this file that are reached then are this function's, and *caught* sees its exceptions."""
        previous, _MONITOR.current = _MONITOR.current, self
        self.caught = caught
        try:
            with contextlib.nullcontext() if _MONITOR.running else self._tracing():
                yield
        finally:
            _MONITOR.current = previous

    @contextmanager
    def _tracing(self) -> Iterator[None]:
        """Look with a trace function while the block runs, if nobody else has one."""
        if sys.gettrace() is not None:
            yield
            return
        sys.settrace(self._trace)
        try:
            yield
        finally:
            if getattr(sys.gettrace(), "__self__", None) is self:
                sys.settrace(None)
            self._idle = self._idle + 1 if len(self.reached) == self._seen else 0
            self._seen = len(self.reached)

    def _trace(self, frame: FrameType, event: str, argument: Any) -> Any:
        del event, argument
        file = frame.f_code.co_filename
        if file == self.file and self._idle < SATURATED:
            return self._line
        if self.caught is None or not self.caught.owns(file):
            return None
        frame.f_trace_lines = False
        return self.caught.trace

    def _line(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            self.reached.add(frame.f_lineno)
        elif self.caught is not None:
            self.caught.trace(frame, event, argument)
        return self._line


class _Monitor:
    """sys.monitoring, started once for the process: each place is reported once and then never again.

    Functions that share a file have code objects of their own, so each of them gets its own reports; *current* is the one that
    is watching.
    """

    def __init__(self) -> None:
        self.current: Lines | None = None
        self.running = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Begin, where this Python has it and an identifier is free."""
        monitoring: Any = getattr(sys, "monitoring", None)
        if monitoring is None:
            return
        with self._lock:
            if self.running:
                return
            free = [tool for tool in TOOL_IDS if monitoring.get_tool(tool) is None]
            if not free:
                return
            monitoring.use_tool_id(free[0], "lambdatest")

            def line(code: CodeType, number: int) -> Any:
                current = self.current
                if current is not None and code.co_filename == current.file:
                    current.reached.add(number)
                return monitoring.DISABLE

            def error(code: CodeType, _offset: int, raised: BaseException) -> None:
                caught = self.current.caught if self.current is not None else None
                if caught is not None and caught.owns(code.co_filename):
                    caught.see(raised)

            events = monitoring.events
            monitoring.register_callback(free[0], events.LINE, line)
            for event in (events.EXCEPTION_HANDLED, events.PY_UNWIND):
                monitoring.register_callback(free[0], event, error)
            monitoring.set_events(free[0], events.LINE | events.EXCEPTION_HANDLED | events.PY_UNWIND)
            self.running = True


_MONITOR = _Monitor()


def _executable(source: str, file: str, handler: str) -> frozenset[int]:
    """The lines with code, without those of functions that *handler* cannot reach; none where *source* is no Python."""
    try:
        tree, code = ast.parse(source), compile(source, file, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return frozenset()
    apart = {number for first, last in _unreachable(tree, handler) for number in range(first + 1, last + 1)}
    return frozenset(_lines(code) - apart)


def _lines(code: CodeType) -> set[int]:
    found = {line for start, _, line in code.co_lines() if line and code.co_code[start] != _RESUME}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _lines(constant)
    return found


def _unreachable(tree: ast.Module, handler: str) -> list[tuple[int, int]]:
    """First and last lines of the module's plain functions and classes that *handler* does not reach by any name."""
    nodes = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    if handler not in nodes:
        return []
    loose = [node for node in tree.body if node not in nodes.values()]
    decorated = [node for node in nodes.values() if node.decorator_list]
    wanted = [nodes[handler], *loose, *decorated]
    kept: set[str] = {handler, *(node.name for node in decorated)}
    while wanted:
        for name in _names(wanted.pop()) & nodes.keys() - kept:
            kept.add(name)
            wanted.append(nodes[name])
    return [(node.lineno, node.end_lineno or node.lineno) for name, node in nodes.items() if name not in kept]


def _names(node: ast.AST) -> set[str]:
    members = list(ast.walk(node))
    return {m.id for m in members if isinstance(m, ast.Name)} | {m.attr for m in members if isinstance(m, ast.Attribute)}


_RESUME = compile("", "", "exec").co_code[0]
