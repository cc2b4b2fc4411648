"""What the code holds a text against is known, and so are the handlers of a table of routes."""

import re

import pytest

from lambdatest.inference import infer

IMPORTS = "import json, re, urllib.parse, uuid\nfrom urllib.parse import urlparse, urlsplit\nSLUG = re.compile(r'[a-z]{3}')\n"
BODY = IMPORTS + "def handler(event, context):\n    b = json.loads(event['body'])\n    "


def patterns(line):
    """The patterns of the one key of the body that *line* reads."""
    (key,) = infer({"app.py": BODY + line}, None, "handler", {}).body
    return key.patterns


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('re.fullmatch(r"[0-9]{1,2}[A-K]", b["seat"])', ("[0-9]{1,2}[A-K]",)),
        ('re.match(r"[a-z]+$", b["seat"].strip())', ("[a-z]+$",)),
        ('re.fullmatch("a b", b["seat"], re.VERBOSE)', ("(?x)a b",)),
        ('SLUG.fullmatch(b["seat"]) and SLUG.match(string=b["seat"])', ("[a-z]{3}",)),
        ('re.search("^[a-z]+$", b["seat"])', ("^[a-z]+$",)),
        ('re.search("[<>]", b["seat"])', ()),
        ('re.sub("[<>]", "", b["seat"])', ()),
        ('[re.fullmatch(one, b["seat"]) for one in ("a", "b")]', ("a", "b")),
    ],
)
def test_a_text_is_held_against_a_pattern_and_what_is_only_searched_for_is_none(line, found):
    assert patterns(line) == found


@pytest.mark.parametrize(("line", "urls"), [
    ('urlsplit(b["callback_url"]).scheme', True), ('urllib.parse.urlparse(b["link"])', True), ('urlsplit(url=b["href"])', True),
    ('urlparse(b["source"])', False), ('print(b["url"])', False),
])
def test_what_is_taken_apart_as_a_url_is_one_where_its_name_says_so(line, urls):
    assert all(re.fullmatch(pattern, "https://example.com/a") for pattern in patterns(line)) and bool(patterns(line)) is urls


@pytest.mark.parametrize(("line", "text"), [
    ('uuid.UUID(b["id"])', "0b8a3a3c-5b0f-4c1e-9f3a-2d6c7e8f9a0b"), ('bytes.fromhex(b["salt"])', "00ff"),
])  # fmt: skip
def test_a_text_of_a_type_has_its_shape(line, text):
    (pattern,) = patterns(line)
    assert re.fullmatch(pattern, text) and not re.fullmatch(pattern, "a")


@pytest.mark.parametrize("field", [
    'Field(pattern="[a-z]{3}")', "constr", 'Field(..., pattern="[a-z]{3}")', "Annotated",
])  # fmt: skip
def test_a_model_tells_the_pattern_of_its_field(field):
    declared = {
        "constr": 'code: constr(pattern="[a-z]{3}")', "Annotated": 'code: Annotated[str, StringConstraints(pattern="[a-z]{3}")]',
    }.get(field, f"code: str = {field}")  # fmt: skip
    source = (
        "from typing import Annotated\nfrom pydantic import BaseModel, Field, StringConstraints, constr\n"
        f"class Order(BaseModel):\n    {declared}\ndef handler(event, context):\n    return Order.model_validate_json(event['body'])\n"
    )
    (key,) = infer({"app.py": source}, None, "handler", {}).body
    assert key.patterns == ("[a-z]{3}",)


def test_a_schema_tells_the_pattern_and_the_format_of_a_property():
    source = """
import json, jsonschema
SCHEMA = {"type": "object", "properties": {"code": {"type": "string", "pattern": "^x"}, "mail": {"type": "string", "format": "email"}}}
def handler(event, context):
    jsonschema.validate(json.loads(event["body"]), SCHEMA)
"""
    code, mail = infer({"app.py": source}, None, "handler", {}).body
    assert code.patterns == ("^x",) and re.fullmatch(mail.patterns[0], "me@example.com")


def test_a_key_of_a_table_has_the_pattern_of_what_it_is_asked_for_by():
    source = """
import boto3, re
table = boto3.resource("dynamodb").Table("seats")
def handler(event, context):
    seat = event["pathParameters"]["seat"]
    if re.fullmatch("[0-9]{1,2}[A-K]", seat):
        return table.get_item(Key={"id": seat})
"""
    found = {key.name: key.patterns for key in infer({"app.py": source}, None, "handler", {"id": "S"}).attributes}
    assert found == {"id": ("[0-9]{1,2}[A-K]",)}


ROUTES = """
import json, boto3
table = boto3.resource("dynamodb").Table("notes")
def create(event):
    body = json.loads(event["body"])
    table.put_item(Item={"id": "a", "title": body["title"], "at": 1})
def find(event):
    return table.get_item(Key={"id": "a"})["Item"]["title"]
ROUTES = {("GET", "/notes"): find, ("POST", "/notes"): create}
def handler(event, context):
    LOOK
"""


@pytest.mark.parametrize("look", [
    'return ROUTES[(event["httpMethod"], event["resource"])](event)',
    'action = ROUTES.get((event["httpMethod"], event["resource"]))\n    return action(event) if action else None',
])  # fmt: skip
def test_a_table_of_routes_leads_to_its_functions_and_tells_the_methods(look):
    found = infer({"app.py": ROUTES.replace("LOOK", look)}, None, "handler", {"id": "S"})
    assert [key.name for key in found.body] == ["title"]
    assert {key.name for key in found.attributes if key.required} == {"id", "title", "at"}
    assert {"GET", "POST"} <= set(found.constants)
