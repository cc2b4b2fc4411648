"""Data that passes through modules, routes and loaded objects on its way to where it is read."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from lambdatest.inference import infer
from lambdatest.strategies.value import dates

PYNAMODB = """
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

class Todo(Model):
    class Meta:
        table_name = "t"
    todo_id = UnicodeAttribute(hash_key=True)
    rank = NumberAttribute(attr_name="r", null=True)
    done = BooleanAttribute()

def handler(event, context):
    body = json.loads(event["body"])
    todo = Todo.get(event["pathParameters"]["id"])
    todo.done = body["done"]
    todo.save()
    return [t.todo_id for t in Todo.scan()], Todo(todo_id="x", done=False).done
"""
ROUTER = """
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
app = APIGatewayRestResolver()

@app.get("/todos/<todo_id>")
def show(todo_id: str):
    event = app.current_event
    limit, key = event.get_query_string_value("limit", "5"), event.get_header_value("X-Key")
    return limit, key, int(event.query_string_parameters.get("n")), event.request_context.authorizer.claims["sub"]

def handler(event, context):
    return app.resolve(event, context)
"""
LOADED = """
import json
from pathlib import Path

import jsonschema
from pydantic import create_model

globals()["SCHEMA"] = json.loads(Path(__file__).with_name("order.json").read_text())
globals()["Extra"] = create_model("Extra", n=(float, ...), s=(str | None, None))

def handler(event, context):
    body: Extra = json.loads(event["body"])
    jsonschema.validate(body, SCHEMA)
"""
TWO = """
def create(event, context):
    return json.loads(event["body"])["x"]

def show(event, context):
    return event["pathParameters"]["id"]
"""


def test_calls_are_followed_into_other_modules(read, spelt):
    vocabulary = read(
        """
        from lib import parsing
        from lib.checks import require, FIELDS
        import lib.store as store

        def handler(event, context):
            body = parsing.body_of(event)
            require(body, FIELDS)
            store.save(body)
        """,
        lib____init__="",
        lib__parsing='def body_of(event):\n    return json.loads(event["body"])',
        lib__checks="from .names import FIELDS\ndef require(d, names):\n    if not all(n in d for n in names):\n        raise KeyError",
        lib__names='FIELDS = ["a", "b"]',
        lib__store='def save(item):\n    table.put_item(Item={"a": item["a"], "n": int(item["n"])})',
    )
    assert spelt(vocabulary) == {"body": "a b n:integer", "attributes": "a n:integer"}


def test_modules_below_a_source_folder_and_star_imports_are_found(spelt):
    sources = {
        "src/app.py": "from parts.parse import *\ndef handler(event, context):\n    return body_of(event)['x']",
        "src/parts/parse.py": 'import json\ndef body_of(e):\n    return json.loads(e["body"])',
    }
    assert spelt(infer(sources, None, "handler")) == {"body": "x"}


def test_other_handlers_of_the_same_file_are_left_out(read, spelt):
    assert spelt(read(TWO, "show")) == {"path": "id:string~"}
    assert spelt(read(TWO, "app.create")) == {"body": "x"}


def test_without_a_handler_s_name_whatever_takes_an_event_is_read(spelt):
    assert spelt(infer({"app.py": "import json\n" + TWO})) == {"body": "x", "path": "id:string~"}


def test_placeholders_of_routes_are_path_parameters_and_getters_are_query_parameters(read, spelt):
    assert spelt(read(ROUTER)) == {
        "path": "todo_id:string~", "query": "limit?:string n?:integer", "headers": "X-Key?:string", "claims": "sub",
    }  # fmt: skip


def test_routes_are_constants_with_their_methods(read):
    assert "GET /todos/<todo_id>" in read(ROUTER).constants


def test_a_composed_key_is_remembered_by_what_it_looks_like(read):
    code = """
def handler(event, context):
    user, note = (event.get("pathParameters") or {}).get("user", ""), event["pathParameters"]["note"]
    table.get_item(Key={"pk": f"USER#{user}", "sk": f"NOTE#{note}#v0"})
    table.query(KeyConditionExpression=Key("gsi1pk").eq(f"EMAIL#{event['queryStringParameters']['email']}"))
    table.put_item(Item={"pk": f"{user}", "name": f"{user} {note}"})
"""
    constants = {key.name: key.constants for key in read(code).attributes}
    assert constants == {"pk": ("USER#a",), "sk": ("NOTE#a#v0",), "gsi1pk": ("EMAIL#a",), "name": ()}


def test_pynamodb_models_declare_attributes(read, spelt):
    vocabulary = read(PYNAMODB)
    assert spelt(vocabulary)["attributes"] == "todo_id:string=x done:boolean r?:number"
    assert vocabulary.numeric_attributes == {"r"}


def test_a_date_of_pynamodb_has_the_layout_that_pynamodb_reads(read):
    code = PYNAMODB.replace("done = BooleanAttribute()", "done = BooleanAttribute()\n    made = UTCDateTimeAttribute()")
    (made,) = (key for key in read(code).attributes if key.name == "made")
    assert made.types == {"date"} and dates(made)[1] == "2024-03-10T23:59:30.000000+0000"


def load(path: Path) -> ModuleType:
    """The module in the file *path*, run."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    del sys.modules[path.stem]
    return module


def test_the_loaded_module_tells_what_the_text_does_not(tmp_path, spelt):
    (tmp_path / "order.json").write_text('{"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}')
    path = tmp_path / "loaded_handler.py"
    path.write_text(LOADED)
    vocabulary = infer({"loaded_handler.py": LOADED}, load(path), "handler")
    assert spelt(vocabulary) == {"body": "n:number a:integer s?:null|string"}
