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
    "!.git/**", "!.gitignore", "!.DS_Store", "!npm-debug.log", "!yarn-*.log", "!.serverless/**", "!.serverless_plugins/**",
    "!serverless.yml",
    "!serverless.yaml", "!serverless.json",
)
"""What Serverless leaves out on its own."""
_WALKED = 5_000
_MAJOR = re.compile(r"\d+")
"""The first number of a version; Serverless 4 takes .env for its own without being told."""


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
        elif subject.project.format == "serverless" and function.code_root == subject.project.root:
            found = _serverless(subject, function)
            if found is not None:
                yield found


def _serverless(subject: Subject, function: Function) -> Package | None:
    """The archive of *function*; None where it is built elsewhere or its patterns cannot be known.

    The patterns of a function count only where archives are packed individually.
    https://www.serverless.com/framework/docs/providers/aws/guide/packaging
    """
    shared, own = subject.section("package"), subject.section("functions", function.name, "package")
    sections = [one for one in (shared, own) if one is not None]
    if any(not isinstance(one, Fields) or one.get("artifact") is not None for one in sections):
        return None
    if not any(one.get("individually") for one in sections):
        sections = [shared] if shared is not None else []
    given: list[tuple[str, Location]] = []
    for key in ("exclude", "include", "patterns"):
        for section in sections:
            found = _patterns(section, key)
            if found is None:
                return None
            given += found
    dotenv = ("!.env*",) if subject.section("useDotenv") or _MAJOR.findall(str(subject.section("frameworkVersion")))[:1] == ["4"] else ()
    location = given[-1][1] if given else function.location
    return Package(function, function.code_root, (*DEFAULTS, *dotenv, *(text for text, _ in given)), location)


def _patterns(section: Fields, key: str) -> list[tuple[str, Location]] | None:
    """The patterns under *key* (an exclusion is one with an exclamation mark); None where one of them cannot be known."""
    members = section.get(key)
    if members is None:
        return []
    if not isinstance(members, Elements) or any(isinstance(one, Dummy) or not isinstance(one, str) for one in members):
        return None
    mark = "!" if key == "exclude" else ""
    return [(one.removeprefix("!") if mark and one.startswith("!") else f"{mark}{one}", place)
            for one, place in zip(members, members.places, strict=True)]


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


_GLOB = re.compile(r"(?P<folders>\*\*/)|(?P<any>\*\*)|(?P<within>\*)|(?P<one>\?)|(?P<set>\[[^\]/]+\])|(?P<text>.)")
_MEANS = {"folders": "(?:[^/]+/)*", "any": ".*", "within": "[^/]*", "one": "[^/]"}


@lru_cache(maxsize=1024)
def _matcher(pattern: str) -> re.Pattern[str]:
    """A glob as micromatch reads it, which Serverless asks: ``**`` any folders, ``*`` within one, ``{a,b}`` either, ``[ab]`` a letter."""
    out, depth = "", 0
    for found in _GLOB.finditer(pattern.removeprefix("./")):
        kind, text = found.lastgroup or "text", found[0]
        closes = text == "}" and depth > 0
        depth += (text == "{") - closes
        if kind == "set":
            out += text.replace("[!", "[^").replace("\\", "\\\\")
        elif kind != "text":
            out += _MEANS[kind]
        elif text == "{" or closes or (text == "," and depth):
            out += {"{": "(?:", ",": "|", "}": ")"}[text]
        else:
            out += re.escape(text)
    return re.compile(out + ")" * depth)
