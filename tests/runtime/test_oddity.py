"""Oddities of real projects: where modules stand, what is a handler, and clients that are not what they seem."""

import sys
import types
from pathlib import Path

import boto3
import pytest

from lambdatest.errors import HandlerError
from lambdatest.model import Location, Resource
from lambdatest.runtime import endpoint
from lambdatest.runtime.account import Account
from lambdatest.runtime.loading import load

TABLE = Resource("T", "AWS::DynamoDB::Table", {
    "TableName": "todos", "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
}, Location("template.yaml", 3))


def result(function, event=None, region="us-east-1", root=None):
    loaded = load(function, region, root)
    outcome = loaded.invoke(event or {}, request_id="1")
    assert outcome.raised is None, outcome.raised
    return outcome.result


@pytest.mark.parametrize(("file", "handler"), [
    ("get-item.py", "get-item.handler"), ("src/my-service/get-item.py", "src/my-service/get-item.handler"),
    ("functions/v1.py", "functions/v1.handler"), ("email.py", "email.handler"), ("queue.py", "queue.handler"),
    ("secrets.py", "secrets.handler"),
])
def test_a_handler_stands_in_a_file_of_any_name(make_function, file, handler):
    assert result(make_function(f"def handler(e, c): return {file!r}", file=file, handler=handler)) == file


def test_a_package_re_exports_a_handler_that_one_of_its_modules_has(make_function):
    make_function("from .inner import handler\n", file="pkg/__init__.py")
    make_function("from . import text\ndef handler(e, c): return text.SAID", file="pkg/inner.py")
    make_function("SAID = 'inner'", file="pkg/text.py")
    assert result(make_function(handler="pkg.handler", file="unused.py")) == "inner"


def test_files_are_read_relative_to_the_code_root_and_to_the_module(make_function):
    make_function("root", file="data/a.txt")
    source = """
    import pathlib
    ROOT, OWN = open('data/a.txt').read(), (pathlib.Path(__file__).parent / 'b.txt').read_text()
    def handler(e, c): return [ROOT, OWN]
    """
    make_function("own", file="src/b.txt")
    assert result(make_function(source, file="src/app.py", handler="src/app.handler")) == ["root", "own"]


def test_modules_of_layers_come_after_the_functions_own_and_are_the_users_code(make_function, tmp_path):
    for layer, name in (("one", "first"), ("two", "second")):
        make_function(f"NAME = {name!r}\ndef fail(): raise ValueError(NAME)", root=f"layers/{layer}", file="python/shared.py")
    make_function("OWN = 'layer'", root="layers/one", file="python/own.py")
    make_function("OWN = 'function'", file="own.py")
    source = "import own, shared\ndef handler(e, c):\n    if e: shared.fail()\n    return [own.OWN, shared.NAME]"
    functions = [make_function(source, layers=(tmp_path / "layers" / layer,)) for layer in ("one", "two")]
    loaded = [load(function, "us-east-1") for function in functions]
    assert [one.invoke({}, request_id="1").result for one in loaded] == [["function", "first"], ["function", "second"]]
    assert set(loaded[0].sources()) == {"app.py", "own.py", "../layers/one/python/shared.py"}
    raised = loaded[1].invoke({"a": 1}, request_id="1").raised
    assert str(raised.location).startswith("../layers/two/python/shared.py:2")
    assert "shared" not in sys.modules


def test_packages_that_were_installed_into_a_layer_are_not_the_users_code(make_function, tmp_path):
    make_function("X = 1", root="layer", file="python/bought.py")
    make_function("bought", root="layer", file="python/bought-1.0.dist-info/top_level.txt")
    make_function("X = 2", root="layer", file="python/lib/python3.11/site-packages/deep.py")
    source = "import bought, deep\ndef handler(e, c): return [bought.X, deep.X]"
    try:
        loaded = load(make_function(source, layers=(tmp_path / "layer",)), "us-east-1")
        assert "../layer/python/bought.py" not in loaded.sources()
    finally:
        sys.modules.pop("bought", None)


