"""Objects of S3 with one file name, one after the other in one environment."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from lambdatest.engine import replay
from lambdatest.model import Location, Project, Resource
from strategies.record import given, s3, triggered

Make = Callable[..., Project]
COUNTS = """
S3 = boto3.client("s3")
def handler(event, context):
    for record in event["Records"]:
        key = record["s3"]["object"]["key"]
        path = PATH
        if not os.path.exists(path):
            S3.download_file(record["s3"]["bucket"]["name"], key, path)
        with open(path) as file:
            TABLE.put_item(Item={"id": key, "lines": len(file.readlines())})
"""
BY_NAME = COUNTS.replace("PATH", '"/tmp/" + os.path.basename(key)')
BY_KEY = COUNTS.replace("PATH", '"/tmp/" + key.replace("/", "_")')
ALWAYS = BY_NAME.replace("if not os.path.exists(path)", "if True")


def said(project: Project, **options: object) -> list[tuple[str, str]]:
    event = s3("in/a.txt")
    bucket = event["Records"][0]["s3"]["bucket"]["name"]
    held = Resource("Files", "AWS::S3::Bucket", {"BucketName": bucket}, Location("serverless.yml", 1))
    found = replace(triggered(project, "s3", **options), resources=(*project.resources, held))
    asked = given("s3", event, seeds={f"s3:{bucket}": [{"Key": "in/a.txt", "Body": "a\n"}]})
    return [(finding.check, finding.severity) for finding in replay(found, asked, ["warm_cold"]).findings]


def test_a_file_that_is_called_as_another_objects_is_not_taken_for_its_own(make_project: Make) -> None:
    assert said(make_project(BY_NAME)) == [("warm_cold", "warning")]


@pytest.mark.parametrize("code", [BY_KEY, ALWAYS], ids=("by key", "always"))
def test_a_file_of_its_own_or_a_new_one_is_left_alone(make_project: Make, code: str) -> None:
    assert said(make_project(code)) == []


@pytest.mark.parametrize(("prefix", "found"), [("in/", [("warm_cold", "warning")]), ("in/a", [])])
def test_the_other_object_is_one_that_the_trigger_lets_through(make_project: Make, prefix: str, found: list[tuple[str, str]]) -> None:
    assert said(make_project(BY_NAME), rules=[{"events": ["s3:ObjectCreated:*"], "prefix": prefix, "suffix": ".txt"}]) == found
