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
from moto import mock_aws

from lambdatest.model import Index, Table
from lambdatest.strategies import dynamodb_items, dynamodb_keys
from lambdatest.strategies.attribute_value import MAX_ITEM_SIZE, NUMBERS, VALUES, item_size, to_wire

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
    with mock_aws():
        arguments = {**MAPPING, "KeySchema": MAPPING["KeySchema"][::-1]}
        resource = boto3.resource("dynamodb", region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x")
        yield resource.create_table(**arguments)


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
@given(item=dynamodb_items(MAPPING).filter(lambda item: len(bytes(item.get("tag", b""))) <= 768))  # moto measures its base64 text
def test_moto_stores_and_returns_every_item(moto_table: Any, item: dict[str, Any]) -> None:
    moto_table.put_item(Item=item)
    assert moto_table.get_item(Key={"pk": item["pk"], "sk": item["sk"]})["Item"] == item


@few
@given(dynamodb_items(TABLE))
def test_key_attributes_have_their_type_and_are_never_empty(item: dict[str, Any]) -> None:
    assert 1 <= len(item["pk"].encode()) <= 2048 and isinstance(item["sk"], int | Decimal)
    assert "owner" not in item or (isinstance(item["owner"], str) and item["owner"])
    assert "tag" not in item or (isinstance(item["tag"], bytes) and 1 <= len(item["tag"]) <= 1024)
    assert item_size(item) <= MAX_ITEM_SIZE


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
    assert item_size(item) <= 409_600


def test_the_size_of_an_item_is_counted_as_documented() -> None:
    assert item_size({"id": "é", "n": 12345, "neg": -1, "l": ["a", None], "m": {"k": b"ab"}, "s": {"a", "b"}}) == (
        (2 + 2) + (1 + 4) + (3 + 3) + (1 + 3 + 1 + 1 + 2) + (1 + 3 + 1 + 2 + 1) + (1 + 2))


@pytest.mark.parametrize("kind", ["S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"])
def test_every_type_is_drawn(kind: str) -> None:
    find(VALUES, lambda value: kind in to_wire(value), settings=state)


@pytest.mark.parametrize("empty", ["", b"", [], {}])
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
    (TABLE, {"attributes": {"owner": st.just("")}}, r"attributes\['owner'\] drew '': a key is never empty"),
])
def test_a_bad_argument_is_named_when_drawn_from(table: Any, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(dynamodb_items(table, **arguments), lambda _: True, settings=state)
