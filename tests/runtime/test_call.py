"""Every AWS call of a handler is recorded in wire form, with the line that made it."""

import importlib.util
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import ClientError, ParamValidationError

from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from lambdatest.runtime.call import recording

HERE = Location("serverless.yml", 1)
HANDLER = """
import io

import boto3

table = boto3.resource("dynamodb").Table("todos")
client = boto3.client("dynamodb")


def put(key, **more):
    table.put_item(Item={"id": key, **more})


def get(key):
    return client.get_item(TableName="todos", Key={"id": {"S": key}})


def missing():
    client.get_item(TableName="nowhere", Key={"id": {"S": "a"}})


def upload():
    boto3.client("s3").put_object(Bucket="files", Key="k", Body=io.BytesIO(b"x"))
"""


@pytest.fixture(scope="module", autouse=True)
def _account():
    schema = [{"AttributeName": "id", "KeyType": "HASH"}]
    types = [{"AttributeName": "id", "AttributeType": "S"}]
    properties = {"TableName": "todos", "KeySchema": schema, "AttributeDefinitions": types, "BillingMode": "PAY_PER_REQUEST"}
    bucket = Resource("Files", "AWS::S3::Bucket", {"BucketName": "files"}, HERE)
    with Account([Resource("Todos", "AWS::DynamoDB::Table", properties, HERE), bucket]):
        yield


@pytest.fixture(scope="module")
def code(tmp_path_factory):
    """A module of the user's, in its code root."""
    root: Path = tmp_path_factory.mktemp("code")
    (root / "app").mkdir()
    (root / "app" / "todos.py").write_text(HANDLER)
    spec = importlib.util.spec_from_file_location("recorded_todos", root / "app" / "todos.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.root = root
    yield module
    sys.modules.pop("recorded_todos", None)


def test_a_call_of_the_resource_layer_is_recorded_as_it_goes_over_the_wire(code):
    with recording(code.root) as calls:
        code.put("a", n=1, raw=b"\x00")
    (call,) = calls
    assert (call.service, call.operation, call.error) == ("dynamodb", "PutItem", None)
    assert call.parameters == {"TableName": "todos", "Item": {"id": {"S": "a"}, "n": {"N": "1"}, "raw": {"B": b"\x00"}}}


def test_a_call_knows_the_innermost_line_of_the_users_code(code):
    with recording(code.root) as calls:
        code.put("a")
    assert str(calls[0].frame) == "app/todos.py:11"
    assert (calls[0].frame.function, calls[0].frame.source) == ("put", 'table.put_item(Item={"id": key, **more})')


def test_a_call_from_elsewhere_has_no_frame(code, tmp_path):
    with recording(tmp_path) as calls:
        code.put("a")
    assert calls[0].frame is None


def test_a_call_that_failed_has_the_error_code_of_aws(code):
    with recording(code.root) as calls, pytest.raises(ClientError):
        code.missing()
    assert calls[0].error == "ResourceNotFoundException"


def test_a_call_that_botocore_refused_has_the_name_of_its_exception(code):
    with recording(code.root) as calls, pytest.raises(ParamValidationError):
        code.client.get_item(TableName="todos")
    assert (calls[0].operation, calls[0].error) == ("GetItem", "ParamValidationError")


def test_what_is_recorded_does_not_change_when_the_handler_changes_its_own_data(code):
    key = {"id": {"S": "a"}}
    with recording(code.root) as calls:
        code.client.get_item(TableName="todos", Key=key)
        key["id"]["S"] = "changed"
    assert calls[0].parameters["Key"] == {"id": {"S": "a"}}


def test_a_stream_is_named_and_not_read(code):
    with recording(code.root) as calls:
        code.upload()
    assert calls[0].parameters["Body"] == "<BytesIO>"
    assert boto3.client("s3").get_object(Bucket="files", Key="k")["Body"].read() == b"x"


def test_every_page_of_a_paginator_is_a_call_and_a_retry_is_none(code):
    code.put("a")
    code.put("b")
    with recording(code.root) as calls:
        pages = list(code.client.get_paginator("scan").paginate(TableName="todos", PaginationConfig={"PageSize": 1}))
    assert len(pages) == len(calls) == 2


def test_a_presigned_url_is_no_call(code):
    with recording(code.root) as calls:
        boto3.client("s3").generate_presigned_url("get_object", Params={"Bucket": "files", "Key": "k"})
    assert calls == []


def test_the_innermost_recording_gets_the_calls(code):
    with recording(code.root) as outer:
        code.get("a")
        with recording(code.root) as inner:
            code.get("b")
        code.get("c")
    assert [call.parameters["Key"]["id"]["S"] for call in outer] == ["a", "c"]
    assert [call.parameters["Key"]["id"]["S"] for call in inner] == ["b"]


def test_the_calls_of_threads_are_recorded_each_with_its_own_parameters(code):
    keys = [f"k{n}" for n in range(20)]
    with recording(code.root) as calls, ThreadPoolExecutor(4) as pool:
        list(pool.map(code.get, keys))
    assert sorted(call.parameters["Key"]["id"]["S"] for call in calls) == sorted(keys)
    assert {call.frame.function for call in calls} == {"get"}


def test_a_rewrite_sees_each_call_by_its_number_and_what_is_recorded_is_what_was_sent(code):
    seen = []

    def rewrite(number, service, operation, parameters, model):
        seen.append((number, service, operation, model.name))
        return {**parameters, "Key": {"id": {"S": "other"}}} if number == 1 else None

    with recording(code.root, rewrite) as calls:
        code.get("a")
        code.get("b")
    assert seen == [(0, "dynamodb", "GetItem", "GetItem"), (1, "dynamodb", "GetItem", "GetItem")]
    assert [call.parameters["Key"]["id"]["S"] for call in calls] == ["a", "other"]


def test_outside_of_a_recording_nothing_is_recorded(code):
    with recording(code.root) as calls:
        pass
    code.get("a")
    assert calls == []
