"""The project check `module_left_out`."""

from collections.abc import Iterator

from lambdatest.project_checks.package import packages
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject


@registered("failure")
def module_left_out(subject: Subject) -> Iterator[Flaw]:
    """The patterns of an archive leave out no module that its handler imports.

    Lambda answers Runtime.ImportModuleError to every invocation.
    https://www.serverless.com/framework/docs/providers/aws/guide/packaging

    Left alone: imports that a ``try`` guards, modules that are not in the repository, and archives whose patterns cannot be known.
    """
    for package in packages(subject):
        code = subject.code(package.function)
        if code is None or subject.project.format != "serverless":
            continue
        for module in code.modules:
            path = module.path.relative_to(package.root).as_posix() if module.path.is_relative_to(package.root) else ""
            if path and not package.ships(path) and not (path.endswith("__init__.py") and not module.text.strip()):
                which = "its handler" if module is code.module else f"{path}, which its handler imports"
                name = package.function.name
                yield Flaw(package.location, f"the archive of {name} leaves out {which}", f'add "{path}" to package.patterns', name)
                break
