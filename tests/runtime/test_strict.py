"""What AWS refuses is refused, on the right side of each boundary, in AWS' words."""

from decimal import Decimal
from functools import reduce

import boto3
import pytest
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdatest._dynamodb import item_size
from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from lambdatest.runtime.refusal import Refusal
from lambdatest.runtime.strict import check_dynamodb
from lambdatest.runtime.strict_expression import top_level
from lambdatest.runtime.strict_value import check_value, number

HERE = Location("serverless.yml", 1)


def table(name, keys, types, *indexes):
    schema = [{"AttributeName": key, "KeyType": kind} for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)]
    found = [
        {"IndexName": f"by-{key}", "KeySchema": [{"AttributeName": key, "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}}
        for key in indexes
    ]
    attributes = [{"AttributeName": key, "AttributeType": kind} for key, kind in types.items()]
    properties = {"TableName": name, "KeySchema": schema, "AttributeDefinitions": attributes, "BillingMode": "PAY_PER_REQUEST"}
    return Resource(name, "AWS::DynamoDB::Table", {**properties, **({"GlobalSecondaryIndexes": found} if found else {})}, HERE)


RESOURCES = [
    table("todos", ["id"], {"id": "S", "owner": "S"}, "owner"),
    table("ranged", ["id", "at"], {"id": "S", "at": "N"}),
    table("named", ["name"], {"name": "S"}),
    Resource("Jobs", "AWS::SQS::Queue", {"QueueName": "jobs"}, HERE),
]


@pytest.fixture(scope="module")
def account():
    with Account(RESOURCES) as started:
        yield started


@pytest.fixture
def client(account):
    account.restore()
    return boto3.client("dynamodb")


def code_of(action, **parameters):
    """The error code and message, or None where the request is accepted."""
    try:
        action(**parameters)
    except ClientError as error:
        return error.response["Error"]["Code"], error.response["Error"]["Message"]
    return None


def nested(levels, leaf):
    return reduce(lambda inner, _: {"M": {"a": inner}}, range(levels), leaf)


VALUES = {
    "38 digits": ({"N": "9" * 38}, None),
    "half a surrogate pair": ({"S": "a\ud800"}, "no UTF-8"),
    "half a surrogate pair in a set": ({"SS": ["a", "\udfff"]}, "no UTF-8"),
    "39 digits": ({"N": "9" * 39}, "more than 38 significant digits"),
    "zeros do not count": ({"N": "1" + "0" * 50}, None),
    "zeros before do not count": ({"N": "0.000" + "9" * 38}, None),
    "39 digits of which one is a zero at the end": ({"N": "9" * 38 + "0"}, None),
    "the largest": ({"N": "9." + "9" * 37 + "E125"}, None),
    "too large": ({"N": "1E126"}, "Number overflow"),
    "too large and negative": ({"N": "-1E126"}, "Number overflow"),
    "the smallest": ({"N": "1E-130"}, None),
    "too small": ({"N": "1E-131"}, "Number underflow"),
    "zero with any exponent": ({"N": "0E500"}, None),
    "not a number": ({"N": "NaN"}, "cannot be converted to a numeric value"),
    "negative infinity": ({"N": "-Infinity"}, "cannot be converted to a numeric value"),
    "a signalling NaN": ({"N": "sNaN"}, "cannot be converted to a numeric value"),
    "an underscore": ({"N": "1_000"}, "cannot be converted to a numeric value"),
    "other digits": ({"N": "\u0661"}, "cannot be converted to a numeric value"),
    "no digits": ({"N": ""}, "cannot be converted to a numeric value"),
    "distinct strings": ({"SS": ["a", "b"]}, None),
    "the same string twice": ({"SS": ["a", "a"]}, "contains duplicates"),
    "an empty string in a set": ({"SS": ["", "a"]}, None),
    "distinct numbers": ({"NS": ["1", "2"]}, None),
    "the same number twice, written otherwise": ({"NS": ["1", "1.0"]}, "contains duplicates"),
    "distinct bytes": ({"BS": [b"a", b"b"]}, None),
    "the same bytes twice": ({"BS": [b"a", b"a"]}, "contains duplicates"),
    "no bytes in a set": ({"BS": []}, "Binary sets should not be empty"),
    "no string in a set": ({"SS": []}, "set  may not be empty"),
    "an empty list": ({"L": []}, None),
    "an empty map": ({"M": {}}, None),
    "an empty string": ({"S": ""}, None),
    "no type": ({}, "Supplied AttributeValue is empty"),
    "two types": ({"S": "a", "N": "1"}, "more than one datatypes"),
    "31 maps": (nested(31, {"S": "x"}), None),
    "32 maps": (nested(32, {"S": "x"}), "Nesting Levels have exceeded"),
    "32 maps, the innermost empty": (nested(31, {"M": {}}), None),
    "33 maps, the innermost empty": (nested(32, {"M": {}}), "Nesting Levels have exceeded"),
}


@pytest.mark.parametrize(("value", "refused"), VALUES.values(), ids=VALUES)
def test_a_value_is_accepted_or_refused_wherever_it_stands(client, value, refused):
    put = code_of(client.put_item, TableName="todos", Item={"id": {"S": "a"}, "v": value})
    update = code_of(
        client.update_item,
        TableName="todos",
        Key={"id": {"S": "a"}},
        UpdateExpression="SET v = :v",
        ExpressionAttributeValues={":v": value},
    )
    batch = code_of(client.batch_write_item, RequestItems={"todos": [{"PutRequest": {"Item": {"id": {"S": "a"}, "v": value}}}]})
    transaction = code_of(
        client.transact_write_items, TransactItems=[{"Put": {"TableName": "todos", "Item": {"id": {"S": "a"}, "v": value}}}]
    )
    for answer in (put, update, batch, transaction):
        if refused is None:
            assert answer is None
        else:
            assert answer is not None
            assert answer[0] == "ValidationException"
            assert refused in answer[1]


KEY = {"id": {"S": "a"}}
PAIR = {"id": {"S": "a"}, "at": {"N": "1"}}
MISMATCH = "The provided key element does not match the schema"
REQUESTS = {
    "get": ("get_item", {"TableName": "todos", "Key": KEY}, None),
    "get, key of another type": ("get_item", {"TableName": "todos", "Key": {"id": {"N": "1"}}}, MISMATCH),
    "get, one attribute too many": ("get_item", {"TableName": "todos", "Key": {**KEY, "x": {"S": "a"}}}, MISMATCH),
    "get, one attribute too few": ("get_item", {"TableName": "ranged", "Key": KEY}, MISMATCH),
    "delete, key of another type": ("delete_item", {"TableName": "ranged", "Key": {**PAIR, "at": {"S": "1"}}}, MISMATCH),
    "delete": ("delete_item", {"TableName": "ranged", "Key": PAIR}, None),
    "update, key of another type": ("update_item", {"TableName": "todos", "Key": {"id": {"N": "1"}}}, MISMATCH),
    "put without its key": ("put_item", {"TableName": "ranged", "Item": KEY}, "Missing the key at in the item"),
    "put, key of another type": ("put_item", {"TableName": "todos", "Item": {"id": {"N": "1"}}}, "Type mismatch for key id"),
    "put, index key": ("put_item", {"TableName": "todos", "Item": {**KEY, "owner": {"S": "me"}}}, None),
    "put without the index key": ("put_item", {"TableName": "todos", "Item": KEY}, None),
    "put, index key of another type": (
        "put_item",
        {"TableName": "todos", "Item": {**KEY, "owner": {"N": "1"}}},
        "Type mismatch for Index Key owner Expected: S Actual: N IndexName: by-owner",
    ),
    "put, empty name": ("put_item", {"TableName": "todos", "Item": {**KEY, "": {"S": "x"}}}, "name must not be empty"),
    "put, long name": ("put_item", {"TableName": "todos", "Item": {**KEY, "n" * 65_535: {"S": "x"}}}, None),
    "put, too long a name": ("put_item", {"TableName": "todos", "Item": {**KEY, "n" * 65_536: {"S": "x"}}}, "Attribute name is too large"),
    "unused value": (
        "put_item",
        {
            "TableName": "todos",
            "Item": KEY,
            "ConditionExpression": "id <> :a",
            "ExpressionAttributeValues": {":a": {"S": "x"}, ":b": {"S": "x"}},
        },
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}",
    ),
    "a value whose name begins like another": (
        "put_item",
        {
            "TableName": "todos",
            "Item": KEY,
            "ConditionExpression": "id <> :a AND id <> :ab",
            "ExpressionAttributeValues": {":a": {"S": "x"}, ":ab": {"S": "x"}},
        },
        None,
    ),
    "unused name": (
        "get_item",
        {"TableName": "todos", "Key": KEY, "ProjectionExpression": "#a", "ExpressionAttributeNames": {"#a": "x", "#b": "y"}},
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}",
    ),
    "a value that is not there": (
        "scan",
        {"TableName": "todos", "FilterExpression": "x = :a"},
        "An expression attribute value used in expression is not defined; attribute value: :a",
    ),
    "a name that is not there": (
        "scan",
        {"TableName": "todos", "ProjectionExpression": "#a"},
        "An expression attribute name used in the document path is not defined; attribute name: #a",
    ),
    "names without an expression": (
        "get_item",
        {"TableName": "todos", "Key": KEY, "ExpressionAttributeNames": {"#a": "x"}},
        "can only be specified when using expressions",
    ),
    "an empty expression": ("scan", {"TableName": "todos", "FilterExpression": ""}, "The expression can not be empty"),
    "4 KB": ("scan", {"TableName": "todos", "ProjectionExpression": "a" * 4096}, None),
    "more than 4 KB": ("scan", {"TableName": "todos", "ProjectionExpression": "a" * 4097}, "exceeded the maximum allowed size"),
    "begins_with on a string": (
        "scan",
        {"TableName": "todos", "FilterExpression": "begins_with(x, :a)", "ExpressionAttributeValues": {":a": {"S": "a"}}},
        None,
    ),
    "begins_with on a number": (
        "scan",
        {"TableName": "todos", "FilterExpression": "begins_with(x, :a)", "ExpressionAttributeValues": {":a": {"N": "1"}}},
        "operator or function: begins_with, operand type: N",
    ),
    "reserved word as a name": (
        "query",
        {
            "TableName": "named",
            "KeyConditionExpression": "#n = :a",
            "ExpressionAttributeNames": {"#n": "name"},
            "ExpressionAttributeValues": {":a": {"S": "a"}},
        },
        None,
    ),
    "reserved word": (
        "query",
        {"TableName": "named", "KeyConditionExpression": "name = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}},
        "reserved keyword: name",
    ),
    "query between": (
        "query",
        {
            "TableName": "ranged",
            "KeyConditionExpression": "id = :a AND #t BETWEEN :b AND :c",
            "ExpressionAttributeNames": {"#t": "at"},
            "ExpressionAttributeValues": {":a": {"S": "a"}, ":b": {"N": "1"}, ":c": {"N": "2"}},
        },
        None,
    ),
    "query, condition of another type": (
        "query",
        {"TableName": "todos", "KeyConditionExpression": "id = :a", "ExpressionAttributeValues": {":a": {"N": "1"}}},
        "Condition parameter type does not match schema type",
    ),
    "query, filter on another attribute": (
        "query",
        {
            "TableName": "todos",
            "KeyConditionExpression": "id = :a",
            "FilterExpression": "x.id = :a",
            "ExpressionAttributeValues": {":a": {"S": "a"}},
        },
        None,
    ),
    "query, filter on the key": (
        "query",
        {
            "TableName": "todos",
            "KeyConditionExpression": "id = :a",
            "FilterExpression": "#k <> :b",
            "ExpressionAttributeNames": {"#k": "id"},
            "ExpressionAttributeValues": {":a": {"S": "a"}, ":b": {"S": "b"}},
        },
        "Filter Expression can only contain non-primary key attributes: Primary key attribute: id",
    ),
    "query of an index, filter on the table's key": (
        "query",
        {
            "TableName": "todos",
            "IndexName": "by-owner",
            "KeyConditionExpression": "#o = :a",
            "FilterExpression": "id = :a",
            "ExpressionAttributeNames": {"#o": "owner"},
            "ExpressionAttributeValues": {":a": {"S": "a"}},
        },
        None,
    ),
    "scan, filter on the key": (
        "scan",
        {"TableName": "todos", "FilterExpression": "id = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}},
        None,
    ),
    "scan from a key": ("scan", {"TableName": "todos", "ExclusiveStartKey": KEY}, None),
    "scan from something else": ("scan", {"TableName": "todos", "ExclusiveStartKey": {"x": {"S": "a"}}}, "starting key is invalid"),
    "batch of 25": (
        "batch_write_item",
        {"RequestItems": {"todos": [{"PutRequest": {"Item": {"id": {"S": f"{n}"}}}} for n in range(25)]}},
        None,
    ),
    "batch of 26 over two tables": (
        "batch_write_item",
        {
            "RequestItems": {
                "todos": [{"PutRequest": {"Item": {"id": {"S": f"{n}"}}}} for n in range(13)],
                "ranged": [{"PutRequest": {"Item": {"id": {"S": f"{n}"}, "at": {"N": "1"}}}} for n in range(13)],
            }
        },
        "Too many items requested for the BatchWriteItem call",
    ),
    "batch, put and delete of one key": (
        "batch_write_item",
        {"RequestItems": {"todos": [{"PutRequest": {"Item": {**KEY, "x": {"S": "y"}}}}, {"DeleteRequest": {"Key": KEY}}]}},
        "Provided list of item keys contains duplicates",
    ),
    "batch, the same number twice": (
        "batch_write_item",
        {"RequestItems": {"ranged": [{"DeleteRequest": {"Key": {**KEY, "at": {"N": text}}}} for text in ("1", "1.0")]}},
        "Provided list of item keys contains duplicates",
    ),
    "batch, the same hash key with other sort keys": (
        "batch_write_item",
        {"RequestItems": {"ranged": [{"DeleteRequest": {"Key": {**KEY, "at": {"N": text}}}} for text in ("1", "2")]}},
        None,
    ),
    "batch get, twice the same": (
        "batch_get_item",
        {"RequestItems": {"todos": {"Keys": [KEY, KEY]}}},
        "Provided list of item keys contains duplicates",
    ),
    "batch get, another attribute": ("batch_get_item", {"RequestItems": {"todos": {"Keys": [{**KEY, "x": {"S": "a"}}]}}}, MISMATCH),
    "batch get": ("batch_get_item", {"RequestItems": {"todos": {"Keys": [KEY, {"id": {"S": "b"}}]}, "ranged": {"Keys": [PAIR]}}}, None),
    "table of three letters": (
        "create_table",
        {
            "TableName": "abc",
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "BillingMode": "PAY_PER_REQUEST",
        },
        None,
    ),
}
for bad in ("ab", "my table"):
    REQUESTS[f"table {bad!r}"] = ("create_table", {**REQUESTS["table of three letters"][1], "TableName": bad}, "Invalid table/index name")


@pytest.mark.parametrize(("operation", "parameters", "refused"), REQUESTS.values(), ids=REQUESTS)
def test_a_request_is_accepted_or_refused_in_the_words_of_aws(client, operation, parameters, refused):
    answer = code_of(getattr(client, operation), **parameters)
    if refused is None:
        assert answer is None
    else:
        assert answer is not None
        assert answer[0] == "ValidationException"
        assert refused in answer[1]


def test_a_refused_batch_writes_nothing(client, account):
    puts = [{"PutRequest": {"Item": {"id": {"S": "a"}}}}, {"PutRequest": {"Item": {"id": {"N": "1"}}}}]
    assert code_of(client.batch_write_item, RequestItems={"todos": puts}) == ("ValidationException", MISMATCH)
    assert account.items("todos") == []


def test_a_table_that_is_not_there_stays_resource_not_found(client):
    for action, more in ((client.get_item, {"Key": {"x": {"N": "1"}}}), (client.scan, {}), (client.put_item, {"Item": {}})):
        assert code_of(action, TableName="nowhere", **more)[0] == "ResourceNotFoundException"


def test_two_operations_on_one_item_of_a_transaction_are_refused(client):
    members = [{"Put": {"TableName": "todos", "Item": {**KEY, "x": {"S": "y"}}}}, {"Delete": {"TableName": "todos", "Key": KEY}}]
    assert code_of(client.transact_write_items, TransactItems=members) == (
        "ValidationException",
        "Transaction request cannot include multiple operations on one item",
    )


def test_a_member_of_a_transaction_that_does_not_fit_its_table_cancels_it_with_a_reason(client):
    members = [{"Put": {"TableName": "ranged", "Item": PAIR}}, {"Delete": {"TableName": "todos", "Key": {"id": {"N": "1"}}}}]
    with pytest.raises(client.exceptions.TransactionCanceledException) as raised:
        client.transact_write_items(TransactItems=members)
    reasons = raised.value.response["CancellationReasons"]
    assert reasons == [{"Code": "None"}, {"Code": "ValidationError", "Message": MISMATCH}]
    assert "[None, ValidationError]" in str(raised.value)


def test_a_transaction_may_weigh_4_mb_and_no_more(client):
    def members(bytes_each):
        return [{"Put": {"TableName": "todos", "Item": {"id": {"S": f"{n:02}"}, "x": {"S": "y" * bytes_each}}}} for n in range(16)]

    room = 4 * 1024 * 1024 // 16 - len("id") - 2 - len("x")
    assert code_of(client.transact_write_items, TransactItems=members(room)) is None
    assert code_of(client.transact_write_items, TransactItems=members(room + 1))[0] == "TransactionCanceledException"


def test_a_page_of_an_index_ends_with_a_key_to_go_on_from(client):
    for key in "abc":
        client.put_item(TableName="todos", Item={"id": {"S": key}, "owner": {"S": "me"}})
    query = {
        "TableName": "todos",
        "IndexName": "by-owner",
        "KeyConditionExpression": "#o = :me",
        "ExpressionAttributeNames": {"#o": "owner"},
        "ExpressionAttributeValues": {":me": {"S": "me"}},
        "Limit": 1,
    }
    first = client.query(**query)
    assert code_of(client.query, **query, ExclusiveStartKey=first["LastEvaluatedKey"]) is None
    page = client.scan(TableName="todos", IndexName="by-owner", Limit=1)
    assert code_of(client.scan, TableName="todos", IndexName="by-owner", ExclusiveStartKey=page["LastEvaluatedKey"]) is None
    assert code_of(client.query, **query, ExclusiveStartKey={"id": {"S": "a"}})[0] == "ValidationException"


@pytest.mark.parametrize(
    ("written", "read"),
    [("1.0", "1"), ("001", "1"), ("1E2", "100"), ("-0", "0"), ("1.50", "1.5"), ("12E-1", "1.2"), (".5", "0.5"), ("+5", "5")],
)
def test_a_number_is_read_as_dynamodb_writes_it(client, written, read):
    client.put_item(TableName="todos", Item={"id": {"S": "a"}, "n": {"N": written}, "l": {"L": [{"N": "1"}, {"N": written}]}})
    found = client.get_item(TableName="todos", Key=KEY)["Item"]
    assert (found["n"], found["l"]["L"][1]) == ({"N": read}, {"N": read})


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=7))
def test_a_number_keeps_its_value(value):
    text = number(str(value))
    assert Decimal(text) == value
    assert number(text) == text


@pytest.mark.parametrize("text", ["1E+125", "9E-130", "1E38", "12345E40"])
def test_the_largest_and_smallest_numbers_can_be_read_by_boto3(account, client, text):
    client.put_item(TableName="todos", Item={"id": {"S": "a"}, "n": {"N": text}})
    assert boto3.resource("dynamodb").Table("todos").get_item(Key={"id": "a"})["Item"]["n"] == Decimal(text)


@pytest.mark.parametrize(
    ("start", "expression", "added", "result"),
    [
        ("1.5", "SET n = n + :v", "1.5", "3"),
        ("1E40", "SET n = n - :v", "1E40", "0"),
        ("9" * 30, "ADD n :v", "1", "1" + "0" * 30),
        ("0.1", "ADD n :v", "0.2", "0.3"),
    ],
)
def test_updates_count_as_dynamodb_does(client, start, expression, added, result):
    client.put_item(TableName="todos", Item={"id": {"S": "a"}, "n": {"N": start}})
    client.update_item(TableName="todos", Key=KEY, UpdateExpression=expression, ExpressionAttributeValues={":v": {"N": added}})
    assert client.get_item(TableName="todos", Key=KEY)["Item"]["n"] == {"N": result}


def test_a_sum_beyond_the_range_is_refused_and_changes_nothing(client):
    largest = "9.9E125"
    client.put_item(TableName="todos", Item={"id": {"S": "a"}, "n": {"N": largest}})
    update = {"UpdateExpression": "ADD n :v", "ExpressionAttributeValues": {":v": {"N": largest}}}
    assert "Number overflow" in code_of(client.update_item, TableName="todos", Key=KEY, **update)[1]
    assert Decimal(client.get_item(TableName="todos", Key=KEY)["Item"]["n"]["N"]) == Decimal(largest)


@pytest.mark.parametrize(("body", "refused"), [("a\tb\r\n\U0001f600\ud7ff\ue000", False), ("\x00", True), ("\ufffe", True), ("\x0b", True)])
def test_sqs_refuses_characters_that_xml_does_not_have(account, body, refused):
    sqs = boto3.client("sqs")
    answer = code_of(sqs.send_message, QueueUrl=sqs.get_queue_url(QueueName="jobs")["QueueUrl"], MessageBody=body)
    assert (answer is not None and answer[0] == "InvalidMessageContents") == refused


PLAIN = st.one_of(
    st.text(max_size=5).map(lambda text: {"S": text}),
    st.integers(-(10**38) + 1, 10**38 - 1).map(lambda found: {"N": str(found)}),
    st.booleans().map(lambda found: {"BOOL": found}),
    st.just({"NULL": True}),
    st.sets(st.text(max_size=3), min_size=1, max_size=3).map(lambda found: {"SS": sorted(found)}),
    st.sets(st.integers(), min_size=1, max_size=3).map(lambda found: {"NS": [str(member) for member in sorted(found)]}).filter(
        lambda found: all(len(member) < 38 for member in found["NS"])
    ),
)
ITEMS = st.dictionaries(
    st.text(min_size=1, max_size=5),
    st.recursive(
        PLAIN,
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda found: {"L": found}),
            st.dictionaries(st.text(min_size=1, max_size=3), inner, max_size=3).map(lambda found: {"M": found}),
        ),
        max_leaves=8,
    ),
    max_size=4,
)


