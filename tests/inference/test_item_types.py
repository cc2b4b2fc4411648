"""What the code says of sets, of keys that name items, and of texts that hold several values."""

import pytest

from lambdatest.inference import infer

BODY = 'import json\ndef handler(event, context):\n    b = json.loads(event["body"])\n    '


def vocabulary(line, **keys):
    return infer({"app.py": BODY + line + "\n"}, None, "handler", keys or {"id": "S"})


@pytest.mark.parametrize(
    ("line", "sets", "numeric"),
    [
        ('t.update_item(UpdateExpression="ADD tags :t", ExpressionAttributeValues={":t": {b["tag"]}})', {"tags": "SS"}, set()),
        ('t.update_item(UpdateExpression="ADD n :n, tags :t", ExpressionAttributeValues={":n": 1, ":t": {b["tag"]}})',
         {"tags": "SS"}, {"n"}),
        ('t.update_item(UpdateExpression="SET x = :x ADD seen :t", ExpressionAttributeValues={":x": "y", ":t": {1, 2}})',
         {"seen": "NS"}, set()),
        ('t.update_item(UpdateExpression="DELETE #t :t", ExpressionAttributeNames={"#t": "g"}, ExpressionAttributeValues={":t": b["t"]})',
         {"g": "SS"}, set()),
        ('c.update_item(UpdateExpression="ADD tags :t", ExpressionAttributeValues={":t": {"NS": [b["n"]]}})', {"tags": "NS"}, set()),
        ('t.put_item(Item={"id": "a", "tags": {"x", b["tag"]}})', {"tags": "SS"}, set()),
        ('t.put_item(Item={"id": "a", "tags": {tag for tag in b["tags"]}})', {"tags": "SS"}, set()),
        ('t.put_item(Item={"id": "a", "tags": [b["tag"]]})', {}, set()),
        ('t.update_item(UpdateExpression="ADD hits :h", ExpressionAttributeValues={":h": b["h"]})', {}, {"hits"}),
        ('t.update_item(UpdateExpression="ADD hits :h", ExpressionAttributeValues={":h": {"N": str(b["h"])}})', {}, {"hits"}),
    ],
)
def test_what_add_and_delete_are_done_to_is_a_number_or_a_set(line, sets, numeric):
    found = vocabulary(line)
    assert (dict(found.set_attributes), set(found.numeric_attributes)) == (sets, numeric)


@pytest.mark.parametrize(
    ("stored", "whole"),
    [
        ('int(b["n"])', {"n"}), ("len(b)", {"n"}), ("1", {"n"}), ('b["n"]', set()), ('b.get("n", 0)', set()), ('Decimal(b["n"])', set()),
        ('int(b["n"]) * 1.5', set()), ("1 if b else 2.5", set()), ("time.time()", set()), ("int(time.time() * 1000)", {"n"}),
    ],
)
def test_what_is_only_ever_made_an_integer_is_one(stored, whole):
    assert set(vocabulary(f't.put_item(Item={{"id": "a", "n": {stored}}})').whole_attributes) == whole
    assert not vocabulary(f't.put_item(Item={{"id": "a", "price": {stored}}})').whole_attributes  # another may store a fraction


@pytest.mark.parametrize(
    ("line", "naming"),
    [
        ('t.get_item(Key={"id": b["from"]}); t.get_item(Key={"id": b["to"]})', {"from": "id", "to": "id"}),
        ('c.get_item(Key={"id": {"S": b["who"]}})', {"who": "id"}),
        ('t.put_item(Item={"id": b["who"].strip(), "name": b["name"]})', {"who": "id"}),
        ('t.put_item(Item={"id": "x" + b["who"], "name": b["name"]})', {}),
    ],
)
def test_keys_whose_values_become_a_tables_key_are_known(line, naming):
    assert dict(vocabulary(line).naming) == naming


@pytest.mark.parametrize(
    ("line", "types"),
    [
        ('t.put_item(Item={"id": b["who"], "note": b["note"]})', {"string"}),
        ('t.get_item(Key={"id": b["who"]})', {"string"}),
        ('t.put_item(Item={"id": str(b["who"])})', set()),
        ('t.put_item(Item={"id": f"USER#{b[\'who\']}"})', set()),
        ('t.put_item(Item={"id": event["pathParameters"]["who"], "note": b["who"]})', set()),
    ],
)
def test_what_becomes_a_tables_key_as_it_is_has_that_keys_type(line, types):
    assert [key.types for key in vocabulary(line).body if key.name == "who"] == [types]
    numbers = {"number"} if types else set()
    assert [key.types for key in vocabulary(line, id="N").body if key.name == "who"] == [numbers]


@pytest.mark.parametrize(("line", "separator"), [('b["ids"].split(",")', ","), ('b["ids"].split("-")', ""), ('b["ids"].strip()', "")])
def test_what_a_text_is_split_at_is_known(line, separator):
    (key,) = vocabulary(line).body
    assert key.separator == separator


