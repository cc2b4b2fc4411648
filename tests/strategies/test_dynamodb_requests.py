"""Requests are answered by moto under our layer as by dynalite, which nobody here wrote; what is to be refused is refused by both."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from lambdatest.model import Index, Location, Resource, Table
from lambdatest.runtime.account import Account
from lambdatest.runtime.strict_expression import top_level
from lambdatest.strategies import dynamodb_items, dynamodb_requests, rejected_dynamodb_items
from lambdatest.strategies.dynamodb_expression import _BARE
from lambdatest.strategies.rejected_item import LABELS
from strategies.dynalite import answer, make_table, measured_alike, normalised

pytestmark = pytest.mark.once

few = settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
state = settings(max_examples=4000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def definition(name: str, types: dict[str, str], keys: list[str], **indexes: Any) -> dict[str, Any]:
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
    attributes = [{"AttributeName": key, "AttributeType": kind} for key, kind in types.items()]
    return {"TableName": name, "BillingMode": "PAY_PER_REQUEST", "KeySchema": schema, "AttributeDefinitions": attributes, **indexes}


def index(name: str, *keys: str, **projection: Any) -> dict[str, Any]:
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
    return {"IndexName": name, "KeySchema": schema, "Projection": projection or {"ProjectionType": "ALL"}}


WIDE = definition(
    "wide", {"pk": "S", "sk": "B", "owner": "S", "tag": "N", "at": "N"}, ["pk", "sk"],
    GlobalSecondaryIndexes=[
        index("by-owner", "owner", "tag"), index("some", "owner", ProjectionType="INCLUDE", NonKeyAttributes=["title"]),
    ],
    LocalSecondaryIndexes=[index("by-time", "pk", "at", ProjectionType="KEYS_ONLY")],
)
NARROW = definition("narrow", {"status": "N", "raw": "B"}, ["status"], GlobalSecondaryIndexes=[index("by-raw", "raw")])
DEFINITIONS = [WIDE, NARROW]
both = pytest.mark.parametrize("table", DEFINITIONS, ids=lambda table: table["TableName"])


@pytest.fixture(scope="module")
def account() -> Iterator[Account]:
    here = Location("serverless.yml", 1)
    with Account([Resource(one["TableName"], "AWS::DynamoDB::Table", one, here) for one in DEFINITIONS]) as started:
        yield started


@pytest.fixture(scope="module")
def moto(account: Account) -> Any:
    return boto3.client("dynamodb")


def key_of(table: dict[str, Any], arguments: dict[str, Any]) -> dict[str, Any]:
    return arguments.get("Key") or {one["AttributeName"]: arguments["Item"][one["AttributeName"]] for one in table["KeySchema"]}


def stored(client: Any, table: dict[str, Any], key: dict[str, Any]) -> Any:
    return normalised(client.get_item(TableName=table["TableName"], Key=key).get("Item"))


def unknown_to_javascript(drawn: Any) -> bool:
    """An object of JavaScript has no property of its own called __proto__, so dynalite loses an attribute of that name."""
    return "__proto__" in str(drawn)


def beyond_dynalite(arguments: dict[str, Any]) -> bool:
    """dynalite 4.0.0 finds no two maps or lists equal, and counts the UTF-16 units of text where it measures it."""
    expressions = " ".join(text for name, text in arguments.items() if name.endswith("Expression"))
    values = str(arguments.get("ExpressionAttributeValues"))
    return "size(" in expressions or "'M':" in values or "'L':" in values


def longest_number(item: dict[str, Any]) -> bool:
    """A number of 38 digits below zero takes 21 bytes at most, as AWS says; dynalite 4.0.0 counts 22 for some of them."""
    numbers = [value["N"] for value in item.values() if "N" in value]
    return any(text.startswith("-") and len(Decimal(text).as_tuple().digits) == 38 for text in numbers)


def only_answered_or_conditional(refusal: tuple[str, str] | None) -> bool:
    return refusal is None or refusal[0] == "ConditionalCheckFailedException"


def rows(answered: dict[str, Any]) -> list[str]:
    return [json.dumps(normalised(item), default=str) for item in answered.get("Items", [])]


def test_names_that_stand_in_an_expression_as_they_are_are_not_reserved() -> None:
    assert not _BARE & {word.lower() for word in ReservedKeywords.get_reserved_keywords()}


@both
def test_every_request_is_answered_by_moto_as_by_dynalite(account: Account, moto: Any, dynalite_client: Any, table: dict[str, Any]) -> None:
    @few
    @given(st.lists(dynamodb_requests(table, operations=("put_item", "update_item"), wire=True), min_size=1, max_size=5))
    def check(requests: list[tuple[str, dict[str, Any]]]) -> None:
        assume(not unknown_to_javascript(requests))
        account.restore()
        make_table(dynalite_client, table)
        full = False
        for operation, arguments in requests:
            (_, ours), (_, theirs) = [answer(client, operation, arguments) for client in (moto, dynalite_client)]
            full |= "x" * 300_000 in str(arguments.get("Item"))
            if full and operation == "update_item":
                return  # no room, as the strategy says; and dynalite measures what is there in another way
            if full and ours is None and theirs is not None and longest_number(arguments["Item"]):
                return
            assert only_answered_or_conditional(ours) and only_answered_or_conditional(theirs), (ours, theirs)
            if beyond_dynalite(arguments):
                return
            key = key_of(table, arguments)
            assert (ours is None, stored(moto, table, key)) == (theirs is None, stored(dynalite_client, table, key))

    check()


@both
def test_every_query_finds_with_moto_what_it_finds_with_dynalite(
    account: Account, moto: Any, dynalite_client: Any, table: dict[str, Any]
) -> None:
    items = st.lists(dynamodb_items(table, wire=True).filter(lambda item: len(str(item)) < 10_000), max_size=8)
    queries = dynamodb_requests(table, operations=["query"], wire=True)

    @few
    @given(items, st.lists(queries, min_size=1, max_size=8))
    def check(items: list[dict[str, Any]], queries: list[tuple[str, dict[str, Any]]]) -> None:
        assume(not unknown_to_javascript((items, queries)))
        account.restore()
        make_table(dynalite_client, table)
        for client in (moto, dynalite_client):
            for item in items:
                client.put_item(TableName=table["TableName"], Item=item)
        for operation, arguments in queries:
            (ours, refused), (theirs, other) = [answer(client, operation, arguments) for client in (moto, dynalite_client)]
            assert refused is None and other is None, (refused, other)
            if beyond_dynalite(arguments):
                continue
            if "IndexName" not in arguments:
                assert (rows(ours), ours["Count"], ours["ScannedCount"]) == (rows(theirs), theirs["Count"], theirs["ScannedCount"])
            elif not {"Limit", "ExclusiveStartKey"} & set(arguments):
                # Of items that an index sorts alike nobody says which comes first.
                assert sorted(rows(ours)) == sorted(rows(theirs))

    check()


@both
def test_the_table_of_boto3_takes_every_request(account: Account, table: dict[str, Any]) -> None:
    resource = boto3.resource("dynamodb").Table(table["TableName"])

    @few
    @given(dynamodb_requests(table))
    def check(request: tuple[str, dict[str, Any]]) -> None:
        account.restore()
        operation, arguments = request
        assert only_answered_or_conditional(answer(resource, operation, arguments)[1])

    check()


@both
def test_every_item_is_read_back_equal_from_moto_and_from_dynalite(
    account: Account, moto: Any, dynalite_client: Any, table: dict[str, Any]
) -> None:
    @few
    @given(dynamodb_items(table, wire=True))
    def check(item: dict[str, Any]) -> None:
        assume(not unknown_to_javascript(item))
        account.restore()
        make_table(dynalite_client, table)
        key = key_of(table, {"Item": item})
        for client in (moto, dynalite_client):
            client.put_item(TableName=table["TableName"], Item=item)
            assert stored(client, table, key) == normalised(item)

    check()


NOT_IN_DYNALITE = {"deep_value", "empty_name", "long_name", "empty_index_key"}
"""What dynalite 4.0.0 does not check."""
SAID = {
    "infinite_number": "cannot be converted to a numeric value", "not_a_number": "cannot be converted to a numeric value",
    "large_number": "Number overflow", "small_number": "Number underflow", "long_number": "more than 38 significant digits",
    "empty_set": "not be empty", "repeated_member": "contains duplicates", "two_types": "more than one datatypes", "no_type": "is empty",
    "false_null": "must have the value of true", "deep_value": "Nesting Levels have exceeded", "large_item": "Item size has exceeded",
    "empty_name": "name must not be empty", "long_name": "Attribute name is too large", "missing_key": "Missing the key",
    "empty_key": "cannot contain an empty", "long_key": "has exceeded the", "key_type": "Type mismatch for key",
    "empty_index_key": "secondary index key is not supported", "index_key_type": "Type mismatch for Index Key",
}  # fmt: skip


@pytest.mark.parametrize("label", LABELS)
def test_every_item_of_the_rejected_tier_is_refused_for_what_its_label_says(
    account: Account, moto: Any, dynalite_client: Any, label: str
) -> None:
    @settings(few, max_examples=12)
    @given(rejected_dynamodb_items(WIDE, labels=[label], wire=True))
    def check(drawn: tuple[str, dict[str, Any]]) -> None:
        found, item = drawn
        assume(not unknown_to_javascript(item))
        request = {"TableName": "wide", "Item": item}
        (_, ours), (_, theirs) = [answer(client, "put_item", request) for client in (moto, dynalite_client)]
        assert found == label and ours is not None and ours[0] == "ValidationException"
        assert SAID[label] in ours[1]
        if label not in NOT_IN_DYNALITE and (label not in ("large_item", "long_key") or measured_alike(item)):
            assert theirs == ours

    make_table(dynalite_client, WIDE)
    check()


def test_boto3_takes_every_item_of_the_rejected_tier_as_it_is(account: Account) -> None:
    resource = boto3.resource("dynamodb").Table("wide")
    seen = set()

    @settings(few, max_examples=100)
    @given(rejected_dynamodb_items(WIDE))
    def check(drawn: tuple[str, dict[str, Any]]) -> None:
        label, item = drawn
        refusal = answer(resource, "put_item", {"Item": item})[1]
        assert refusal is not None and SAID[label] in refusal[1]
        seen.add(label)

    check()
    assert len(seen) > 10 and account.items("wide") == []


TEXT = Table("t", ("id",), {"id": "N"})


FORMS = {
    "attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size(", "BETWEEN", " IN (", " OR ", "NOT ",
    "[0]", "if_not_exists", "list_append", "REMOVE ", "ADD ", "DELETE ", " price", " + ", " - ", "'#n0': 'status'",
    "IndexName", "ExclusiveStartKey", "FilterExpression", "ProjectionExpression", "ConditionExpression", "Limit", "ScanIndexForward",
    "ConsistentRead", "COUNT", "ALL_OLD", "UPDATED_NEW", "put_item", "update_item", "query",
}  # fmt: skip


def test_requests_take_every_form() -> None:
    seen: set[str] = set()

    @settings(state, max_examples=1500)
    @given(dynamodb_requests(WIDE))
    def draw(request: tuple[str, dict[str, Any]]) -> None:
        text = str(request)
        seen.update(form for form in FORMS - seen if form in text)

    draw()
    assert seen == FORMS


def test_a_query_filters_and_projects_no_attribute_that_its_index_does_not_hold() -> None:
    held = {"pk", "sk", "owner", "title"}
    table = Table("t", ("pk", "sk"), {"pk": "S", "sk": "S", "owner": "S"}, (Index("i", ("owner",), "global", ("title",)),))

    @few
    @given(dynamodb_requests(table, operations=["query"]))
    def check(request: tuple[str, dict[str, Any]]) -> None:
        arguments = request[1]
        if "IndexName" in arguments:
            texts = [arguments.get(kind, "") for kind in ("FilterExpression", "ProjectionExpression")]
            heads = {name for text in texts for name in top_level(text, arguments["ExpressionAttributeNames"])}
            assert heads <= held

    check()


@pytest.mark.parametrize(
    ("strategy", "message"),
    [
        (dynamodb_requests(TEXT, operations=["scan"]), "operations='scan' is not one of 'put_item', 'update_item', 'query'"),
        (dynamodb_requests(TEXT, operations=[]), "operations='' is not one of"),
        (dynamodb_requests(TEXT, operations=1), "operations=1 is not of type Collection"),  # type: ignore[arg-type]
        (dynamodb_requests("t"), "table='t' is not of type Table or Mapping"),  # type: ignore[arg-type]
        (rejected_dynamodb_items(TEXT, labels=["odd"]), "labels='odd' is not one of"),
        (rejected_dynamodb_items(TEXT, labels=["two_types"]), "labels='two_types' is not one of"),
        (rejected_dynamodb_items(TEXT, labels=["empty_key"]), r"labels=\['empty_key'\]: none of them applies to the keys of table 't'"),
        (rejected_dynamodb_items({"KeySchema": [1], "AttributeDefinitions": []}), r"KeySchema=\[1\] is not a list of mappings"),
        (rejected_dynamodb_items({"KeySchema": [{}], "AttributeDefinitions": []}), r"table: \{\} has no KeyType"),
    ],
)
def test_a_bad_argument_is_named_when_drawn_from(strategy: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(strategy, lambda _: True, settings=state)
