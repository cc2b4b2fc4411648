"""The check `encoded-s3-key`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, holder_of, read_key
from lambdatest.plugins.pylint_check.lint_check import Hit, lint


@lint("W9719", "the key in an S3 notification is URL-encoded (a space is a +): decode it with urllib.parse.unquote_plus")
def encoded_s3_key(module: LambdaModule) -> Iterator[Hit]:
    """``record["s3"]["object"]["key"]`` is used as it came.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html

    Left alone: modules that decode anything with ``unquote`` or ``unquote_plus``, or use Powertools' ``get_object_key``.
    """
    if "unquote" in module.text:
        return
    for node in module.nodes:
        if isinstance(node, ast.expr) and read_key(node) == "key" and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            middle = holder_of(node)
            outer = holder_of(middle) if middle is not None and read_key(middle) == "object" else None
            if outer is not None and read_key(outer) == "s3":
                yield (node,)