@pytest.mark.parametrize("place", ["src/shared.py", "shared.py", "lib/shared/__init__.py", "layers/common/python/shared/__init__.py"])
def test_a_module_that_a_build_step_copies_is_taken_from_where_it_stands_and_said_so(make_function, tmp_path, place):
    make_function("NAME = 'found'", root=".", file=place)
    make_function("", root=".", file="tests/shared.py")
    function = make_function("from shared import NAME\ndef handler(e, c): return NAME", root="functions/one")
    loaded = load(function, "us-east-1", tmp_path)
    folder = Path(place.removesuffix("/__init__.py")).parent
    assert loaded.invoke({}, request_id="1").result == "found"
    assert loaded.notes == [f"api imports shared from {folder}, which its code root and layers do not hold"]


def test_of_two_modules_that_could_be_meant_the_one_with_the_whole_path_is_taken(make_function, tmp_path):
    make_function("NAME = 1", root="src/layers/share/python", file="service/login.py")
    make_function("", root="src/handlers", file="service/other.py")
    source = "from service.login import NAME\ndef handler(e, c): return NAME"
    function = make_function(source, root=".", file="src/handlers/service/app.py", handler="src/handlers/service/app.handler")
    assert result(function, root=tmp_path) == 1


def test_two_modules_that_could_both_be_meant_are_not_guessed_between(make_function, tmp_path):
    for folder in ("lib/a", "lib/b"):
        make_function("NAME = 1", root=folder, file="shared.py")
    with pytest.raises(HandlerError, match="imports shared, which is not installed"):
        load(make_function("import shared", root="functions/one"), "us-east-1", tmp_path)


def test_the_functions_own_pythonpath_is_below_its_code(make_function):
    make_function("NAME = 'vendored'", file="vendored/thing.py")
    source = "import thing\ndef handler(e, c): return thing.NAME"
    assert result(make_function(source, environment={"PYTHONPATH": "/var/runtime:/var/task/vendored"})) == "vendored"


def test_a_client_that_is_made_at_import_belongs_to_the_functions_region(make_function):
    source = "import boto3\nT = boto3.resource('dynamodb').Table('todos')\ndef handler(e, c): return T.put_item(Item={'id': '1'}) and 1"
    with Account([TABLE], "eu-west-3") as account:
        assert result(make_function(source), region="eu-west-3") == 1
        assert account.items("todos") == [{"id": "1"}]


@pytest.mark.parametrize("address", [
    "http://localhost:8000", "http://127.0.0.1:4566", "http://dynamodb-local:8000", "http://host.docker.internal:8000",
    "http://192.168.1.9:8000", "https://dynamodb.localhost.localstack.cloud:4566",
])
def test_a_stand_in_for_aws_is_answered_by_the_account_and_said_so(make_function, monkeypatch, address):
    monkeypatch.setattr(endpoint, "_NOTED", {})
    source = f"""
    import boto3
    def handler(e, c):
        own = dict(aws_access_key_id='x', aws_secret_access_key='y', region_name='us-east-1')
        client = boto3.client('dynamodb', endpoint_url={address!r}, **own)
        return client.put_item(TableName='todos', Item={{'id': {{'S': '1'}}}})['ResponseMetadata']['HTTPStatusCode']
    """
    with Account([TABLE]) as account:
        assert result(make_function(source)) == 200
        assert account.items("todos") == [{"id": "1"}]
    assert endpoint.noted() == [f"app.py:6 calls dynamodb at {address}; the mocked account answers there"]


def test_objects_of_a_stand_in_for_s3_are_in_the_account(make_function):
    source = """
    import boto3
    def handler(e, c):
        s3 = boto3.client('s3', endpoint_url='http://minio:9000')
        s3.put_object(Bucket='pictures', Key='a', Body=b'x')
        return s3.get_object(Bucket='pictures', Key='a')['Body'].read().decode()
    """
    with Account([Resource("B", "AWS::S3::Bucket", {"BucketName": "pictures"}, Location("t", 1))]) as account:
        assert result(make_function(source)) == "x"
        assert account.objects("pictures") == [{"Key": "a", "Body": "x"}]


