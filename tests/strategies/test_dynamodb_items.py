"""Items and keys: what boto3 serialises, moto stores and DynamoDB documents."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import boto3
import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest._dynamodb import ITEM_BYTES, item_size
from lambdatest.model import Index, Location, Resource, Table
from lambdatest.runtime.account import Account
from lambdatest.strategies import attribute_values, dynamodb_items, dynamodb_keys
from lambdatest.strategies.attribute_value import NUMBERS, VALUES, to_wire, to_wire_item

TABLE = Table("todos", ("pk", "sk"), {"pk": "S", "sk": "N", "owner": "S", "tag": "B"}, (Index("by-owner", ("owner", "tag")),))
MAPPING: dict[str, Any] = {
    "TableName": "todos", "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "sk", "KeyType": "RANGE"}, {"AttributeName": "pk", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in TABLE.types.items()],
    "GlobalSecondaryIndexes": [{
        "IndexName": "by-owner", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "tag", "KeyType": "RANGE"}]}],
}
few = settings(max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=4000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def moto_table() -> Iterator[Any]:
    with Account([Resource("Todos", "AWS::DynamoDB::Table", {**MAPPING, "KeySchema": MAPPING["KeySchema"][::-1]}, Location("x", 1))]):
        yield boto3.resource("dynamodb").Table("todos")


@few
@given(dynamodb_items(TABLE))
def test_boto3_serialises_every_item_and_reads_it_back_equal(item: dict[str, Any]) -> None:
    wire = {name: TypeSerializer().serialize(value) for name, value in item.items()}
    assert {name: TypeDeserializer().deserialize(value) for name, value in wire.items()} == item


@few
@given(dynamodb_items(TABLE))
def test_our_wire_format_is_boto3s(item: dict[str, Any]) -> None:
    for value in item.values():
        wire: Any = to_wire(value)
        assert TypeDeserializer().deserialize(wire) == TypeDeserializer().deserialize(TypeSerializer().serialize(value))


@settings(few, max_examples=25)
@given(item=dynamodb_items(MAPPING))
def test_moto_stores_and_returns_every_item(moto_table: Any, item: dict[str, Any]) -> None:
    moto_table.put_item(Item=item)
    assert moto_table.get_item(Key={"pk": item["pk"], "sk": item["sk"]})["Item"] == item


@few
@given(dynamodb_items(TABLE))
def test_key_attributes_have_their_type_and_are_never_empty(item: dict[str, Any]) -> None:
    assert 1 <= len(item["pk"].encode()) <= 2048 and isinstance(item["sk"], int | Decimal)
    assert "owner" not in item or (isinstance(item["owner"], str) and item["owner"])
    assert "tag" not in item or (isinstance(item["tag"], bytes) and 1 <= len(item["tag"]) <= 1024)
    assert item_size(to_wire_item(item)) <= ITEM_BYTES


@few
@given(NUMBERS)
def test_numbers_have_38_digits_and_the_range_of_the_service(number: int | Decimal) -> None:
    decimal = Decimal(number)
    assert len("".join(map(str, decimal.as_tuple().digits)).strip("0")) <= 38
    assert not decimal or -130 <= decimal.adjusted() <= 125


@few
@given(dynamodb_keys(MAPPING, wire=True))
def test_keys_in_wire_format_name_the_declared_types(key: dict[str, Any]) -> None:
    assert {name: next(iter(value)) for name, value in key.items()} == {"pk": "S", "sk": "N"}


@few
@given(dynamodb_items(TABLE, attributes={"done": st.booleans(), "owner": st.just("me")}))
def test_given_attributes_are_the_only_ones_beside_the_keys(item: dict[str, Any]) -> None:
    assert set(item) - {"tag"} == {"pk", "sk", "done", "owner"} and item["owner"] == "me"


@settings(few, max_examples=20)
@given(dynamodb_items(TABLE, attributes={"text": st.sampled_from(("x" * 409_590, "x" * 500_000, "x"))}))
def test_no_item_is_larger_than_the_service_takes(item: dict[str, Any]) -> None:
    assert item_size(to_wire_item(item)) <= 409_600


@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_items_are_at_times_as_large_as_the_service_takes() -> None:
    found = find(dynamodb_items(TABLE, wire=True), lambda item: item_size(item) == 409_600, settings=state)
    assert len(found["padding"]["S"]) > 400_000


@few
@given(st.lists(st.sampled_from(("S", "N", "B", "BOOL", "NULL", "L", "M", "SS", "NS", "BS")), min_size=1, unique=True), st.data())
def test_values_have_one_of_the_types_that_are_asked_for(types: list[str], data: st.DataObject) -> None:
    assert next(iter(data.draw(attribute_values(types=types, wire=True)))) in types


def test_a_single_type_may_be_named_without_a_list() -> None:
    assert find(attribute_values(types="NULL"), lambda _: True, settings=state) is None


@pytest.mark.parametrize("kind", ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"])
def test_every_type_is_drawn(kind: str) -> None:
    find(VALUES, lambda value: kind in to_wire(value), settings=state)


@pytest.mark.parametrize("empty", ["", b"", [], {}, {""}, {b""}])
def test_empty_values_are_drawn_where_they_are_legal(empty: Any) -> None:
    find(VALUES, lambda value: type(value) is type(empty) and value == empty, settings=state)


def test_reserved_words_and_absent_index_keys_are_drawn() -> None:
    find(dynamodb_items(TABLE), lambda item: "name" in item or "status" in item, settings=state)
    find(dynamodb_items(TABLE), lambda item: "owner" not in item, settings=state)


@pytest.mark.parametrize(("table", "arguments", "message"), [
    ("todos", {}, "table='todos' is not of type Table or Mapping"),
    ({"KeySchema": []}, {}, "has no AttributeDefinitions"),
    (Table("t", (), {}), {}, "table='t' has no key: KeySchema is empty"),
    (Table("t", ("id",), {}), {}, "the type of its key 'id' is None, not 'S', 'N' or 'B'; declare it in AttributeDefinitions"),
    (TABLE, {"attributes": 1}, "attributes=1 is not of type Mapping"),
    (TABLE, {"attributes": {"a": 1}}, r"attributes\['a'\]=1 is not of type SearchStrategy"),
    (TABLE, {"attributes": {"pk": st.just(1)}}, r"attributes\['pk'\] drew 1 of type int, but it is a key of type S"),
    (TABLE, {"attributes": {"pk": st.just("x" * 2049)}}, r"attributes\['pk'\] drew 2049 bytes, but this key has at most 2048"),
    (TABLE, {"attributes": {"tag": st.just(b"x" * 1025)}}, r"attributes\['tag'\] drew 1025 bytes, but this key has at most 1024"),
    (TABLE, {"attributes": {"price": st.just(1.5)}}, "1.5 of type float is no attribute value of boto3"),
    (TABLE, {"attributes": {"owner": st.just("")}}, r"attributes\['owner'\] drew '': a key is never empty"),
])
def test_a_bad_argument_is_named_when_drawn_from(table: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(dynamodb_items(table, **arguments), lambda _: True, settings=state)


@pytest.mark.parametrize(("types", "message"), [
    (["S", "Z"], "types='Z' is not one of 'S', 'N', 'B'"), ([], "types='' is not one of"), (1, "types=1 is not of type Collection"),
])
def test_a_type_that_there_is_not_is_named_when_drawn_from(types: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(attribute_values(types=types), lambda _: True, settings=state)
