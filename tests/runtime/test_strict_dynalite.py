"""Every rule of the strict layer, asked of dynalite too, which follows what its authors saw DynamoDB answer.

A row of the table is one rule, the page of AWS that it rests on, and what dynalite 4.0.0 makes of the same request: ``same`` is the
same code and text, ``code`` the same code in other words (the row says why), ``older`` is a rule that dynalite does not have, and
``absent`` an operation that it does not have: transactions.
"""

from collections.abc import Iterator
from functools import reduce
from typing import Any

import boto3
import pytest
from botocore.config import Config

from lambdatest._dynamodb import ITEM_BYTES, item_size
from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from strategies.dynalite import answer, make_table

GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/"
API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/"
TYPES, LIMITS, KEYS = GUIDE + "HowItWorks.NamingRulesDataTypes.html", GUIDE + "Constraints.html", GUIDE + "HowItWorks.CoreComponents.html"
PUT, QUERY, SCAN, GET = API + "API_PutItem.html", API + "API_Query.html", API + "API_Scan.html", API + "API_GetItem.html"
NAMES = GUIDE + "Expressions.ExpressionAttributeNames.html"
VALUES = GUIDE + "Expressions.ExpressionAttributeValues.html"
OPERATORS = GUIDE + "Expressions.OperatorsAndFunctions.html"
RESERVED = GUIDE + "ReservedWords.html"
BATCH_WRITE, BATCH_GET = API + "API_BatchWriteItem.html", API + "API_BatchGetItem.html"
TRANSACT, UPDATE = API + "API_TransactWriteItems.html", API + "API_UpdateItem.html"

