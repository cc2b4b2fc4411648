"""The check `unpaginated-call`."""

import ast
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import LambdaModule, assigned, keyword, method, read_key, text_of, within
from lambdatest.plugins.pylint_check.lint_check import Hit, lint
from lambdatest.plugins.pylint_check.table import is_table, tables

_DYNAMODB = frozenset({"TableName", "KeyConditionExpression", "FilterExpression", "IndexName", "ScanIndexForward", "ProjectionExpression"})
_PAGES = {"scan": "1 MB", "query": "1 MB", "list_objects_v2": "1,000 keys", "list_objects": "1,000 keys"}
_MARKS = frozenset({
    "LastEvaluatedKey", "ExclusiveStartKey", "NextContinuationToken", "ContinuationToken", "IsTruncated", "StartAfter", "NextMarker",
    "Marker", "StartingToken",
})


@lint("W9705", "%s, and nothing here asks for the next page; use a paginator, or loop over the marker of the next page")
def unpaginated_call(module: LambdaModule) -> Iterator[Hit]:
    """``scan``, ``query`` or ``list_objects_v2`` is called once, and the answer is taken for everything.

    DynamoDB answers at most 1 MB, before any filter, and S3 at most 1,000 keys.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
    https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html

    Left alone: a call with a limit of its own, one whose keywords are put together elsewhere, one that only asks whether there is
    anything or wants the first, and a function that hands the whole answer to its caller.
    """
    known = tables(module)
    for call in module.calls:
        name = method(call)
        if name not in _PAGES or not _of_aws(call, known) or keyword(call, "Limit", "MaxKeys", *_MARKS) or _wants_one(module, call):
            continue
        if not any(one.arg is None for one in call.keywords) and not _marked(module, call):
            yield call, f"{name}() answers at most {_PAGES[name]}"


def _of_aws(call: ast.Call, known: set[str]) -> bool:
    assert isinstance(call.func, ast.Attribute)
    if method(call).startswith("list_objects"):
        return keyword(call, "Bucket") is not None
    given = {one.arg for one in call.keywords}
    return is_table(call.func.value, known) or bool(given & _DYNAMODB)


def _marked(module: LambdaModule, call: ast.Call) -> bool:
    """Whether the function around *call* knows of pages."""
    function = module.scope(call) or module.tree
    if isinstance(module.parents[call], ast.Return) and function not in module.handlers:
        return True
    return any(text_of(node) in _MARKS or isinstance(node, ast.keyword) and node.arg in _MARKS for node in ast.walk(function))


def _wants_one(module: LambdaModule, call: ast.Call) -> bool:
    """Whether all that is asked of the answer is one member, or whether it has any."""
    parent = module.parents[call]
    names = [target.id for target, value in assigned(parent) if value is call and isinstance(target, ast.Name)]
    if not names:
        return _narrow(module, call)
    function = module.scope(call) or module.tree
    uses = [node for node in within(function) if isinstance(node, ast.Name) and node.id == names[0] and isinstance(node.ctx, ast.Load)]
    return bool(uses) and all(_narrow(module, use) for use in uses)


def _narrow(module: LambdaModule, node: ast.AST) -> bool:
    parent = module.parents[node]
    if isinstance(parent, ast.Compare) and any(isinstance(one, ast.In | ast.NotIn) for one in parent.ops):
        return True
    if isinstance(parent, ast.Attribute) and isinstance(module.parents[parent], ast.Call):
        parent = module.parents[parent]
    if read_key(parent) is None:
        return False
    outer = module.parents[parent]
    if isinstance(outer, ast.Subscript) and isinstance(outer.slice, ast.Constant | ast.UnaryOp):
        return True
    empty = isinstance(outer, ast.Compare) and [one.value for one in outer.comparators if isinstance(one, ast.Constant)] == [0]
    return read_key(parent) == "KeyCount" or read_key(parent) == "Count" and empty
