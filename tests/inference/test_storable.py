"""Sets and binary: whether the code has to do with them, so that seeds hold none that nobody stores."""

import pytest

from lambdatest.engine.seed import foreign
from lambdatest.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("code", "writes"),
    [
        ('table.put_item(Item={"id": "a", "n": b["n"]})', set()),
        ("table.put_item(Item=b)", set()),
        ('table.update_item(Key={"id": "a"}, UpdateExpression="ADD tags :t", ExpressionAttributeValues={":t": b["t"]})', {"set"}),
        ('table.update_item(Key={"id": "a"}, UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": b["n"]})', set()),
        ('table.put_item(Item={"id": "a", "tags": set(b["tags"])})', {"set"}),
        ('table.put_item(Item={"id": "a", "tags": {t.lower() for t in b["tags"]}})', {"set"}),
        ('table.put_item(Item={"id": "a", "raw": b["raw"].encode()})', {"binary"}),
        ('table.put_item(Item={"id": "a", "raw": b"x"})', {"binary"}),
        ('table.put_item(Item={"id": {"S": "a"}, "raw": {"B": b["raw"]}})', {"binary"}),
        ('from boto3.dynamodb.types import Binary', {"binary"}),
        ("print(isinstance(b, set), isinstance(b, (bytes, str)))", {"set", "binary"}),
        ("return len(set(b)) == 2", set()),
    ],
)
def test_the_types_that_a_code_has_to_do_with_are_known(code, writes, read):
    assert read(f'def handler(event, context):\n    b = json.loads(event["body"])\n    {code}\n').writes == writes


@pytest.mark.parametrize(
    ("writes", "kinds"),
    [
        (set(), {"lt_number", "lt_digits"}),
        ({"set"}, {"lt_number", "lt_digits", "lt_set"}),
        ({"set", "binary"}, {"lt_number", "lt_digits", "lt_set", "lt_binary"}),
    ],
)
def test_seeds_hold_sets_and_binary_only_where_somebody_may_write_them(writes, kinds):
    assert set(foreign(Vocabulary(writes=frozenset(writes)))) == kinds