TABLE: dict[str, Any] = {
    "TableName": "rules", "BillingMode": "PAY_PER_REQUEST",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in {"id": "S", "at": "B", "owner": "N"}.items()],
    "GlobalSecondaryIndexes": [{
        "IndexName": "by-owner", "Projection": {"ProjectionType": "ALL"},
        "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "id", "KeyType": "RANGE"}]}],
}  # fmt: skip
KEY: dict[str, Any] = {"id": {"S": "a"}, "at": {"B": b"1"}}
FULL: dict[str, Any] = {**KEY, "id": {"S": "full"}}
A = {":a": {"S": "a"}}
ID = {"KeyConditionExpression": "id = :a"}


def nested(levels: int) -> Any:
    return reduce(lambda inner, _: {"M": {"a": inner}}, range(levels), {"S": "x"})


def put(value: Any, name: str = "v") -> tuple[str, dict[str, Any]]:
    return "put_item", {"Item": {**KEY, name: value}}


def keyed(**key: Any) -> dict[str, Any]:
    return {"Item": {**KEY, **key}}


def sized(size: int) -> dict[str, Any]:
    item = {**KEY, "filler": {"S": ""}}
    return {**item, "filler": {"S": "x" * (size - item_size(item))}}


def puts(*items: Any) -> tuple[str, dict[str, Any]]:
    return "batch_write_item", {"RequestItems": {"rules": [{"PutRequest": {"Item": item}} for item in items]}}


def writes(*members: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    named = [{kind: {"TableName": "rules", **one} for kind, one in member.items()} for member in members]
    return "transact_write_items", {"TransactItems": named}


def created(name: str) -> tuple[str, dict[str, Any]]:
    return "create_table", {**TABLE, "TableName": name}


def numbered(count: int) -> list[dict[str, Any]]:
    return [{**KEY, "id": {"S": f"n{n}"}} for n in range(count)]


def query(values: Any, **more: Any) -> tuple[str, dict[str, Any]]:
    return "query", {**ID, "ExpressionAttributeValues": values, **more}


Row = tuple[str, tuple[str, dict[str, Any]], str]
REFUSED: dict[str, Row] = {
    "39 digits": ("same", put({"N": "1" * 39}), TYPES),
    "a number too large": ("same", put({"N": "1E126"}), TYPES),
    "a number too small": ("same", put({"N": "-1E-131"}), TYPES),
    "no number": ("same", put({"N": "NaN"}), TYPES),
    "no digits": ("same", put({"N": ""}), TYPES),
    "no number in a set": ("same", put({"NS": ["1", "x"]}), TYPES),
    "an empty set of strings": ("same", put({"SS": []}), PUT),
    "an empty set of numbers": ("same", put({"NS": []}), PUT),
    "an empty set of binaries": ("same", put({"BS": []}), PUT),
    "an empty set inside of a map": ("same", put({"M": {"a": {"L": [{"SS": []}]}}}), PUT),
    "a string twice": ("same", put({"SS": ["a", "b", "a"]}), TYPES),
    "a number twice": ("same", put({"NS": ["1", "1.0"]}), TYPES),
    "a binary twice": ("same", put({"BS": [b"a", b"a"]}), TYPES),
    # AWS and dynalite name the types in Java's words.
    "a number where text belongs": ("code", put({"S": 5}), API + "API_AttributeValue.html"),
    "a number where a set's text belongs": ("code", put({"SS": ["a", 5]}), API + "API_AttributeValue.html"),
    "two types": ("same", put({"S": "a", "N": "1"}), API + "API_AttributeValue.html"),
    "no type": ("same", put({}), API + "API_AttributeValue.html"),
    "NULL that is false": ("same", put({"NULL": False}), API + "API_AttributeValue.html"),
    # Measured on AWS: https://docs.rs/crate/dynoxide-rs/3.0.0/source/tests/nesting_depth.rs
    "32 maps": ("older", put(nested(32)), LIMITS),
    "an attribute without a name": ("older", put({"S": "x"}, ""), TYPES),
    "a name of 64 KB": ("older", put({"S": "x"}, "n" * 65_536), LIMITS),
    "an item of 400 KB and a byte": ("same", ("put_item", {"Item": sized(ITEM_BYTES + 1)}), LIMITS),
    "an item that an update makes too large": ("same", ("update_item", {
        "Key": FULL, "UpdateExpression": "SET v = :a", "ExpressionAttributeValues": {":a": {"S": "xx"}}}),
        LIMITS),
    "a value of an expression": ("same", query({":a": {"N": "1E126"}}), TYPES),
    "an empty set in an expression": ("same", query({":a": {"SS": []}}), TYPES),
    "no sort key": ("same", ("put_item", {"Item": {"id": {"S": "a"}}}), PUT),
    "a key of another type": ("same", ("put_item", keyed(id={"N": "1"})), PUT),
    "an empty key": ("same", ("put_item", keyed(id={"S": ""})), PUT),
    "an empty binary key": ("same", ("put_item", keyed(at={"B": b""})), PUT),
    "a hash key of 2,049 bytes": ("same", ("put_item", keyed(id={"S": "x" * 2049})), LIMITS),
    "a sort key of 1,025 bytes": ("same", ("put_item", keyed(at={"B": b"x" * 1025})), LIMITS),
    "an index key of another type": ("same", ("put_item", keyed(owner={"S": "me"})), PUT),
    "get, key of another type": ("same", ("get_item", {"Key": {**KEY, "id": {"N": "1"}}}), GET),
    "get, an attribute too many": ("same", ("get_item", {"Key": {**KEY, "x": {"S": "a"}}}), GET),
    "get, an attribute too few": ("same", ("get_item", {"Key": {"id": {"S": "a"}}}), GET),
    "get, a key too long": ("same", ("get_item", {"Key": {**KEY, "at": {"B": b"x" * 1025}}}), GET),
    # dynalite has the words of 2020, "were invalid: "; AWS says "are not valid. " now.
    "get, an empty key": ("code", ("get_item", {"Key": {**KEY, "id": {"S": ""}}}), GET),
    "delete, key of another type": ("same", ("delete_item", {"Key": {**KEY, "at": {"S": "1"}}}), API + "API_DeleteItem.html"),
    "update, key of another type": ("same", ("update_item", {"Key": {**KEY, "at": {"S": "1"}}}), UPDATE),
    "a condition of another type": ("same", query({":a": {"N": "1"}}), QUERY),
    "a filter on the hash key": ("same", query({**A, ":b": {"S": "b"}}, FilterExpression="id <> :b"), QUERY),
    "a filter on the sort key": ("same", query(A, FilterExpression="#t <> :a", ExpressionAttributeNames={"#t": "at"}), QUERY),
    "an unused value": ("same", query({**A, ":b": {"S": "b"}}), VALUES),
    "an unused name": ("same", query(A, ExpressionAttributeNames={"#b": "b"}), NAMES),
    "a value that is not there": ("same", query(A, FilterExpression="x = :b"), VALUES),
    "a name that is not there": ("same", query(A, ProjectionExpression="#b"), NAMES),
    "a placeholder with other characters": ("same", query({**A, ":b-c": {"S": "b"}}), VALUES),
    "no values": ("same", query({}), VALUES),
    "no names": ("same", query(A, ExpressionAttributeNames={}), NAMES),
    "names without an expression": ("same", ("get_item", {"Key": KEY, "ExpressionAttributeNames": {"#a": "x"}}), NAMES),
    # dynalite goes on with the names of the expressions that are null.
    "values without an expression": ("code", ("put_item", {"Item": KEY, "ExpressionAttributeValues": A}), VALUES),
    "an empty expression": ("same", query(A, FilterExpression=""), GUIDE + "Expressions.html"),
    "an expression of more than 4 KB": ("older", query(A, ProjectionExpression="a" * 4097), LIMITS),
    "a reserved word": ("same", ("query", {
        "KeyConditionExpression": "id = :a AND at = :b", "ExpressionAttributeValues": {**A, ":b": {"B": b"1"}}}), RESERVED),
    "begins_with on a number": ("same", query(
        {**A, ":b": {"N": "1"}}, FilterExpression="begins_with(x, :b)"), OPERATORS),
    "a starting key of other attributes": ("same", query(A, ExclusiveStartKey={"x": {"S": "a"}}), QUERY),
    "a starting key of another type": ("same", query(A, ExclusiveStartKey={**KEY, "at": {"N": "1"}}), QUERY),
    "a starting key of an index, without the table's": ("same", (
        "query", {"IndexName": "by-owner", "KeyConditionExpression": "#o = :a", "ExpressionAttributeNames": {"#o": "owner"},
                  "ExpressionAttributeValues": {":a": {"N": "1"}}, "ExclusiveStartKey": {"owner": {"N": "1"}, "id": {"S": "a"}}}), QUERY),
    "scan, a starting key of other attributes": ("same", ("scan", {"ExclusiveStartKey": {"x": {"S": "a"}}}), SCAN),
    # dynalite shows the whole request: "1 validation error detected: Value '{rules=[…".
    "batch of 26": ("code", puts(*numbered(26)), BATCH_WRITE),
    "batch, one key twice": ("same", puts(KEY, {**KEY, "x": {"S": "y"}}), BATCH_WRITE),
    "batch, put and delete of one key": ("same", ("batch_write_item", {"RequestItems": {"rules": [
        {"PutRequest": {"Item": KEY}}, {"DeleteRequest": {"Key": KEY}}]}}), BATCH_WRITE),
    "batch, an item of 400 KB and a byte": ("same", puts(sized(ITEM_BYTES + 1)), LIMITS),
    "batch, a key of another type": ("same", puts({**KEY, "at": {"S": "1"}}), BATCH_WRITE),
    "batch, an empty set": ("same", puts({**KEY, "v": {"SS": []}}), BATCH_WRITE),
    "batch get, one key twice": ("same", ("batch_get_item", {"RequestItems": {"rules": {"Keys": [KEY, KEY]}}}), BATCH_GET),
    "batch get, key of another type": ("same", ("batch_get_item", {"RequestItems": {"rules": {"Keys": [
        {**KEY, "id": {"N": "1"}}]}}}), BATCH_GET),
    # dynalite counts characters and names the constraint that each of these breaks.
    "a table's name of two letters": ("code", created("ab"), LIMITS),
    "a table's name with a space": ("code", created("my table"), LIMITS),
    "transaction, one item twice": ("absent", writes({"Put": {"Item": KEY}}, {"Delete": {"Key": KEY}}), TRANSACT),
    "transaction, an item of 400 KB and a byte": ("absent", writes({"Put": {"Item": sized(ITEM_BYTES + 1)}}), TRANSACT),
    "transaction, an empty set": ("absent", writes({"Put": {"Item": {**KEY, "v": {"SS": []}}}}), TRANSACT),
}  # fmt: skip
ACCEPTED: dict[str, tuple[str, dict[str, Any]]] = {
    "38 digits": put({"N": "1" * 38}),
    "zeros that do not count": put({"N": "0" * 40 + "1" + "0" * 80}),
    "the largest number": put({"N": "9." + "9" * 37 + "E125"}),
    "the smallest number": put({"N": "-1E-130"}),
    "empty text": put({"S": ""}),
    "empty binary": put({"B": b""}),
    "empty members of sets": put({"L": [{"SS": ["", "a"]}, {"BS": [b"", b"a"]}]}),
    "31 maps": put(nested(31)),
    "a name of 64 KB less a byte": put({"S": "x"}, "n" * 65_535),
    "400 KB": ("put_item", {"Item": sized(ITEM_BYTES)}),
    "a hash key of 2,048 bytes": ("put_item", keyed(id={"S": "x" * 2048})),
    "a binary sort key of 1,024 bytes": ("put_item", keyed(at={"B": b"x" * 1024})),
    "300 KB of binary": put({"B": b"x" * 300 * 1024}),
    "no index key": ("put_item", {"Item": KEY}),
    "an index key": ("put_item", keyed(owner={"N": "1"})),
    "an update up to 400 KB": ("update_item", {
        "Key": FULL, "UpdateExpression": "SET v = :a", "ExpressionAttributeValues": {":a": {"S": "x"}}}),
    "a filter on the table's key in a query of an index": ("query", {
        "IndexName": "by-owner", "KeyConditionExpression": "#o = :a", "FilterExpression": "#t > :b",
        "ExpressionAttributeNames": {"#o": "owner", "#t": "at"}, "ExpressionAttributeValues": {":a": {"N": "1"}, ":b": {"B": b"1"}}}),
    "an element of a list in a projection": query(A, ProjectionExpression="#l[0]", ExpressionAttributeNames={"#l": "list"}),
    "the end of a page": query(A, ExclusiveStartKey=KEY),
    "batch of 25": puts(*numbered(25)),
    "batch, one hash key with other sort keys": puts(KEY, {**KEY, "at": {"B": b"2"}}),
    "4 KB of expression": query(A, ProjectionExpression="a" * 4096),
}  # fmt: skip


@pytest.fixture(scope="module")
def clients(dynalite_client: Any) -> Iterator[tuple[Any, Any]]:
    with Account([Resource("Rules", "AWS::DynamoDB::Table", TABLE, Location("serverless.yml", 1))]):
        moto = boto3.client("dynamodb", config=Config(parameter_validation=False))
        make_table(dynalite_client, TABLE)
        for client in (moto, dynalite_client):
            full = sized(ITEM_BYTES - len("full") - len("v"))
            client.put_item(TableName="rules", Item={**full, "id": {"S": "full"}})
        yield moto, dynalite_client


@pytest.mark.parametrize(("knows", "request_", "document"), REFUSED.values(), ids=REFUSED)
def test_a_rule_of_ours_is_one_of_dynalites_or_of_the_page_that_it_cites(
    clients: tuple[Any, Any], knows: str, request_: tuple[str, dict[str, Any]], document: str
) -> None:
    (ours, theirs) = asked(clients, request_)
    assert ours is not None and document.startswith("https://docs.aws.amazon.com/")
    assert ours[0] in ("ValidationException", "SerializationException")
    expected = {
        "same": ours, "code": (ours[0], theirs and theirs[1]), "older": None, "absent": ("UnknownOperationException", theirs and theirs[1]),
    }  # fmt: skip
    assert theirs == expected[knows]


@pytest.mark.parametrize("request_", ACCEPTED.values(), ids=ACCEPTED)
def test_what_stays_within_the_rules_is_accepted_by_dynalite_and_by_us(
    clients: tuple[Any, Any], request_: tuple[str, dict[str, Any]]
) -> None:
    assert asked(clients, request_) == [None, None]


def asked(clients: tuple[Any, Any], request_: tuple[str, dict[str, Any]]) -> list[Any]:
    """Our refusal and dynalite's, or None where there is none."""
    operation, arguments = request_
    named = {} if {"RequestItems", "TransactItems"} & set(arguments) else {"TableName": "rules"}
    return [answer(client, operation, {**named, **arguments})[1] for client in clients]
