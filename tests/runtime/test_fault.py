"""A page may end after one element."""

import boto3
import pytest

from lambdatest.model import Location, Resource
from lambdatest.runtime.account import Account
from lambdatest.runtime.call import recording
from lambdatest.runtime.fault import limit_member, short_page

HERE = Location("serverless.yml", 1)


@pytest.fixture(scope="module", autouse=True)
def account():
    schema = [{"AttributeName": "id", "KeyType": "HASH"}]
    types = [{"AttributeName": "id", "AttributeType": "S"}]
    properties = {"TableName": "todos", "KeySchema": schema, "AttributeDefinitions": types, "BillingMode": "PAY_PER_REQUEST"}
    bucket = Resource("Files", "AWS::S3::Bucket", {"BucketName": "files"}, HERE)
    with Account([Resource("Todos", "AWS::DynamoDB::Table", properties, HERE), bucket]) as started:
        started.seed("todos", [{"id": {"S": key}} for key in "abc"])
        for key in "abc":
            boto3.client("s3").put_object(Bucket="files", Key=key, Body=b"")
        yield started


def test_a_scan_gives_one_item_and_the_key_to_go_on_with(tmp_path):
    rewrite = short_page()
    with recording(tmp_path, rewrite):
        page = boto3.resource("dynamodb").Table("todos").scan()
    assert page["Count"] == 1
    assert "LastEvaluatedKey" in page
    assert rewrite.fired == 1


def test_a_handler_that_follows_every_page_still_sees_everything(tmp_path):
    with recording(tmp_path, short_page()):
        pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName="todos")
        assert sorted(item["id"]["S"] for page in pages for item in page["Items"]) == ["a", "b", "c"]


def test_a_bucket_is_listed_object_by_object(tmp_path):
    with recording(tmp_path, short_page()):
        page = boto3.client("s3").list_objects_v2(Bucket="files")
    assert (page["KeyCount"], page["IsTruncated"]) == (1, True)


def test_calls_without_pages_and_calls_for_one_element_are_left_alone(tmp_path):
    rewrite = short_page()
    with recording(tmp_path, rewrite):
        boto3.client("dynamodb").get_item(TableName="todos", Key={"id": {"S": "a"}})
        boto3.client("dynamodb").scan(TableName="todos", Limit=1)
    assert rewrite.fired == 0


def test_one_call_alone_can_be_shortened(tmp_path):
    rewrite = short_page(only=1)
    client = boto3.client("dynamodb")
    with recording(tmp_path, rewrite):
        counts = [client.scan(TableName="todos")["Count"] for _ in range(3)]
    assert counts == [3, 1, 3]
    assert rewrite.fired == 1


@pytest.mark.parametrize(
    ("service", "operation", "member"),
    [("dynamodb", "Query", "Limit"), ("s3", "ListObjectsV2", "MaxKeys"), ("dynamodb", "GetItem", None), ("sts", "GetCallerIdentity", None)],
)
def test_the_member_that_bounds_a_page_is_botocores_own(service, operation, member):
    assert limit_member(service, operation) == member
