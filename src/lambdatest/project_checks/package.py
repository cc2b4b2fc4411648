"""What goes into the archive of a function: the patterns of a serverless.yml, or the folder that SAM's CodeUri names."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from lambdatest.model import Function, Location
from lambdatest.project_checks.subject import Subject
from lambdatest.readers.location import Dummy, Elements, Fields

DEFAULTS = (
    "!.git/**", "!.gitignore", "!.DS_Store", "!npm-debug.log", "!.serverless/**", "!.serverless_plugins/**", "!serverless.yml",
    "!serverless.yaml", "!serverless.json", "!serverless.ts", "!package-lock.json", "!yarn.lock", "!.env", "!.env.*",
)
"""What Serverless leaves out on its own.  It leaves .env out where ``useDotenv`` is on; here always, so that nothing wrong is said."""
_WALKED = 5_000


@dataclass(frozen=True, slots=True)
class Package:
    """The archive of *function*: *patterns* in their order (an exclamation mark leaves out), where the last of them stand."""

    function: Function
    root: Path
    patterns: tuple[str, ...]
    location: Location

    def ships(self, path: str) -> bool:
        """Whether the file *path*, relative to the root, goes into the archive: the last pattern that matches it decides."""
        found = True
        for pattern in self.patterns:
            if _matcher(pattern.removeprefix("!")).fullmatch(path):
                found = not pattern.startswith("!")
        return found


def packages(subject: Subject) -> Iterator[Package]:
    """The archive of every Python function that is packed from patterns which are known."""
    for function in subject.python_functions:
        if subject.project.format == "sam":
            yield Package(function, function.code_root, ("!.aws-sam/**", "!.git/**"), function.location)
        elif subject.project.format == "serverless" and not subject.section("functions", function.name, "package", "artifact"):
            found = [_patterns(subject.section(*path)) for path in (("package",), ("functions", function.name, "package"))]
            if None not in found and function.code_root == subject.project.root and not subject.section("package", "artifact"):
                given = [one for part in found if part is not None for one in part]
                location = given[-1][1] if given else function.location
                yield Package(function, function.code_root, (*DEFAULTS, *(text for text, _ in given)), location)


def _patterns(section: object) -> list[tuple[str, Location]] | None:
    """The patterns of one section ``package``; None where one of them cannot be known."""
    if section is None:
        return []
    if not isinstance(section, Fields):
        return None
    found: list[tuple[str, Location]] = []
    for key, mark in (("exclude", "!"), ("include", ""), ("patterns", "")):
        members = section.get(key)
        if members is None:
            continue
        if not isinstance(members, Elements) or any(isinstance(one, Dummy) or not isinstance(one, str) for one in members):
            return None
        for one, place in zip(members, members.places, strict=True):
            text = f"{mark}{one}" if not (mark and one.startswith("!")) else one.removeprefix("!")
            found.append((text, place))
    return found


def files(root: Path) -> Iterator[str]:
    """The files below *root*, relative to it; folders that hold what was installed or built are named by one file."""
    pending, walked = [root], 0
    while pending and walked < _WALKED:
        for path in sorted(pending.pop().iterdir(), reverse=True):
            walked += 1
            if path.is_dir() and not path.is_symlink():
                if path.name in (".git", ".serverless", ".aws-sam", "__pycache__", ".tox", ".venv", "venv"):
                    continue
                if path.name == "node_modules":
                    yield from _first(path, root)
                else:
                    pending.append(path)
            elif path.is_file():
                yield path.relative_to(root).as_posix()


def _first(folder: Path, root: Path) -> Iterable[str]:
    return [path.relative_to(root).as_posix() for path in sorted(folder.glob("*/package.json"))[:1]]


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> re.Pattern[str]:
    """A glob of Serverless: ``**`` any folders, ``*`` within one, ``{a,b}`` either; a folder's own name leaves its contents alone."""
    pattern = pattern.removeprefix("./")
    out, depth, at = "", 0, 0
    while at < len(pattern):
        letter = pattern[at]
        if pattern.startswith("**/", at):
            out, at = f"{out}(?:[^/]+/)*", at + 3
            continue
        if pattern.startswith("**", at):
            out, at = f"{out}.*", at + 2
            continue
        if letter == "{":
            out, depth = f"{out}(?:", depth + 1
        elif letter == "}" and depth:
            out, depth = f"{out})", depth - 1
        else:
            out += {"*": "[^/]*", "?": "[^/]"}.get(letter, "|" if letter == "," and depth else re.escape(letter))
        at += 1
    return re.compile(out + ")" * depth)
