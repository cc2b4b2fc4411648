"""The relation `tmp_growth`."""

import os
import re
from collections.abc import Iterator

from lambdatest.relations.relation import RELATIONS, Relation, Run
from lambdatest.results import Hit, Transcript

MORE = 4
_OPAQUE = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|\d{3,}|(?<=tmp)[a-z0-9_]{8}")
_ENDS = re.compile(r"[^-_./]*$"), re.compile(r"^[^-_./]*")


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last event four times more in the same environment, where the invocation left files in /tmp."""
    step, outcome = transcript.last
    if not outcome.left or outcome.timed_out or (outcome.raised is not None and outcome.raised.type == "GuardViolation"):
        return ()
    history = transcript.history
    del step
    return (Run(history.then(*[history.cases[-1]] * MORE)),)


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """What an invocation leaves in /tmp does not pile up.

    /tmp has 512 MB by default, and it lives as long as the environment: files that nobody removes, or that are appended to, fill it,
    and then every write fails with `No space left on device`.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html

    The same event is handled four times more; with each of them there must be more files, or more bytes.  A file that is written
    anew each time, such as a cache, is left alone.
    """
    del transcript
    outcomes = others[0].outcomes[-(MORE + 1) :]
    counts = [len(outcome.left) for outcome in outcomes]
    sizes = [sum(outcome.left.values()) for outcome in outcomes]
    if all(after > before for before, after in zip(counts, counts[1:], strict=False)):
        new = [path for path in outcomes[-1].left if path not in outcomes[0].left]
        yield Hit(f"each invocation leaves another file in /tmp, {_pattern(new)}: {counts[-1]} after {MORE + 1}", key="files")
    elif all(after > before for before, after in zip(sizes, sizes[1:], strict=False)):
        grown = [path for path, size in outcomes[-1].left.items() if size > outcomes[0].left.get(path, size)]
        yield Hit(f"{_pattern(grown)} grows with each invocation: by {(sizes[-1] - sizes[0]) // MORE:,} bytes", key="bytes")


def _pattern(paths: list[str]) -> str:
    """What the names have in common, with a star for what differs."""
    names = sorted({_OPAQUE.sub("*", _shown(path)) for path in paths})
    if len(names) < 2:
        return "".join(names) or "a file in /tmp"
    start, end = os.path.commonprefix(names), os.path.commonprefix([name[::-1] for name in names])[::-1]
    return f"{_ENDS[0].sub('', start)}*{_ENDS[1].sub('', end)}"


def _shown(path: str) -> str:
    """The path as it is on Lambda, where /tmp is all that can be written."""
    return "/tmp/" + path.partition("/tmp/")[2] if "/tmp/" in path else path  # noqa: S108 - a name for a message  # nosec B108


RELATIONS.add("tmp_growth", Relation("tmp_growth", "warning", runs, compare, tries=4))
