"""What a vocabulary tells besides its keys: numbers that are stored, bodies that are, constants, flags, order, limits."""

from types import ModuleType

import pytest

from lambdatest.inference import infer


@pytest.mark.parametrize(
    ("code", "numeric"),
    [
        ('table.put_item(Item={"price": Decimal(str(b["price"])), "qty": int(b["qty"]), "name": b["name"]})', {"price", "qty"}),
        ('n = b["n"] + 1\n    table.put_item(Item={"n": n, "at": int(time.time() * 1000), "when": str(time.time())})', {"n", "at"}),
        ('price = float(b["price"])\n    table.put_item(Item={"total": b["price"], "x": b["x"]})', {"total"}),
        ('int(b["n"])\n    b["id"] = "x"\n    table.put_item(Item=b)', {"n"}),
        ('b["p"] = Decimal(str(b["p"]))\n    table.put_item(Item={**b, "id": "x", "k": 1})', {"p", "k"}),
        ('table.update_item(UpdateExpression="SET price = :p", ExpressionAttributeValues={":p": Decimal(b["p"])})', {"price"}),
        ('table.update_item(UpdateExpression="ADD hits :h", ExpressionAttributeValues={":h": b["h"]})', {"hits"}),
        ('item = table.get_item(Key={"id": "a"})["Item"]\n    return int(item["n"])', set()),
    ],
)
def test_attributes_that_are_stored_as_numbers_are_known(code, numeric, read):
    vocabulary = read(f'def handler(event, context):\n    b = json.loads(event["body"])\n    {code}\n')
    assert vocabulary.numeric_attributes == numeric


@pytest.mark.parametrize(
    ("code", "stores"),
    [
        ('table.put_item(Item=json.loads(event["body"]))', True),
        ('body = json.loads(event["body"])\n    item = {"id": "x", **body}\n    table.put_item(Item=item)', True),
        ('body = json.loads(event["body"])\n    item = {"id": "x"}\n    item.update(body)\n    table.put_item(Item=item)', True),
        ('body = json.loads(event["body"])\n    table.put_item(Item=dict(body, id="x"))', True),
        ('for i in json.loads(event["body"]):\n        table.put_item(Item=i)', True),
        ('body = json.loads(event["body"])\n    table.put_item(Item={k: body[k] for k in ("a", "b")})', False),
        ('body = json.loads(event["body"])\n    table.put_item(Item={"data": body})', False),
        ('b = json.loads(event["body"])\n    table.update_item(ExpressionAttributeValues={f":{k}": v for k, v in b.items()})', True),
    ],
)
def test_a_body_that_is_stored_whole_is_noticed(code, stores, read):
    assert read(f"def handler(event, context):\n    {code}\n").stores_body is stores


def test_the_keys_of_a_stored_body_are_attributes_of_the_table_s_types(spelt):
    code = 'import json\ndef handler(event, _):\n    b = json.loads(event["body"])\n    print(b["name"], b["n"])\n    t.put_item(Item=b)\n'
    vocabulary = infer({"app.py": code}, None, "handler", {"n": "N", "other": "S"})
    assert spelt(vocabulary) == {"body": "name:string~ n:integer", "attributes": "name?:string~ n?:integer"}
    assert vocabulary.numeric_attributes == {"n"}


def test_flags_tell_how_the_body_is_read(read, spelt):
    listed = read('def handler(event, context):\n    for i in json.loads(event["body"]):\n        print(i["sku"])\n')
    assert listed.body_is_list and listed.parses_json and spelt(listed) == {"body": "sku:string~"}
    plain = read('def handler(event, context):\n    if event["isBase64Encoded"]:\n        return event["body"] == "ping"\n')
    form = read('def handler(event, context):\n    if "word" in parse_qs(base64.b64decode(event["body"]).decode()):\n        return 1\n')
    assert form.parses_forms and not form.parses_json and [key.name for key in form.body] == ["word"]
    assert not plain.parses_forms and not read('def handler(event, context):\n    return parse_qs(event["rawQueryString"])\n').parses_forms
    assert plain.decodes_base64 and not plain.parses_json and not plain.body_is_list and plain.raw == ("ping",)


def test_constants_and_numbers_are_those_that_the_code_compares_and_computes_with(read):
    code = """
        def handler(event, context):
            body = json.loads(event["body"])
            if event["httpMethod"] == "POST" and body["kind"] in ("a", "b"):
                return body["n"] * 100 > 2.5
        """
    vocabulary = read(code)
    assert vocabulary.constants == ("POST", "a", "b")
    assert vocabulary.numbers == (100, 2.5)


def test_keys_are_ordered_required_first_and_by_appearance(read):
    code = 'def handler(event, context):\n    b = json.loads(event["body"])\n    return b.get("z"), b["y"], b.get("x"), b["w"]\n'
    assert [key.name for key in read(code).body] == ["y", "w", "z", "x"]


def test_no_place_holds_more_than_forty_keys(read):
    reads = ", ".join(f'b["k{n}"]' for n in range(90))
    assert len(read(f'def handler(event, context):\n    b = json.loads(event["body"])\n    return {reads}\n').body) == 40


def test_a_loaded_module_s_plain_data_is_read_and_other_objects_are_left_alone():
    module = ModuleType("app")
    module.NAMES = {"b", "a"}
    module.BROKEN = type("Broken", (), {"model_json_schema": classmethod(lambda cls: 1 / 0)})
    module.OTHER = [[object(), None, 1.5]]
    code = """
import json
from lib import *
def handler(event, context):
    body: BROKEN = json.loads(event["body"])
    return [body[name] for name in NAMES], OTHER[0]
"""
    module.__file__ = "/var/task/app.py"
    assert [key.name for key in infer({"app.py": code}, module, "handler").body] == ["a", "b"]


def test_a_document_that_nests_for_ever_ends():
    code = 'def handler(event, context):\n    x = json.loads(event["body"])\n' + '    x = x["a"][0]\n' * 40 + "    x = json.loads(x)\n" * 20
    assert [key.name for key in infer({"app.py": "import json\n" + code}, None, "handler").body] == ["a"]


def test_a_key_that_becomes_a_table_s_key_has_its_type():
    code = """
import json
def handler(event, context):
    body = json.loads(event["body"])
    table.put_item(Item={"owner": body["owner"], "rank": body["rank"], "kind": "x"})
    return body["kind"]
"""
    vocabulary = infer({"app.py": code}, None, "handler", {"owner": "S", "rank": "N", "kind": "S"})
    assert [(key.name, set(key.types), key.evidence) for key in vocabulary.body] == [
        ("owner", {"string"}, True), ("rank", {"integer"}, True), ("kind", {"string"}, False),
    ]  # fmt: skip
    assert vocabulary.numeric_attributes == {"rank"}


@pytest.mark.parametrize("part", ["path", "query"])
@pytest.mark.parametrize("test", ["isdigit", "isdecimal", "isnumeric", "isalpha"])
def test_a_parameter_that_has_to_be_digits_is_the_text_of_a_number(part, test, read):
    holder = {"path": "pathParameters", "query": "queryStringParameters"}[part]
    found = read(f'def handler(event, context):\n    return event["{holder}"]["n"].{test}(), json.loads(event["body"])["zip"].{test}()\n')
    (key,), (field,) = getattr(found, part), found.body
    assert key.types == {"string" if test == "isalpha" else "integer"} and field.types == {"string"}
