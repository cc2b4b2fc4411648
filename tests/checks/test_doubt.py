"""What nobody can know of a handler's world is no failure: only a warning."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project
from strategies.record import given, sqs, triggered
from strategies.service import history

ROUTE = "/items/{id}"
ITEM = {"id": {"S": "a"}}
GET = history("GET", "/items/a", route=ROUTE, parameters={"id": "a"}, seeds=[ITEM])
READS = """
def handler(event, context):
    LOOK
    return {"statusCode": 200}
"""


def severities(project: Project, sent: History) -> list[str]:
    return [finding.severity for finding in replay(project, sent, ["unhandled_exception"]).findings]


@pytest.mark.parametrize(("look", "said"), [
    ('open("config/prod.json").read()', ["warning"]),
    ('open("/tmp/made-before.json").read()', ["failure"]),
    ('TABLE.get_item(Key={"id": "a"})["Item"]["title"]', ["failure"]),
    ('dict.__getitem__(TABLE.get_item(Key={"id": "a"})["Item"], "title")', ["warning"]),
    ('TABLE.get_item(Key={"id": "nobody"})["Item"]', ["failure"]),
])  # fmt: skip
def test_a_file_of_the_package_and_an_attribute_that_no_code_names_may_be_there(
    make_project: Callable[..., Project], look: str, said: list[str]
) -> None:
    assert severities(make_project(READS.replace("LOOK", look), f"GET {ROUTE}"), GET) == said


def test_a_producer_knows_what_its_message_is_about(make_project: Callable[..., Project]) -> None:
    project = triggered(make_project(READS.replace("LOOK", 'TABLE.get_item(Key={"id": "nobody"})["Item"]')), "sqs")
    assert severities(project, given("sqs", sqs({"id": "nobody"}))) == ["warning"]


@pytest.mark.parametrize(("look", "said"), [
    ('json.loads(event["body"], object_hook=lambda found: found)["id"]', ["failure"]),
    ('dict.__getitem__(json.loads(event["body"]), "id")', ["warning"]),
])  # fmt: skip
def test_a_body_of_which_the_code_tells_nothing_is_a_guess(make_project: Callable[..., Project], look: str, said: list[str]) -> None:
    sent = history("POST", "/items", body="{}")
    assert severities(make_project(READS.replace("LOOK", look), "POST /items"), sent) == said
