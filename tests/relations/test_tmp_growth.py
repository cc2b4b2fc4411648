"""Files that pile up in /tmp are found; those that are written anew or removed are not."""

import tempfile
from collections.abc import Callable
from textwrap import dedent

import pytest

from lambdatest.engine import replay
from lambdatest.model import Project
from strategies.service import history

GET = history("GET", "/items/a", route="/items/{id}", parameters={"id": "a"})
LEAKS = {
    "by request": """
        def handler(event, context):
            with open(f"/tmp/lt-report-{context.aws_request_id}.csv", "w") as file:
                file.write("a")
            return {"statusCode": 200}
    """,
    "by a random name": """
        import tempfile
        def handler(event, context):
            with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False) as file:
                file.write("a")
            return {"statusCode": 200}
    """,
    "in a folder each": """
        import tempfile, pathlib
        def handler(event, context):
            pathlib.Path(tempfile.mkdtemp(), "a.txt").write_text("a")
            return {"statusCode": 200}
    """,
    "appended": """
        def handler(event, context):
            with open("/tmp/lt-audit.log", "a") as file:
                file.write("a line\\n")
            return {"statusCode": 200}
    """,
    "only where it fails": """
        import os, uuid
        def handler(event, context):
            name = f"/tmp/lt-{uuid.uuid4()}"
            open(name, "w").close()
            if event["pathParameters"]["id"] == "a":
                return {"statusCode": 404}
            os.remove(name)
            return {"statusCode": 200}
    """,
}
KEEPS = {
    "a cache": """
        import os
        def handler(event, context):
            if not os.path.exists("/tmp/lt-model.bin"):
                open("/tmp/lt-model.bin", "w").write("x" * 100)
            return {"statusCode": 200}
    """,
    "written anew": """
        def handler(event, context):
            open("/tmp/lt-last.json", "w").write(json.dumps(event))
            return {"statusCode": 200}
    """,
    "one for each item": """
        def handler(event, context):
            open("/tmp/lt-" + event["pathParameters"]["id"], "w").write("x")
            return {"statusCode": 200}
    """,
    "removed": """
        import os, tempfile
        def handler(event, context):
            descriptor, name = tempfile.mkstemp()
            os.close(descriptor)
            os.remove(name)
            return {"statusCode": 200}
    """,
    "a database": """
        import sqlite3
        def handler(event, context):
            with sqlite3.connect("/tmp/lt-cache.db") as db:
                db.execute("create table if not exists t(id text primary key, n int)")
                db.execute("insert or replace into t values('a', 1)")
            return {"statusCode": 200}
    """,
}


def said(make_project: Callable[..., Project], code: str) -> list[tuple[str, str]]:
    project = make_project(dedent(code), "GET /items/{id}")
    return [(finding.severity, finding.message) for finding in replay(project, GET, ["tmp_growth"]).findings]


@pytest.mark.parametrize("name", LEAKS)
def test_what_piles_up_is_found(make_project: Callable[..., Project], name: str) -> None:
    ((severity, message),) = said(make_project, LEAKS[name])
    assert severity == "warning" and "/tmp" in message


@pytest.mark.parametrize("name", KEEPS)
def test_what_does_not_is_left_alone(make_project: Callable[..., Project], name: str) -> None:
    assert said(make_project, KEEPS[name]) == []


def test_the_finding_names_what_the_files_have_in_common(make_project: Callable[..., Project]) -> None:
    assert "/tmp/lt-report-*.csv" in said(make_project, LEAKS["by request"])[0][1]


def test_a_file_that_somebody_else_left_is_an_error_and_no_finding(make_project: Callable[..., Project]) -> None:
    with tempfile.NamedTemporaryFile(dir="/tmp") as foreign:  # noqa: S108
        foreign.write(b"theirs")
        foreign.flush()
        project = make_project(f'def handler(event, context):\n    open("{foreign.name}", "w")', "GET /items/{id}")
        replayed = replay(project, GET, ["guard_file", "tmp_growth", "unhandled_exception"])
    assert replayed.findings == ()
    assert "which was there before the handler ran" in replayed.errors[0]
