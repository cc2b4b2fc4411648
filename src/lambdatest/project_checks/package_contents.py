"""The project check `package_contents`."""

import re
from collections.abc import Iterator
from pathlib import Path

from lambdatest.project_checks.package import files, packages
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject

_SAM = "move the code into a folder of its own, and name that as CodeUri"
_KINDS = (
    ("tests", "!tests/**", re.compile(r"(.*/)?tests?/.*\.py|(.*/)?test_[^/]*\.py|(.*/)?conftest\.py")),
    ("settings of a developer", "!.env*", re.compile(r"(.*/)?\.env(\.(?!example|sample|template|dist)[\w-]+)?")),
    ("node_modules", "!node_modules/**", re.compile(r"(.*/)?node_modules/.*")),
)


@registered("warning")
def package_contents(subject: Subject) -> Iterator[Flaw]:
    """No archive ships tests, a .env file or node_modules.

    They make each cold start slower, count towards the 250 MB that Lambda allows, and .env holds secrets.
    https://docs.aws.amazon.com/lambda/latest/dg/python-package.html

    Only files that are there are told of, once an archive.  Left alone: archives whose patterns cannot be known, or that are built
    elsewhere.
    """
    seen: set[tuple[Path, tuple[str, ...]]] = set()
    for package in packages(subject):
        if (package.root, package.patterns) in seen or not package.root.is_dir():
            continue
        seen.add((package.root, package.patterns))
        present = list(files(package.root))
        for kind, pattern, form in _KINDS:
            shipped = [path for path in present if form.fullmatch(path) and package.ships(path)]
            if shipped:
                more = f" and {len(shipped) - 1} more" if len(shipped) > 1 else ""
                message = f"the archive of {package.function.name} ships {kind}: {shipped[0]}{more}"
                remedy = _SAM if subject.project.format == "sam" else f'add "{pattern}" to package.patterns'
                yield Flaw(package.location, message, remedy, package.function.name)
