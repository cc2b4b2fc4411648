"""The conditions that kept a search from lines that it did not reach."""

import sys

from lambdatest.runtime.barrier import barriers
from lambdatest.runtime.line import Lines

SOURCE = """def handler(event, context):
    if event.get("a"):
        x = 1
        x += 1
    else:
        x = 2
    try:
        x = int(event["n"])
    except ValueError:
        return "bad"
    if x > 1000:
        if x > 5000:
            return "huge"
        return "large"
    while x < 0:
        x += 1
    match x:
        case 7:
            return "seven"
    return "small"
"""


def told(*events: dict[str, object]) -> list[tuple[int, str, str, int]]:
    """What is said after a run of the handler with each of *events*."""
    reached: set[int] = set()

    def trace(frame, event, _argument):  # type: ignore[no-untyped-def]
        if frame.f_code.co_filename == "app.py" and event == "line":
            reached.add(frame.f_lineno)
        return trace

    scope: dict[str, object] = {}
    exec(compile(SOURCE, "app.py", "exec"), scope)  # pylint: disable=exec-used  # the sample is run as a handler is
    previous = sys.gettrace()
    sys.settrace(trace)
    try:
        for event in events:
            scope["handler"](event, None)  # type: ignore[operator]
    finally:
        sys.settrace(previous)
    executable = set(range(2, 21))
    return [(one.line, one.source, one.said, one.lines) for one in barriers(SOURCE, executable, reached)]


def test_each_condition_whose_other_side_was_never_taken_is_named() -> None:
    assert told({"a": 1, "n": "5"}) == [
        (11, "if x > 1000:", "never true", 3), (2, 'if event.get("a"):', "never false", 1), (9, "except ValueError:", "never raised", 1),
        (15, "while x < 0:", "never true", 1), (18, "case 7:", "never matched", 1),
    ]


def test_what_both_sides_of_were_taken_bars_nothing_and_the_next_one_inside_does() -> None:
    found = told({"a": 1, "n": "5"}, {"n": "x"}, {"n": "2000"}, {"n": "-1"}, {"n": "7"})
    assert found == [(12, "if x > 5000:", "never true", 1)]


def test_nothing_is_named_where_nobody_looked() -> None:
    assert Lines("app.py", SOURCE, "handler").barriers() == [] and barriers("def (", {1}, {1}) == []
