"""Faults in a search: tried where a call can meet them, shrunk with the history, and told in words wherever a finding is."""

import io
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import lambdatest
from lambdatest._fault import ALWAYS, Fault
from lambdatest.engine import Options, fuzz, replay
from lambdatest.engine.fault import WellRun
from lambdatest.engine.shrink import reduced
from lambdatest.engine.stage import staged
from lambdatest.finding import Report
from lambdatest.model import History, Project
from lambdatest.reports import REPORTS, View
from lambdatest.reports.json import finding_data, finding_from_data
from lambdatest.reports.reproduction import event_text, pytest_text
from lambdatest.reports.terminal import show
from lambdatest.runtime import legality
from strategies.service import history, write

Make = Callable[..., Project]
TWO = """
def handler(event, context):
    sent = json.loads(event["body"])
    TABLE.put_item(Item={"id": "first", "n": 1})
    if sent["kind"] == "careless":
        try:
            TABLE.put_item(Item={"id": "second", "kind": str(sent["note"])})
        except Exception as error:
            print(error)
    return {"statusCode": 200, "body": "ok"}
"""
CAREFUL = TWO.replace("            print(error)", '            return {"statusCode": 503, "body": "try again"}')
KINDS = st.sampled_from(("ThrottlingException", "LostAnswer"))
FAULTS = st.builds(Fault, st.integers(0, 9), st.just("dynamodb:PutItem"), KINDS, st.integers(1, 3))


@pytest.fixture(scope="module")
def careless(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Report]:
    folder = tmp_path_factory.mktemp("careless")
    write(folder, TWO, timeout=60)  # older SDKs retry for 25 s
    project = lambdatest.load(folder)
    return project, fuzz(project, Options(max_examples=60, checks=("fault_loss",), workers=1))


def test_a_swallowed_fault_is_found_and_shrunk_to_one_case_one_fault_and_no_item(careless: tuple[Project, Report]) -> None:
    (finding,) = careless[1].findings
    assert (finding.check, finding.severity) == ("fault_loss", "failure")
    assert len(finding.history.cases) == 1 and not any(finding.history.seeds.values())
    (fault,) = finding.history.faults
    assert (fault.call, fault.operation) == (1, "dynamodb:PutItem")
    assert finding.source.startswith('TABLE.put_item(Item={"id": "second"')


def test_a_finding_is_had_again_with_its_fault(careless: tuple[Project, Report]) -> None:
    project, report = careless
    (finding,) = report.findings
    again = replay(project, finding.history, ("fault_loss",))
    assert [one.id for one in again.findings] == [finding.id]
    assert replay(project, replace(finding.history, faults=()), ("fault_loss",)).findings == ()


def test_every_report_says_what_aws_did(careless: tuple[Project, Report]) -> None:
    project, report = careless
    (finding,) = report.findings
    words = "call 2 dynamodb:PutItem is answered ThrottlingException"
    stream = io.StringIO()
    show(report, View(project.root), Console(file=stream, width=120, color_system=None, _environ={}))
    assert f"fault    {words}" in stream.getvalue()
    data = json.loads(REPORTS["json"].render(report, View(project.root)))["findings"][0]
    assert data["faults"] == [{"call": 1, "operation": "dynamodb:PutItem", "kind": "ThrottlingException", "times": ALWAYS, "words": words}]
    assert words in event_text(finding) and "'kind': 'ThrottlingException'" in pytest_text(finding, "serverless.yml")
    assert finding_from_data(finding_data(finding)).history == finding.history


def test_a_careful_handler_has_no_finding(make_project: Make) -> None:
    report = fuzz(make_project(CAREFUL), Options(max_examples=60, checks=("fault_loss", "lost_response"), workers=1))
    assert report.findings == ()


def test_a_call_whose_effect_nothing_later_makes_good_is_tried_first(make_project: Make) -> None:
    removed = """
    def handler(event, context):
        sent = json.loads(event["body"])
        for n in range(sent["n"]):
            TABLE.put_item(Item={"id": "a"})
            TABLE.scan()
        if sent["n"] > 1:
            TABLE.delete_item(Key={"id": "a"})
        return {"statusCode": 200, "body": "ok"}
    """
    with staged(make_project(removed, "POST /items"), "api") as stage:
        well = WellRun()
        for sent in ('{"n": 3}', '{"n": 1}'):
            well.meet(stage.runner.run(history("POST", "/items", body=sent)), None)
        puts = [(met.history.cases[-1].event["body"], fault.call) for met, fault in well.faults() if fault.operation == "dynamodb:PutItem"]
    assert puts[0] == ('{"n": 1}', 0)


def test_only_faults_that_a_call_can_meet_are_tried_each_at_a_line_twice_at_most(make_project: Make) -> None:
    loop = """
    def handler(event, context):
        for n in range(5):
            TABLE.put_item(Item={"id": str(n)})
        TABLE.scan()
        return {"statusCode": 200, "body": "ok"}
    """
    with staged(make_project(loop, "POST /items"), "api") as stage:
        well = WellRun()
        well.meet(stage.runner.run(history("POST", "/items", body="{}")), None)
        tried = [fault for _, fault in well.faults()]
    puts = [fault for fault in tried if fault.operation == "dynamodb:PutItem"]
    assert {fault.call for fault in puts} == {0, 4}
    assert {fault.kind for fault in puts} <= set(legality.kinds("dynamodb", "PutItem", {}))
    assert {fault.call for fault in tried if fault.operation == "dynamodb:Scan"} == {5}
    assert not any(fault.kind == legality.LOST for fault in tried if fault.operation == "dynamodb:Scan")


def test_faults_that_do_not_matter_are_dropped() -> None:
    faults = tuple(Fault(n, "dynamodb:PutItem", "ThrottlingException") for n in (4, 2))
    asked = History(history("POST", "/items").cases, {}, (), faults)
    assert reduced(asked, lambda one: True).faults == ()
    assert reduced(asked, lambda one: any(fault.call >= 2 for fault in one.faults)).faults == (replace(faults[0], call=2),)


@given(st.lists(FAULTS, max_size=3))
def test_a_history_keeps_its_faults_on_the_way_through_json(faults: list[Fault]) -> None:
    asked = History(history("POST", "/items").cases, {}, (), tuple(faults))
    assert History.from_json(json.loads(json.dumps(asked.to_json()))) == asked


def test_a_history_that_was_saved_before_there_were_faults_is_still_read() -> None:
    data = history("POST", "/items").to_json()
    assert "faults" not in data
    assert History.from_json(data).faults == ()