@settings(max_examples=50)
@given(ITEMS)
def test_what_dynamodb_stores_is_never_refused_nor_changed(item):
    body = {"TableName": "todos", "Item": {"id": {"S": "a"}, **item}}
    expected = repr(body)
    check_dynamodb("PutItem", body, lambda name: None)
    assert repr(body) == expected
    assert item_size(body["Item"]) > 0


def test_the_names_of_an_expression_are_those_at_the_beginning_of_a_path():
    text = "a.b = :c AND begins_with (#d, :e) OR f[0].g IN (:h) AND NOT size(i) BETWEEN :j AND :k"
    assert top_level(text, {"#d": "D"}) == ["a", "D", "f", "i"]


@pytest.mark.parametrize("value", ["a", None, 5, {"S": 5}, {"L": "a"}, {"M": []}, {"SS": ["a", 5]}, {"L": [{"S": "a"}, "b"]}])
def test_what_is_no_attribute_value_is_refused_whatever_it_is(value):
    with pytest.raises(Refusal) as raised:
        check_value(value)
    assert raised.value.code.endswith("#SerializationException")


def test_a_number_inside_a_refused_value_does_not_hide_the_others():
    value = {"L": [{"N": "1.0"}, {"N": "2.0"}, {"M": {"a": {"N": "3.0"}}}]}
    assert check_value(value)
    assert value == {"L": [{"N": "1"}, {"N": "2"}, {"M": {"a": {"N": "3"}}}]}
    with pytest.raises(Refusal):
        check_value({"L": [{"N": "1.0"}, {"N": "x"}]})
