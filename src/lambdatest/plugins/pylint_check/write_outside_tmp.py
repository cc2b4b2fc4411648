"""The check `write-outside-tmp`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, dotted, keyword, text_of, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint

_WRITABLE = ("/tmp/", "/mnt/", "/dev/")  # nosec B108  # Lambda's own folder, and where its file systems are mounted


@lint("E9720", "%r is on Lambda's read-only file system; only /tmp can be written")
def write_outside_tmp(module: LambdaModule) -> Iterator[Hit]:
    """The handler opens a file outside of /tmp for writing.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html

    Left alone: paths that are not written out, and /mnt, where a file system of EFS is mounted.
    """
    for handler in module.handlers:
        for node in within(handler):
            if isinstance(node, ast.Call) and dotted(node.func) in ("open", "io.open") and node.args:
                path = text_of(node.args[0])
                mode = text_of(node.args[1] if len(node.args) > 1 else keyword(node, "mode")) or "r"
                if path and set(mode) & set("wax+") and not f"{path}/".startswith(_WRITABLE):
                    yield node, path