@pytest.mark.parametrize(
    ("line", "layouts"),
    [
        ('datetime.strptime(b["day"], "%d/%m/%Y")', ("%d/%m/%Y",)),
        ('[datetime.strptime(b["day"].strip(), one) for one in ("%Y", "%d.%m.%y")]', ("%Y", "%d.%m.%y")),
        ('date.fromisoformat(b["day"])', ("%Y-%m-%d",)),
        ('datetime.fromisoformat(b["day"])', ()),
        ('datetime.strptime(b["day"] + " 00:00", "%Y-%m-%d %H:%M")', ()),
        ('datetime.strptime(f"{b[\'day\']} 00:00", "%Y-%m-%d %H:%M")', ()),
    ],
)
def test_the_layout_in_which_a_date_is_read_is_known(line, layouts):
    (key,) = infer({"app.py": f"from datetime import date, datetime\n{BODY}{line}\n"}, None, "handler", {}).body
    assert key.layouts == layouts


def test_a_data_model_of_a_dict_that_is_spread_tells_the_keys_of_the_body():
    code = """
import json
from pydantic import BaseModel
class Todo(BaseModel):
    text: str
    owner: str = ""
def handler(event, context):
    body = json.loads(event["body"])
    return Todo.model_validate({**body, "id": event["pathParameters"]["id"]})
"""
    assert {"text", "owner"} <= {key.name for key in infer({"app.py": code}, None, "handler").body}


@pytest.mark.parametrize(
    ("line", "types"),
    [
        ('int(c.get_item(Key={"id": {"S": "a"}}).get("Item", {}).get("seats", {}).get("N", "0"))', {"integer"}),
        ('int(t.get_item(Key={"id": "a"}).get("Item", {}).get("seats", {}).get("N", "0")); t.put_item(Item={"id": "a", "seats": "many"})',
         {"integer", "object", "string"}),
    ],
)
def test_the_defaults_of_a_number_in_wire_format_are_no_other_types(line, types):
    assert [set(key.types) for key in vocabulary(line).attributes if key.name == "seats"] == [types]


@pytest.mark.parametrize(
    ("line", "types"),
    [
        ("return [len(one) for one in b if isinstance(one, str)]", {"string"}),
        ("return [one.strip() for one in b]", {"string"}),
        ("return sum(int(one) for one in b)", {"integer"}),
        ('return [one["id"].strip() for one in b]', None),
        ("return [print(one) for one in b]", None),
        ('return b["name"].strip()', None),
    ],
)
def test_what_a_list_holds_that_is_no_object_is_known(line, types):
    element = vocabulary(line).element
    assert (element and set(element.types)) == types


@pytest.mark.parametrize(
    ("stored", "binary"),
    [
        ('b["x"].encode()', True), ('base64.b64decode(b["x"])', True), ('b"x"', True), ('bytes(b["x"], "utf-8")', True),
        ('base64.b64decode(b["x"]) if b.get("coded") else b["x"].encode()', True), ("os.urandom(16)", True), ("octets(b)", True),
        ('{"B": b["x"]}', True), ("gzip.compress(json.dumps(b).encode())", True), ("hashlib.sha256(octets(b)).digest()", True),
        ('b["x"]', False), ('b["x"].encode().decode()', False), ('base64.b64decode(b["x"]).decode()', False), ("str(octets(b))", False),
        ('base64.b64encode(octets(b)).decode("ascii")', False), ("hashlib.sha256(octets(b)).hexdigest()", False),
        ('b["x"] if b.get("plain") else b["x"].encode()', False), ('"x".encode() if b else "x"', False),
    ],
)
def test_what_is_only_ever_stored_as_bytes_is_binary(stored, binary):
    found = vocabulary(f't.put_item(Item={{"id": "a", "data": {stored}}})\ndef octets(b):\n    return b["x"].encode()')
    assert set(found.binary_attributes) == ({"data"} if binary else set())
    assert all(key.types <= {"string"} for key in found.attributes)


def test_what_is_read_as_binary_of_the_wire_format_is_binary():
    assert vocabulary('c.get_item(Key={"id": {"S": "a"}})["Item"]["data"]["B"]').binary_attributes == {"data"}


@pytest.mark.parametrize(
    ("line", "digits"),
    [
        ('x = int(t.query(KeyConditionExpression=Key("id").eq("a"))["Items"][0]["seq"]) + 1', {"seq"}),
        ('x = Decimal(c.get_item(Key={"id": {"S": "a"}})["Item"]["seq"]["S"])', {"seq"}),
        ('n = event["pathParameters"]["n"]; int(n); t.get_item(Key={"id": "a", "seq": n})', {"seq"}),
        ('x = t.get_item(Key={"id": "a", "seq": b["seq"]})["Item"]["seq"].lower()', set()),
        ('x = t.get_item(Key={"id": "a", "seq": b["seq"]})["Item"]; int(x["other"]); int(x["seq"].split("#")[1])', set()),
        ('t.put_item(Item={"id": "a", "seq": f"{len(b):012}"})', set()),
    ],
)
def test_a_key_of_text_that_becomes_a_number_is_one_of_digits(line, digits):
    assert set(vocabulary(line, id="S", seq="S").digit_attributes) == digits
    assert not vocabulary(line, id="S", seq="N").digit_attributes