def test_an_endpoint_somewhere_else_is_refused(make_function):
    source = "import boto3\ndef handler(e, c): boto3.client('s3', endpoint_url='https://storage.example.com').list_buckets()"
    with Account():
        outcome = load(make_function(source), "us-east-1").invoke({}, request_id="1")
    assert [violation.kind for violation in outcome.violations] == ["aws"]


@pytest.mark.parametrize("name", ["aioboto3", "aiobotocore.session"])
def test_an_asynchronous_client_is_not_run_whether_it_is_installed_or_not(make_function, monkeypatch, name):
    top = name.partition(".")[0]
    function = make_function(f"import os\nimport {name}\ndef handler(e, c): return 1")
    with pytest.raises(HandlerError, match=f"app.py:2 imports {top}, an asynchronous client whose calls.*use boto"):
        load(function, "us-east-1")
    for part in (top, name):
        monkeypatch.setitem(sys.modules, part, types.ModuleType(part))
    with pytest.raises(HandlerError, match=f"app.py:2 imports {top}, an asynchronous client"):
        load(function, "us-east-1")


def test_an_application_behind_an_adapter_is_a_handler(make_function):
    source = """
    import asyncio
    class Adapter:
        def __init__(self, app): self.app = app
        def __call__(self, event, context):
            sent = []
            async def send(message): sent.append(message)
            async def receive(): return {'type': 'http.request', 'body': b''}
            loop = asyncio.new_event_loop()
            loop.run_until_complete(self.app({'type': 'http', 'path': event['path']}, receive, send))
            loop.close()
            return {'statusCode': sent[0]['status'], 'body': sent[1]['body'].decode()}
    async def app(scope, receive, send):
        await receive()
        await asyncio.sleep(1)
        await send({'type': 'http.response.start', 'status': 200})
        await send({'type': 'http.response.body', 'body': scope['path'].encode()})
    handler = Adapter(app)
    """
    assert result(make_function(source), {"path": "/x"}) == {"statusCode": 200, "body": "/x"}


WSGI = """
    def app(environ, start_response):
        start_response('200 OK', [])
        return [environ['PATH_INFO'].encode()]
"""
ADAPTER = """
    def handle_request(app, event, context):
        status = []
        body = app({'PATH_INFO': event['path']}, lambda line, headers: status.append(line))
        return {'statusCode': int(status[0].split()[0]), 'body': b''.join(body).decode()}
"""


@pytest.mark.parametrize(("file", "application"), [("web.py", "web.app"), ("api/web.py", "api/web.app"), ("api/web.py", "api.web.app")])
def test_the_handler_that_serverless_wsgi_generates_is_stood_in_for(make_function, monkeypatch, file, application):
    function = make_function(WSGI, file=file, handler="wsgi_handler.handler", application=application)
    monkeypatch.delitem(sys.modules, "serverless_wsgi", raising=False)
    with pytest.raises(HandlerError, match="imports serverless_wsgi, which is not installed; pip install serverless-wsgi"):
        load(function, "us-east-1")
    make_function(ADAPTER, file="serverless_wsgi.py")
    assert result(function, {"path": "/x"}) == {"statusCode": 200, "body": "/x"}


@pytest.mark.parametrize(("file", "command"), [
    ("requirements.txt", "pip install -r {}"), ("Pipfile", "pipenv install"), ("uv.lock", "uv sync"), ("poetry.lock", "poetry install"),
    ("pyproject.toml", "pip install "),
])
def test_the_command_that_installs_what_the_project_lists_is_named(make_function, file, command):
    function = make_function("import no_such_package_of_anyone")
    make_function("", file=file)
    with pytest.raises(HandlerError) as error:
        load(function, "us-east-1")
    assert error.value.remedy.startswith("pip install no-such-package-of-anyone (or ")
    assert command.format(function.code_root / file) in error.value.remedy


def test_what_looks_like_an_own_client_is_still_the_mocks(make_function):
    source = """
    import botocore.session
    def handler(e, c): return botocore.session.get_session().create_client('dynamodb').list_tables()['TableNames']
    """
    with Account([TABLE]):
        assert result(make_function(source)) == ["todos"]
    found = boto3.DEFAULT_SESSION and boto3.DEFAULT_SESSION.get_credentials()
    assert found is None or found.access_key == "testing"
