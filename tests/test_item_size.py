"""The size of an item, to the byte: by the page of AWS, and by dynalite at the boundary of what it stores."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdatest._dynamodb import ITEM_BYTES, item_size, number_size, value_size
from lambdatest.strategies import attribute_values
from strategies.dynalite import answer, make_table, measured_alike

TABLE: dict[str, Any] = {
    "TableName": "sizes", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": ""}, 0), ({"S": "é"}, 2), ({"S": "\U0001f600"}, 4), ({"BOOL": False}, 1), ({"NULL": True}, 1),
        ({"B": b"abc"}, 3), ({"B": "YWJj"}, 3), ({"B": "YWI="}, 2), ({"B": "YQ=="}, 1), ({"B": ""}, 0),
        ({"L": []}, 3), ({"M": {}}, 3), ({"L": [{"S": "a"}, {"NULL": True}]}, 3 + 1 + 1 + 2), ({"M": {"k": {"B": b"ab"}}}, 3 + 1 + 2 + 1),
        ({"SS": ["a", "bc"]}, 3), ({"NS": ["1", "-1"]}, 2 + 3), ({"BS": [b"a", b""]}, 1),
        ({"N": "0"}, 1), ({"N": "-0.0"}, 1), ({"N": "1"}, 2), ({"N": "-42"}, 3), ({"N": "100"}, 2), ({"N": "1E+125"}, 2),
        ({"N": "123456"}, 4), ({"N": "12345.6"}, 5), ({"N": "0.01"}, 2), ({"N": "0.012"}, 3), ({"N": "9" * 38}, 20),
        ({"N": "-" + "9" * 38}, 21), ({"N": "-1." + "9" * 37}, 21),
    ],
)  # fmt: skip
def test_a_value_has_the_size_that_aws_describes(value: dict[str, Any], size: int) -> None:
    assert value_size(value) == size
    assert item_size({"náme": value}) == 5 + size


@given(st.integers(-(10**38) + 1, 10**38 - 1), st.integers(-130, 87))
def test_a_number_takes_a_byte_for_each_two_digits_and_at_most_two_more(mantissa: int, exponent: int) -> None:
    digits = len(str(abs(mantissa)).strip("0"))
    least = (digits + 1) // 2 + 1
    assert least <= number_size(f"{mantissa}E{exponent}") <= min(least + 2, 21)


def test_dynalite_stores_an_item_of_the_largest_size_and_none_that_is_a_byte_larger(dynalite_client: Any) -> None:
    make_table(dynalite_client, TABLE)

    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(attribute_values(wire=True).filter(counted_alike))
    def check(value: dict[str, Any]) -> None:
        item = {"id": {"S": "a"}, "v": value, "filler": {"S": ""}}
        room = ITEM_BYTES - item_size(item)
        answers = [
            answer(dynalite_client, "put_item", {"TableName": "sizes", "Item": {**item, "filler": {"S": "x" * size}}})[1]
            for size in (room, room + 1)
        ]
        assert answers == [None, ("ValidationException", "Item size has exceeded the maximum allowed size")]

    check()


def counted_alike(value: Any) -> bool:
    """Besides text, dynalite gives a negative number of 20 bytes the byte that ends a shorter one."""
    return measured_alike(value) and not any(number.startswith("-") and len(number) > 36 for number in numbers(value))


def numbers(value: dict[str, Any]) -> list[str]:
    """Every number inside of a wire value."""
    ((kind, content),) = value.items()
    if kind in ("M", "L"):
        return [text for member in (content.values() if kind == "M" else content) for text in numbers(member)]
    return [content] if kind == "N" else content if kind == "NS" else []
