"""Requests to a DynamoDB table: PutItem, UpdateItem and Query, with the expressions that they take.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of, check_type
from lambdatest.model import Index, Table
from lambdatest.strategies.attribute_value import to_wire_item
from lambdatest.strategies.dynamodb import dynamodb_items, dynamodb_keys
from lambdatest.strategies.dynamodb_expression import Operands, Scope, conditions, key_conditions, paths, written
from lambdatest.strategies.dynamodb_update import updates
from lambdatest.strategies.key_schema import declared, key_values

OPERATIONS = ("put_item", "update_item", "query")
_WAYS = ("", "=", "<", "<=", ">", ">=", "between")
# A page that ends at a bound goes on from there; after "=" there is no other page, and "<" and ">" leave the bound out.
_RESUMED = ("", "<=", ">=", "between", "begins_with")

Request = dict[str, Any]


def dynamodb_requests(
    table: Table | Mapping[str, Any], *, operations: Collection[str] = OPERATIONS, wire: bool = False,
) -> SearchStrategy[tuple[str, dict[str, Any]]]:
    """Pairs of an operation and its arguments, valid for *table*: ``("query", {"KeyConditionExpression": …})``.

    *operations* are some of ``put_item``, ``update_item`` and ``query``.  Arguments are those of the method of that name of
    boto3's ``Table``; with *wire* those of its client, TableName included.  A put has an item of `dynamodb_items` and at times a
    condition; an update sets, removes, adds and deletes attributes, members of maps and lists, and keys of indexes; a query names
    the table or an index, one value of the hash key and at times a range of the sort key, a filter, a projection, a limit, an
    order, consistent reads where they are legal, and the key that a page before ended with.  Names are reserved words often.

    The service answers each request, or refuses it for its condition with ConditionalCheckFailedException: an update whose
    clause depends on what the item holds has a condition that says so.  An item that is full has no room for an update.
    Of an index that holds some attributes only (`Index.projected`) a query filters and projects no others.

    Raises InvalidArgument when drawn from.
    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html
    """
    def define() -> SearchStrategy[tuple[str, dict[str, Any]]]:
        found = declared(table)
        named = {"TableName": found.name} if wire else {}
        requests = {name: _REQUESTS[name](found, wire).map(lambda request: {**named, **request}) for name in _checked(operations)}
        return st.one_of([st.tuples(st.just(name), arguments) for name, arguments in requests.items()])
    return st.deferred(define)


def _checked(operations: Any) -> Collection[str]:
    check_type("operations", operations, Collection, "pass some of " + ", ".join(OPERATIONS))
    found = [operations] if isinstance(operations, str) else list(operations)
    for name in found or [""]:
        check_one_of("operations", name, OPERATIONS)
    return found


def _puts(table: Table, wire: bool) -> SearchStrategy[Request]:
    parts = st.tuples(
        dynamodb_items(table, wire=wire), st.one_of(st.none(), conditions(Scope(table))), st.booleans(),
        st.sampled_from((None, "NONE", "ALL_OLD")),
    )

    def request(drawn: tuple[Any, ...]) -> Request:
        item, condition, bare, returned = drawn
        operands = Operands(bare)
        made = {"ConditionExpression": condition(operands) if condition else None, "ReturnValues": returned}
        return {"Item": item, **_given(made), **operands.parameters(wire)}
    return parts.map(request)


def _updates(table: Table, wire: bool) -> SearchStrategy[Request]:
    parts = st.tuples(
        dynamodb_keys(table, wire=wire), updates(table), st.one_of(st.none(), conditions(Scope(table))), st.booleans(),
        st.sampled_from((None, "NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW")),
    )

    def request(drawn: tuple[Any, ...]) -> Request:
        key, update, condition, bare, returned = drawn
        operands = Operands(bare)
        expression, guards = update(operands)
        asked = [*guards, *([f"({condition(operands)})"] if condition and guards else [condition(operands)] if condition else [])]
        made = {"UpdateExpression": expression, "ConditionExpression": " AND ".join(asked) or None, "ReturnValues": returned}
        return {"Key": key, **_given(made), **operands.parameters(wire)}
    return parts.map(request)


def _queries(table: Table, wire: bool) -> SearchStrategy[Request]:
    return st.one_of([_query(table, index, wire) for index in (None, *table.indexes)])


def _query(table: Table, index: Index | None, wire: bool) -> SearchStrategy[Request]:
    """Queries of the table, or of one of its indexes."""
    keys = table.keys if index is None else index.keys
    range_key = keys[1] if len(keys) > 1 else None
    ways = _WAYS[:1] if range_key is None else _WAYS if table.types[range_key] == "N" else (*_WAYS, "begins_with")
    bounds = st.lists(key_values(table, range_key), min_size=2, max_size=2) if range_key else st.just([])
    parts = st.tuples(
        key_values(table, keys[0]), bounds, st.sampled_from(ways), st.one_of(st.none(), _filters(table, index)),
        st.one_of(st.none(), _projections(table, index)), st.one_of(st.none(), dynamodb_keys(table)), st.booleans(), _options(index),
    )

    def request(drawn: tuple[Any, ...]) -> Request:
        value, bound, way, wanted, projection, start, bare, options = drawn
        operands = Operands(bare)
        made: Request = {
            "IndexName": index.name if index else None,
            "KeyConditionExpression": key_conditions({keys[0]: value}, range_key, bound, way)(operands),
            "FilterExpression": wanted(operands) if wanted else None,
            "ProjectionExpression": ", ".join(written(path, operands) for path in projection) if projection else None,
        }
        if start is not None and way in _RESUMED:
            own = {keys[0]: value, **({range_key: bound[0]} if range_key else {})}
            made["ExclusiveStartKey"] = to_wire_item({**start, **own}) if wire else {**start, **own}
        if projection:
            options = {name: option for name, option in options.items() if name != "Select"}
        return {**_given(made), **_given(options), **operands.parameters(wire)}
    return parts.map(request)


def _options(index: Index | None) -> SearchStrategy[Request]:
    remote = index is not None and index.kind == "global"
    return st.fixed_dictionaries({
        "Limit": st.sampled_from((None, 1, 2, 1000)), "ScanIndexForward": st.sampled_from((None, True, False)),
        "ConsistentRead": st.sampled_from((None, False) if remote else (None, False, True)), "Select": st.sampled_from((None, "COUNT")),
    })


def _filters(table: Table, index: Index | None) -> SearchStrategy[Any]:
    """Filters on what is no key of the table or of the queried index."""
    queried = table.keys if index is None else index.keys
    held = _held(table, index)
    return conditions(Scope(table, queried, held)) if held is None or set(held) - set(queried) else st.none()


def _projections(table: Table, index: Index | None) -> SearchStrategy[list[tuple[str, ...]]]:
    """One to three document paths, none of which leads to another."""
    return st.lists(paths(Scope(table, held=_held(table, index))), min_size=1, max_size=3, unique_by=lambda path: path[0])


def _held(table: Table, index: Index | None) -> tuple[str, ...] | None:
    """What a query can tell of an item, None for all of it: a local index fetches what it does not hold."""
    if index is None or index.kind == "local" or index.projected is None:
        return None
    return tuple(dict.fromkeys((*table.keys, *index.keys, *index.projected)))


def _given(made: Mapping[str, Any]) -> Request:
    return {name: value for name, value in made.items() if value is not None}


_REQUESTS: Mapping[str, Callable[[Table, bool], SearchStrategy[Request]]] = {"put_item": _puts, "update_item": _updates, "query": _queries}
