"""An environment that has stood since the day before."""

from collections.abc import Callable

import pytest

from lambdatest.engine import replay
from lambdatest.model import History, Project
from strategies.service import history

Make = Callable[..., Project]
GET = history("GET", "/items")
HEAD = "import datetime, os, time, uuid\n"


def said(project: Project, asked: History, relation: str) -> list[tuple[str, str]]:
    return [(finding.check, finding.severity) for finding in replay(project, asked, [relation]).findings]


def answers(top: str, value: str) -> str:
    return f"{HEAD}{top}\ndef handler(event, context):\n    return {{'statusCode': 200, 'body': json.dumps({value})}}\n"


@pytest.mark.parametrize(
    "code",
    [
        answers("TODAY = datetime.date.today().isoformat()", "TODAY"),
        answers("CACHE = {}", "CACHE.setdefault('day', datetime.date.today().isoformat())"),
        answers("def since(at=datetime.datetime.now()):\n    return at.isoformat()", "since()"),
        answers(
            "LINK = boto3.client('s3').generate_presigned_url('get_object', Params={'Bucket': 'b', 'Key': 'k'}, ExpiresIn=900)", "LINK"
        ),
    ],
    ids=("import", "first request", "default", "link"),
)
def test_what_was_the_time_yesterday_is_not_the_time_today(make_project: Make, code: str) -> None:
    assert said(make_project(code, "GET /items"), GET, "warm_clock") == [("warm_clock", "warning")]


@pytest.mark.parametrize(
    "code",
    [
        answers("", "datetime.date.today().isoformat()"),
        answers("ID = str(uuid.uuid4())", "[ID, time.time()]"),
        answers(
            "KEPT = {}\ndef config():\n    if KEPT.get('until', 0) < time.time():\n        KEPT.update(until=time.time() + 300, "
            "count=TABLE.scan()['Count'], day=str(datetime.date.today()))\n    return [KEPT['count'], KEPT['day']]",
            "config()",
        ),
        answers("CALLS = []", "[len(CALLS), CALLS.append(time.time())]"),
        answers("START = time.time()", "time.time() - START >= 0"),
    ],
    ids=("asks", "identity", "expires", "warm_cold", "uptime"),
)
def test_an_environment_that_asks_the_clock_is_left_alone(make_project: Make, code: str) -> None:
    assert said(make_project(code, "GET /items"), GET, "warm_clock") == []
