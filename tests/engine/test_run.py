"""Running one history in this process."""

from collections.abc import Callable

import pytest

from lambdatest.engine.run import InvalidHistory
from lambdatest.engine.shrink import fingerprint
from lambdatest.engine.stage import staged
from lambdatest.model import Project
from strategies.service import history


def test_what_ended_the_process_before_is_never_run_again(make_project: Callable[..., Project]) -> None:
    project = make_project("def handler(event, context):\n    return {'statusCode': 200}\n", "GET /items")
    fatal, other = history("GET", "/items"), history("GET", "/items", seeds=[{"id": {"S": "a"}}])
    with staged(project, "api") as stage:
        stage.runner.skipped.add(fingerprint(fatal))
        with pytest.raises(InvalidHistory, match="ended the process before"):
            stage.runner.run(fatal)
        assert stage.runner.run(other).outcomes[-1].status == 200


def test_an_item_without_its_key_is_no_history(make_project: Callable[..., Project]) -> None:
    project = make_project("def handler(event, context):\n    return {'statusCode': 200}\n", "GET /items")
    with staged(project, "api") as stage, pytest.raises(InvalidHistory, match="lacks a key"):
        stage.runner.run(history("GET", "/items", seeds=[{"name": {"S": "a"}}]))
