"""The lines that changed against a git base, which a threshold of their own may hold for."""

import re
import shutil
import subprocess
from pathlib import Path

from lambdatest.gates.gate import NoEvidence, Site

_FILE = re.compile(r"\+\+\+ (?:b/)?(.*)")
_HUNK = re.compile(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@")


def changed_lines(site: Site, base: str) -> dict[Path, set[int]]:
    """The lines of each Python file below the root that were added or changed since *base* left, files that git does not know included.

    Raises NoEvidence where git cannot tell.
    """
    fork = _git(site, base, "merge-base", base, "HEAD").strip()
    top = Path(_git(site, base, "rev-parse", "--show-toplevel").strip())
    text = _git(
        site, base, "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--src-prefix=a/",
        "--dst-prefix=b/", fork, "--", "*.py",
    )  # fmt: skip
    found = parsed(text, top)
    for name in _git(site, base, "ls-files", "--others", "--exclude-standard", "-z", "--", "*.py").split("\0"):
        if name:
            path = (site.root / name).resolve()
            found[path] = set(range(1, len(path.read_text("utf-8", errors="replace").splitlines()) + 1))
    return found


def parsed(text: str, top: Path) -> dict[Path, set[int]]:
    """The new lines of each file of a diff without context, whose names are relative to *top*."""
    found: dict[Path, set[int]] = {}
    current: set[int] = set()
    left = 0
    for line in text.splitlines():
        if left > 0 and line.startswith(("+", "-", "\\")):
            left -= line.startswith("+")  # text of the file, whatever it looks like
        elif name := _FILE.fullmatch(line.removesuffix("\t")):
            current = found.setdefault((top / name[1]).resolve(), set())
        elif hunk := _HUNK.match(line):
            first, left = int(hunk[1]), int(hunk[2] or 1)
            current.update(range(first, first + left))
    return found


def _git(site: Site, base: str, *arguments: str) -> str:
    git = shutil.which("git")
    if git is None:
        raise NoEvidence("there is no git to tell the changed lines", "install git, or take base out of [tool.lambdatest.gates]")
    done = subprocess.run(  # nosec B603 - git by its path, without a shell
        [git, *arguments], cwd=site.root, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        reason = f"git cannot compare with {base!r}: {' '.join(done.stderr.split()) or f'exit status {done.returncode}'}"
        raise NoEvidence(reason, f"fetch it (git fetch origin {base.removeprefix('origin/')}), or mend base in [tool.lambdatest.gates]")
    return done.stdout
