"""Whole runs in worker processes: many defects, handlers that end or hang their process, functions that cannot run."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import lambdatest
from lambdatest.engine import Options, Progress, fuzz
from lambdatest.errors import LambdatestError
from lambdatest.finding import Finding, Report
from lambdatest.model import Project
from strategies.service import PLANTED, TEN

pytestmark = pytest.mark.searches


def said(report: Report) -> set[tuple[str, str | None]]:
    return {(finding.check, finding.exception) for finding in report.findings}


def only(report: Report) -> Finding:
    (finding,) = report.findings
    return finding


@pytest.mark.parametrize("seed", [1, 2])
def test_ten_planted_defects_are_found_in_one_run(make_project: Callable[..., Project], seed: int) -> None:
    report = fuzz(make_project(TEN), Options(max_examples=200, seed=seed, workers=1))
    assert len(PLANTED & said(report)) >= 9
    assert len([finding for finding in report.findings if finding.check == "response_shape"]) >= 2
    for finding in report.findings:
        assert len(finding.history.cases) == 1
        assert any(finding.history.seeds.values()) == (finding.check == "create_no_clobber")


def test_the_same_seed_gives_the_same_findings_at_any_number_of_workers(make_project: Callable[..., Project]) -> None:
    project = make_project(TEN)
    reports = [fuzz(project, Options(max_examples=40, workers=workers)) for workers in (1, 2)]
    assert [finding.to_json() if hasattr(finding, "to_json") else finding for finding in reports[0].findings] == list(reports[1].findings)


@pytest.mark.parametrize(
    ("statement", "check", "exception"),
    [
        ("import sys; sys.exit(3)", "unhandled_exception", "SystemExit"),
        ("return handler(event, context)", "unhandled_exception", "RecursionError"),
        ("os.kill(os.getpid(), 9)", "guard_process", None),
        (
            "os.write(1, b'\\xff\\x00'); import sys; sys.stdout.buffer.write(b'\\xff'); raise ValueError('after')",
            "unhandled_exception",
            "ValueError",
        ),
    ],
)
def test_a_handler_that_ends_or_litters_its_process_is_a_finding(
    make_project: Callable[..., Project], statement: str, check: str, exception: str | None
) -> None:
    report = fuzz(make_project(f"def handler(event, context):\n    {statement}\n", "GET /items"), Options(max_examples=5, workers=1))
    if check == "guard_process":
        assert report.functions[0].status == "not_run"
        assert "signal 9" in str(report.functions[0].reason)
    else:
        assert (check, exception) in said(report)


def test_a_handler_that_never_returns_is_a_finding_and_the_run_goes_on(make_project: Callable[..., Project]) -> None:
    code = """
    def handler(event, context):
        if (event.get("queryStringParameters") or {}).get("mode") == "slow":
            while True:
                pass
        raise KeyError("other")
    """
    report = fuzz(make_project(code, "GET /items", timeout=1), Options(max_examples=30, workers=1))
    assert {("timeout", None), ("unhandled_exception", "KeyError")} <= said(report)


def test_a_loop_in_c_is_ended_from_outside_and_its_event_is_named(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lambdatest.engine.worker.GRACE", 0.2)
    code = """
    import re
    def handler(event, context):
        if (event.get("queryStringParameters") or {}).get("mode") == "slow":
            re.match(r"(a+)+$", "a" * 64 + "b")
        return {"statusCode": 200, "body": ""}
    """
    report = fuzz(make_project(code, "GET /items", timeout=1), Options(max_examples=20, workers=1))
    finding = next(finding for finding in report.findings if finding.check == "timeout")
    assert finding.event["queryStringParameters"] == {"mode": "slow"}
    assert report.functions[0].triggers[0].examples == 20


def test_a_process_that_dies_is_a_finding_with_its_event(make_project: Callable[..., Project]) -> None:
    code = """
    import faulthandler
    def handler(event, context):
        if (event.get("queryStringParameters") or {}).get("mode") == "native":
            faulthandler._sigsegv()
        return {"statusCode": 200, "body": ""}
    """
    report = fuzz(make_project(code, "GET /items"), Options(max_examples=20, workers=1))
    finding = next(finding for finding in report.findings if "SIGSEGV" in finding.message)
    assert finding.event["queryStringParameters"] == {"mode": "native"}


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import numpie\n", "numpie"),
        ("def other(event, context): pass\n", "handler"),
        ("def handler(:\n", "app.py:10"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("NAME = os.environ['TABLE_NAME']\n", "TABLE_NAME"),
    ],
)
def test_a_function_that_cannot_be_loaded_is_not_run_with_its_reason(make_project: Callable[..., Project], code: str, reason: str) -> None:
    report = fuzz(make_project(code), Options(max_examples=5, workers=1))
    (function,) = report.functions
    assert function.status == "not_run"
    assert reason in str(function.reason)
    assert function.remedy


def test_a_trigger_that_is_not_known_yet_is_not_run(make_project: Callable[..., Project]) -> None:
    report = fuzz(make_project("def handler(event, context): pass", "arn:aws:kafka:us-east-1:123456789012:cluster/c", kind="msk"))
    assert "msk" in str(report.functions[0].reason)


def test_a_service_that_is_not_mocked_is_an_error_and_no_finding(make_project: Callable[..., Project]) -> None:
    code = """
    def handler(event, context):
        try:
            boto3.client("gamelift", region_name="us-east-1").list_fleets()
        except Exception:
            return {"statusCode": 500, "body": "oops"}
    """
    report = fuzz(make_project(code, "GET /items"), Options(max_examples=5, workers=1))
    assert report.findings == ()
    assert report.functions[0].status == "not_run"
    assert "gamelift" in str(report.functions[0].reason)


def test_a_resource_that_no_account_of_ours_has_is_an_error_and_no_finding(make_project: Callable[..., Project]) -> None:
    code = """
    def handler(event, context):
        users = boto3.client("cognito-idp", region_name="us-east-1").list_users(UserPoolId="us-east-1_abc")["Users"]
        return {"statusCode": 200, "body": str(len(users))}
    """
    report = fuzz(make_project(code, "GET /items"), Options(max_examples=5, workers=1))
    assert report.findings == ()
    assert "api calls cognito-idp:ListUsers, whose resources the mocked account does not have" in str(report.functions[0].reason)


def test_an_unknown_function_or_check_is_refused_with_a_hint(make_project: Callable[..., Project]) -> None:
    project = make_project("def handler(event, context): pass")
    with pytest.raises(LambdatestError, match="did you mean 'api'"):
        fuzz(project, Options(functions=("apii",)))
    with pytest.raises(LambdatestError, match="server_error"):
        fuzz(project, Options(checks=("server_eror",)))


def test_progress_is_told_and_ends_with_the_last_example(make_project: Callable[..., Project]) -> None:
    heard: list[Progress] = []
    fuzz(make_project("def handler(event, context): return {'statusCode': 200}"), Options(max_examples=12, workers=1), heard.append)
    assert heard[-1].finished
    assert heard[-1].done == heard[-1].total > 0


@pytest.mark.parametrize("spent", [0.0, 1.0])
def test_the_time_that_is_given_is_kept(make_project: Callable[..., Project], spent: float) -> None:
    code = "import time\ndef handler(event, context):\n    sum(range(3_000_000))\n    return {'statusCode': 200}\n"
    started = time.perf_counter()
    fuzz(make_project(code), Options(max_examples=10_000, max_time=3, workers=1), spent=spent)
    assert 1 < time.perf_counter() - started + spent < 3 * 1.1 + 1


def test_one_slow_function_does_not_starve_the_others(make_project: Callable[..., Project]) -> None:
    slow = "def handler(event, context):\n    while True: pass\n"
    project = make_project(slow, "GET /slow", timeout=30)
    function = project.function("api")
    quick = project.root / "quick.py"
    quick.write_text("def handler(event, context): return {'statusCode': 200}\n")
    triggers = tuple(replace(one, function="quick") for one in function.triggers)
    other = replace(function, name="quick", handler="quick.handler", triggers=triggers)
    # With a table in common each would run in the other's histories.
    project = replace(project, functions=(function, other), tables=(), resources=())
    started = time.perf_counter()
    report = fuzz(project, Options(max_examples=30, max_time=10, workers=1))
    assert time.perf_counter() - started < 12
    results = {result.name: result for result in report.functions}
    assert results["quick"].status == "passed" and sum(one.examples for one in results["quick"].triggers) > 0
    assert results["api"].status in ("failed", "not_run") and "--max-time" in (results["api"].reason or "--max-time")


INTERRUPTED = """
import json, sys
import lambdatest
from lambdatest.engine import Options, fuzz
project = lambdatest.load(sys.argv[1])
report = fuzz(project, Options(max_examples=100000, workers=1), lambda progress: print("progress", progress.findings, flush=True))
print(json.dumps({"interrupted": report.interrupted, "findings": [finding.check for finding in report.findings]}))
"""


def test_ctrl_c_reports_what_was_found_so_far(make_project: Callable[..., Project]) -> None:
    code = 'def handler(event, context):\n    sum(range(300_000))\n    raise ValueError(event["requestContext"]["requestId"])\n'
    project = make_project(code)
    process = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED, str(project.path)], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONHASHSEED": "0"}
    )
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("progress") and line.split()[1] != "0":
            break
    process.send_signal(signal.SIGINT)
    said_last = json.loads(process.stdout.read().strip().splitlines()[-1])
    process.wait(20)
    assert said_last["interrupted"]
    assert "unhandled_exception" in said_last["findings"]


def test_a_function_is_told_apart_from_another_of_the_same_module_name(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text(f"def handler(event, context):\n    raise ValueError({name!r})\n")
    resources = {
        name: {
            "Type": "AWS::Serverless::Function",
            "Properties": {
                "Handler": "app.handler",
                "Runtime": "python3.12",
                "CodeUri": f"{name}/",
                "Events": {"Api": {"Type": "Api", "Properties": {"Path": f"/{name}", "Method": "get"}}},
            },
        }
        for name in ("one", "two")
    }
    (tmp_path / "template.yaml").write_text(json.dumps({"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}))
    report = fuzz(lambdatest.load(tmp_path), Options(max_examples=5, workers=2))
    assert sorted((finding.function, finding.message, str(finding.location)) for finding in report.findings) == [
        ("one", "ValueError: one", "one/app.py:2"),
        ("two", "ValueError: two", "two/app.py:2"),
    ]
