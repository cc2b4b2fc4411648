"""A corpus of IaC files that are broken, and what `lambdatest show` makes of each: one line with ``file:line``, or the functions.

    python -m benchmarks.broken                  # all of it: a line for each that is not answered well, then a summary
    python -m benchmarks.broken --every 10       # each tenth
    python -m benchmarks.broken --write FOLDER   # the files, to look at
"""

import argparse
import contextlib
import io
import os
import re
import resource
import signal
import sys
import tempfile
import traceback
from dataclasses import dataclass
from pathlib import Path

from benchmarks.broken_project import Broken, corpus
from lambdatest.cli import show  # imported here once, where each child would do it anew
from lambdatest.cli.__main__ import run

SECONDS, MEGABYTES = 5, 500
COMMAND = show.command.name
_LINE = re.compile(r"error: [^\n]+?:\d+: [^\n]+\n")


@dataclass(frozen=True)
class Answer:
    """What the command made of a broken project."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: float

    def complaint(self) -> str | None:
        """What is wrong with the answer, None where nothing is."""
        if self.seconds > SECONDS or self.megabytes > MEGABYTES:
            return f"{self.seconds:.1f} s and {self.megabytes:.0f} MB"
        if "Traceback" in self.err or self.status not in (0, 2):
            return f"status {self.status}: {self.err[-300:]}"
        if self.status == 2 and not _LINE.fullmatch(self.err):
            return f"not one line with file:line: {self.err[:300]}"
        return None if self.status == 2 or " function" in self.out else f"no function is listed: {self.out[:200]}"


def answer(broken: Broken, folder: Path) -> Answer:
    """What `lambdatest show` says of the project, written to *folder*: in a process of its own, whose time and memory are bounded."""
    for name, data in broken.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with open(folder / "out", "w+b") as out, open(folder / "err", "w+b") as err:
        process = os.fork()
        if process == 0:
            _child(folder / broken.target, out.fileno(), err.fileno())
        _, code, usage = os.wait4(process, 0)
        out.seek(0)
        err.seek(0)
        texts = [one.read().decode("utf-8", "replace") for one in (out, err)]
    return Answer(os.waitstatus_to_exitcode(code), *texts, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _child(target: Path, out: int, err: int) -> None:
    status = 1
    try:
        signal.alarm(12 * SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (8 * MEGABYTES << 20, 8 * MEGABYTES << 20))
        texts = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(texts[0]), contextlib.redirect_stderr(texts[1]):
                status = run([COMMAND, str(target)])
        except BaseException:  # pylint: disable=broad-exception-caught  # whatever it is must be seen
            texts[1].write(traceback.format_exc())
        for descriptor, text in zip((out, err), texts, strict=True):
            os.write(descriptor, text.getvalue().encode("utf-8", "replace"))
    finally:
        os._exit(status)


def main() -> int:
    """Run the corpus, or write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the files instead")
    parser.add_argument("--only", default="", metavar="TEXT", help="only those with this text in their label")
    options = parser.parse_args()
    chosen = [one for one in list(corpus())[::options.every] if options.only in one.label]
    if options.write:
        for number, one in enumerate(chosen):
            for name, data in one.files.items():
                (options.write / str(number) / name).parent.mkdir(parents=True, exist_ok=True)
                (options.write / str(number) / name).write_bytes(data)
        return 0
    answers = []
    for one in chosen:
        with tempfile.TemporaryDirectory() as folder:
            answers.append(answer(one, Path(folder)))
        if complaint := answers[-1].complaint():
            print(f"{one.label}: {complaint}")
    bad = sum(one.complaint() is not None for one in answers)
    refused = sum(one.status == 2 for one in answers)
    print(f"{len(answers)} broken projects: {refused} refused, {len(answers) - refused - bad} read, {bad} not answered well; at most "
          f"{max(one.seconds for one in answers):.2f} s and {max(one.megabytes for one in answers):.0f} MB")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
