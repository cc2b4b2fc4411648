"""The project check `handler_not_found`."""

from collections.abc import Iterator

from lambdatest.model import Function
from lambdatest.project_checks.handler_code import handler_file, module_path
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject

_GENERATED = {"serverless-wsgi": "wsgi_handler", "serverless-python-requirements": "unzip_requirements"}
"""Modules that a plugin puts into the archive."""


@registered("failure")
def handler_not_found(subject: Subject) -> Iterator[Flaw]:
    """Every handler is there: its file in the code's folder, and its name in the file.

    Lambda answers Runtime.ImportModuleError or Runtime.HandlerNotFound to every invocation.
    https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html

    Left alone: names that are bound in a way that cannot be seen, handlers of layers and of plugins, and files of another kind with the
    module's name (compiled ones).  A code folder that is not in the repository is a warning: a build may make it.
    """
    for function in subject.python_functions:
        module = function.handler.rpartition(".")[0]
        if handler_file(function) is None:
            if not _made_elsewhere(subject, function):
                yield _missing(function, module)
            continue
        code = subject.code(function)
        if code is not None and not code.defines:
            message = f"the handler of {function.name} is {function.handler}, and {code.module.path.name} defines no {code.attribute}"
            yield Flaw(function.location, message, "correct the name, or define it at the top of the module", function.name)


def _missing(function: Function, module: str) -> Flaw:
    message = f"the handler of {function.name} is {function.handler}, and there is no {module.replace('.', '/')}.py"
    if not function.code_root.is_dir():
        message = f"{message}: its folder {function.code_root.name} is not there"
        return Flaw(function.location, message, "correct the path, or build it first", function.name, "warning")
    if not module:
        return Flaw(function.location, f"the handler of {function.name} is {function.handler}, which names no module",
                    "write handler: module.function", function.name)
    return Flaw(function.location, f"{message} in the folder of its code", "correct the path", function.name)


def _made_elsewhere(subject: Subject, function: Function) -> bool:
    """Whether the module may come from a layer, a plugin or a build, or stands in the template."""
    top = function.handler.replace("/", ".").partition(".")[0]
    if function.code_root.is_file() or subject.at("Resources", function.name, "Properties", "InlineCode") is not None:
        return True
    if any(plugin in subject.plugins and module == top for plugin, module in _GENERATED.items()) or "?" in subject.plugins:
        return True
    path = module_path(function)
    if path.parent.is_dir() and any(path.parent.glob(f"{path.name}.*")):
        return True
    return bool(subject.written(function, "layers")) and not function.code_root.joinpath(top).exists()
