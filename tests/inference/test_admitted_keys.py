"""What the code says by the names that it admits, by what it does without a parameter, and by what it compares an attribute with."""

import pytest

from lambdatest.inference import infer

ALLOWED = 'import json\nFIELDS = {"title": 200, "note": 2000}\nNAMES = {"title", "note"}\n'
BODY = ALLOWED + 'def handler(event, context):\n    data = json.loads(event["body"])\n    '


@pytest.mark.parametrize("line", [
    "if any(name not in FIELDS for name in data): return {}",
    "if any(name not in FIELDS or not value for name, value in data.items()): return {}",
    "if any(name not in NAMES for name in data.keys()): return {}",
    "changes = {name: value for name, value in data.items() if name in NAMES}",
    "if set(data) - NAMES: return {}",
    "if not set(data) <= NAMES: return {}",
    "if not NAMES >= set(data): return {}",
    "if data.keys() - FIELDS: return {}",
    "if not data.keys() <= NAMES: return {}",
])
def test_the_keys_that_are_admitted_are_those_of_the_body(line: str) -> None:
    found = infer({"app.py": BODY + line + "\n"}, None, "handler").body
    assert {key.name for key in found} == {"title", "note"} and not any(key.required for key in found)


@pytest.mark.parametrize("line", ['if set(data["tags"]) - NAMES: return {}', 'if not set(data["tags"]) <= NAMES: return {}'])
def test_members_of_a_list_that_are_admitted_are_no_keys(line: str) -> None:
    (key,) = infer({"app.py": BODY + line + "\n"}, None, "handler").body
    assert (key.name, key.fields) == ("tags", ())


@pytest.mark.parametrize(("line", "types"), [
    ("if not isinstance(value, str) or len(value) > 9: return None", {"string"}),
    ("if not isinstance(value, (int, float)): return None", {"number"}),
    ("if isinstance(value, bool): print(name)\n        if not isinstance(value, str): return None", {"string"}),
    ("if isinstance(value, float): data[name] = str(value)", set()),
    ("if not isinstance(value, str): data[name] = str(value)", set()),
])
def test_a_type_without_which_the_code_goes_no_further_is_that_of_every_key(line: str, types: set[str]) -> None:
    loop = "if set(data) - NAMES: return {}\n    for name, value in data.items():\n        "
    found = infer({"app.py": BODY + loop + line + "\n"}, None, "handler").body
    assert {key.name: set(key.types) if key.evidence else set() for key in found} == {"title": types, "note": types}


@pytest.mark.parametrize(("line", "stores"), [("if set(data) - NAMES: return {}", False), ('data["at"] = 5', True)])
def test_a_body_is_stored_as_it_came_where_its_keys_are_not_held_against_names(line: str, stores: bool) -> None:
    code = BODY + line + '\n    import boto3\n    boto3.resource("dynamodb").Table("t").put_item(Item=data)\n'
    assert infer({"app.py": code}, None, "handler").stores_body is stores


QUERY = 'def handler(event, context):\n    day = (event.get("queryStringParameters") or {}).get("day")\n    '


@pytest.mark.parametrize(("line", "defaulted"), [
    ("return look(day) if day else look()", True), ("return look() if day is None else look(day)", True),
    ("if day: look(day)", True), ("if not day: return {'statusCode': 400}", False), ("return look(day)", False),
])
def test_a_parameter_without_which_the_code_does_something_else_has_a_default(line: str, defaulted: bool) -> None:
    (key,) = infer({"app.py": QUERY + line + "\n"}, None, "handler").query
    assert key.defaulted is defaulted


JOB = "from datetime import datetime\nfrom boto3.dynamodb.conditions import Attr\ndef handler(event, context):\n    "


@pytest.mark.parametrize(("line", "numeric"), [
    ('t.scan(FilterExpression=Attr("finished").lt(int(datetime.fromisoformat(event["time"]).timestamp())))', {"finished"}),
    ('n = int(event["n"])\n    t.scan(FilterExpression=Attr("finished").between(0, n * 2))', {"finished"}),
    ('t.scan(FilterExpression=Attr("finished").lt(event["time"]))', set()),
    ('t.scan(FilterExpression=Attr("finished").exists())', set()),
])
def test_what_is_compared_with_a_number_is_one(line: str, numeric: set[str]) -> None:
    found = infer({"app.py": JOB + line + "\n"}, None, "handler", {"id": "S"})
    assert found.numeric_attributes == numeric


KINDS = """
def handler(event, context):
    user, mail = event["body"], event["path"]
    t.put_item(Item={"id": f"user#{user}", "mail": mail})
    t.put_item(Item={"id": OTHER, "user": user})
"""


@pytest.mark.parametrize(("other", "required"), [('f"mail#{mail}"', {"id", "mail", "user"}), ('f"user#{mail}"', {"id"}), ("mail", {"id"})])
def test_an_item_that_may_be_of_several_kinds_has_what_any_of_them_has(other: str, required: set[str]) -> None:
    found = infer({"app.py": KINDS.replace("OTHER", other)}, None, "handler", {"id": "S"})
    assert {key.name for key in found.attributes if key.required} == required
