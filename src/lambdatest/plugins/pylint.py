"""The pylint plugin, ``load-plugins = lambdatest.plugins.pylint``: what only a project of Lambda functions wants to be told.

The checks stand in `pylint_check`, one a file; they read the standard library's syntax tree, so that they know nothing of pylint.
"""

from typing import TYPE_CHECKING

from pylint.checkers import BaseChecker

from lambdatest.plugins.pylint_check import LINT_CHECKS
from lambdatest.plugins.pylint_check.lambda_module import parse

if TYPE_CHECKING:
    from astroid import nodes
    from pylint.lint import PyLinter


class LambdaChecker(BaseChecker):
    """Reads each module that has to do with Lambda once, and hands it to every check that is on."""

    name = "lambdatest"
    msgs = {
        check.id: (check.message, check.symbol, check.description, {"default_enabled": check.enabled}) for _, check in LINT_CHECKS.items()
    }

    def visit_module(self, node: "nodes.Module") -> None:
        """Every message of one file."""
        if node.file is None:
            return
        with node.stream() as stream:
            module = parse(stream.read(), node.file)
        if module is None:
            return
        for symbol, check in LINT_CHECKS.items():
            if self.linter.is_message_enabled(symbol):
                for place, *details in check.function(module):
                    self.add_message(
                        symbol, line=place.lineno, node=_innermost(node, place.lineno), args=tuple(details), col_offset=place.col_offset,
                        end_lineno=place.end_lineno, end_col_offset=place.end_col_offset)


def _innermost(node: "nodes.NodeNG", line: int) -> "nodes.NodeNG":
    """The innermost node around *line*: pylint wants one, for the name of the function in its report."""
    for child in node.get_children():
        if child.lineno is not None and child.fromlineno <= line <= child.tolineno:
            return _innermost(child, line)
    return node


def register(linter: "PyLinter") -> None:
    """What pylint calls."""
    linter.register_checker(LambdaChecker(linter))
