"""Conditions and projections in the mocked account say of an item what DynamoDB says; moto alone compares without types."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account

TABLE = {
    "TableName": "things", "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "at", "AttributeType": "B"}],
}  # fmt: skip
ITEM: dict[str, Any] = {
    "id": {"S": "a"}, "at": {"B": b"\x01"}, "s": {"S": "Zoë"}, "n": {"N": "10"}, "b": {"B": b"\xff\x00"}, "t": {"BOOL": True},
    "z": {"NULL": True}, "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2"]}, "bs": {"BS": [b"a"]},
    "l": {"L": [{"N": "1"}, {"S": "x"}, {"L": [{"S": "deep"}]}]}, "m": {"M": {"k": {"N": "1"}, "o": {"M": {"p": {"S": "q"}}}}},
}  # fmt: skip


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    with Account([Resource("Things", "AWS::DynamoDB::Table", TABLE, Location("serverless.yml", 1))]):
        made = boto3.client("dynamodb")
        made.put_item(TableName="things", Item=ITEM)
        yield made


CONDITIONS = {
    "numbers by value": ("n > :v", {"N": "9"}, True),
    "a number is not less than text": ("n < :v", {"S": "9"}, False),
    "nor is it more": ("n >= :v", {"S": "9"}, False),
    "a boolean has no order": ("t <= :v", {"N": "1"}, False),
    "a boolean is no number": ("t = :v", {"N": "1"}, False),
    "and so differs from it": ("t <> :v", {"N": "1"}, True),
    "binary by unsigned bytes": ("b > :v", {"B": b"\x7f"}, True),
    "text by its bytes": ("s > :v", {"S": "Zoe"}, True),
    "an attribute that is not there is not NULL": ("x = :v", {"NULL": True}, False),
    "one that is NULL is": ("z = :v", {"NULL": True}, True),
    "one that is not there differs from every value": ("x <> :v", {"N": "1"}, True),
    "and is not less than any": ("x < :v", {"N": "1"}, False),
    "sets have no order": ("ss = :v", {"SS": ["b", "a"]}, True),
    "a set of other members": ("ns = :v", {"NS": ["1", "3"]}, False),
    "maps are equal by their members": ("m.o = :v", {"M": {"p": {"S": "q"}}}, True),
    "lists by their order": ("l[2] = :v", {"L": [{"S": "deep"}]}, True),
    "between numbers": ("n BETWEEN :v AND :v", {"N": "10.0"}, True),
    "text is not between numbers": ("s BETWEEN :v AND :v", {"N": "1"}, False),
    "what is not there is between nothing": ("x BETWEEN :v AND :v", {"N": "1"}, False),
    "among values": ("n IN (:v)", {"N": "10"}, True),
    "what is not there is not among them": ("x IN (:v)", {"NULL": True}, False),
    "binary begins with binary": ("begins_with(b, :v)", {"B": b"\xff"}, True),
    "text does not begin with binary": ("begins_with(s, :v)", {"B": b"Z"}, False),
    "text contains text": ("contains(s, :v)", {"S": "o"}, True),
    "binary contains binary": ("contains(b, :v)", {"B": b"\x00"}, True),
    "a set contains a number": ("contains(ns, :v)", {"N": "2.0"}, True),
    "a set contains no text that looks like it": ("contains(ns, :v)", {"S": "2"}, False),
    "a set contains a binary": ("contains(bs, :v)", {"B": b"a"}, True),
    "a list contains a value of any type": ("contains(l, :v)", {"N": "1"}, True),
    "a map contains nothing": ("contains(m, :v)", {"S": "k"}, False),
    "a number contains nothing": ("contains(n, :v)", {"N": "1"}, False),
    "size of binary": ("size(b) = :v", {"N": "2"}, True),
    "size of a map": ("size(m) = :v", {"N": "2"}, True),
    "a number has no size": ("size(n) > :v", {"N": "0"}, False),
    "what is not there has none": ("size(x) < :v", {"N": "5"}, False),
}


@pytest.mark.parametrize(("expression", "value", "holds"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_condition_holds_for_the_item_where_dynamodb_says_so(client: Any, expression: str, value: Any, holds: bool) -> None:
    found = client.scan(TableName="things", FilterExpression=expression, ExpressionAttributeValues={":v": value})
    assert found["Count"] == holds


def test_binary_keys_are_ordered_by_unsigned_bytes(client: Any) -> None:
    keys = [b"\x00", b"\xfa", b"\xfb\xff", b"\x10", b"\x1f\xff", b"a" * 1024]
    for key in keys:
        client.put_item(TableName="things", Item={"id": {"S": "order"}, "at": {"B": key}})
    query = {"TableName": "things", "ExpressionAttributeNames": {"#t": "at"}}
    values = {":id": {"S": "order"}}
    found = client.query(**query, KeyConditionExpression="id = :id AND #t > :t", ExpressionAttributeValues={**values, ":t": {"B": b"\x05"}})
    assert [item["at"]["B"] for item in found["Items"]] == sorted(keys)[1:]
    found = client.query(
        **query, KeyConditionExpression="id = :id AND begins_with(#t, :t)", ExpressionAttributeValues={**values, ":t": {"B": b"\xfb"}}
    )
    assert [item["at"]["B"] for item in found["Items"]] == [b"\xfb\xff"]


@pytest.mark.parametrize(
    ("expression", "left"),
    [
        ("n", {"n": {"N": "10"}}), ("x", {}), ("n.k", {}), ("n[0]", {}), ("l.k", {}), ("m[0]", {}), ("l[3]", {}),
        ("m.k", {"m": {"M": {"k": {"N": "1"}}}}),
        ("m.o.p, m.k", {"m": {"M": {"o": {"M": {"p": {"S": "q"}}}, "k": {"N": "1"}}}}),
        ("l[1]", {"l": {"L": [{"S": "x"}]}}),
        ("l[1], l[0]", {"l": {"L": [{"N": "1"}, {"S": "x"}]}}),
        ("l[2][0]", {"l": {"L": [{"L": [{"S": "deep"}]}]}}),
        ("b, bs", {"b": {"B": b"\xff\x00"}, "bs": {"BS": [b"a"]}}),
    ],
)  # fmt: skip
def test_a_projection_leaves_what_it_leads_to(client: Any, expression: str, left: Any) -> None:
    found = client.get_item(TableName="things", Key={"id": {"S": "a"}, "at": {"B": b"\x01"}}, ProjectionExpression=expression)
    assert found.get("Item", {}) == left
