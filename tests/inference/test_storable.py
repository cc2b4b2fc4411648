"""What the code is seen to write into its tables, and of which types: so that seeds hold nothing that nobody stores."""

import pytest

from lambdatest.engine.seed import foreign
from lambdatest.model import Vocabulary


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ('table.put_item(Item={"id": "a", "n": b["n"]})', {"known"}),
        ('item = {"id": "a"}\n    item["n"] = b["n"]\n    table.put_item(Item=item)', {"known"}),
        ("table.put_item(Item=b)", {"any"}),
        ('table.put_item(Item={**b, "id": "a"})', {"any"}),
        ("table.put_item(Item=elsewhere(b))", {"any"}),
        ('table.update_item(Key={"id": "a"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": b["n"]})', {"known"}),
        ('table.update_item(Key={"id": "a"}, UpdateExpression=expression(b))', {"any"}),
        ('table.update_item(Key={"id": "a"}, UpdateExpression="ADD tags :t", ExpressionAttributeValues={":t": b["t"]})', {"known", "set"}),
        ('table.put_item(Item={"id": "a", "tags": set(b["tags"])})', {"known", "set"}),
        ('table.put_item(Item={"id": "a", "raw": b["raw"].encode()})', {"known", "binary"}),
        ('table.put_item(Item={"id": {"S": "a"}, "raw": {"B": b["raw"]}})', {"known", "binary"}),
        ("print(isinstance(b, set), isinstance(b, (bytes, str)))", {"set", "binary"}),
        ("return len(set(b)) == 2", set()),
        ('return table.get_item(Key={"id": "a"})', set()),
    ],
)
def test_the_ways_in_which_a_code_writes_are_known(code, writes, read):
    assert read(f'def handler(event, context):\n    b = json.loads(event["body"])\n    {code}\n').writes == writes


@pytest.mark.parametrize(
    ("writes", "kinds"),
    [
        (set(), {"lt_number", "lt_digits"}),
        ({"any"}, {"lt_number", "lt_digits"}),
        ({"known"}, set()),
        ({"known", "any"}, {"lt_number", "lt_digits"}),
        ({"known", "set"}, {"lt_set"}),
        ({"any", "binary"}, {"lt_number", "lt_digits", "lt_binary"}),
    ],
)
def test_seeds_hold_foreign_attributes_only_where_somebody_may_write_them(writes, kinds):
    assert set(foreign(Vocabulary(writes=frozenset(writes)))) == kinds
