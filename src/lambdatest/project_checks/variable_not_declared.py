"""The project check `variable_not_declared`."""

from collections.abc import Iterator

from lambdatest.project_checks.environment_read import reads
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject
from lambdatest.runtime.environment import RESERVED


@registered("failure")
def variable_not_declared(subject: Subject) -> Iterator[Flaw]:
    """Every environment variable that the code cannot do without is declared.

    ``os.environ["NAME"]`` raises KeyError where it is not: at the top of a module that ends every invocation.
    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html

    Left alone: variables that Lambda sets, that the module sets itself or asks for with a fallback too, that a ``try`` or an ``if``
    guards, functions of other modules, and environments that the file does not write out.
    """
    for function in subject.python_functions:
        code = subject.code(function)
        if code is None or not subject.environment_known(function):
            continue
        said: set[str] = set()
        for name, module, node in reads(code):
            if name not in function.environment and name not in RESERVED and name not in said:
                said.add(name)
                place = code.place(module, node, subject.project.root)
                message = f"{function.name} reads the variable {name}, which {function.location} does not declare"
                yield Flaw(place, message, f"add {name} to its environment", function.name)
