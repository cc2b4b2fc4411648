"""The project checks: each on a manifest that breaks it and on one that keeps it, in serverless.yml and in SAM."""

import json
from pathlib import Path

import pytest
import time_machine

import lambdatest
from lambdatest.engine.options import Options
from lambdatest.engine.suppression import sifted
from lambdatest.finding import FunctionResult, Report
from lambdatest.project_checks import PROJECT_CHECKS, project_checks
from lambdatest.project_checks.runtime_deprecated import MADE, PYTHON
from strategies.project_case import BAD, CANARY, CODE, DEPLOYED, GOOD, HTTP, READS, TABLE, USES, sls


@pytest.fixture(autouse=True)
def today():
    """The day on which the table of runtimes was made: later on more of them are deprecated."""
    with time_machine.travel(MADE, tick=True):
        yield


def found(folder: Path, manifest: str, files: dict[str, str] | None = None, *, only: str = "", **options):
    """What all checks, or the one called *only*, find in a project of that manifest."""
    name = "template.yaml" if manifest.startswith("Transform") else "serverless.yml"
    (folder / name).write_text(manifest)
    code = {"app.py": CODE} if name == "serverless.yml" else {"src/app.py": CODE}
    for path, text in {**code, **(files or {})}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    kept, _ = project_checks(lambdatest.load(folder / name, **options))
    return [one for one in kept if not only or one.check == only]


@pytest.mark.parametrize(("check", "manifest", "files", "severity"), [(check, *case) for check, cases in BAD.items() for case in cases])
def test_what_breaks_a_check_is_found(tmp_path, check, manifest, files, severity):
    hits = found(tmp_path, manifest, files, only=check)
    assert [one.severity for one in hits] == [severity], found(tmp_path, manifest, files)
    for one in hits:
        lines = (tmp_path / one.location.file).read_text().splitlines()
        assert 1 <= one.location.line <= len(lines)
        assert one.message and one.remedy and one.url.startswith("https://")


@pytest.mark.parametrize(("check", "manifest", "files"), [(check, *case) for check, cases in GOOD.items() for case in cases])
def test_what_keeps_a_check_is_left_alone(tmp_path, check, manifest, files):
    assert found(tmp_path, manifest, files, only=check) == []


def test_every_check_has_a_manifest_that_breaks_it_and_one_that_keeps_it():
    assert set(BAD) == set(GOOD) == set(PROJECT_CHECKS)


def test_a_project_that_keeps_everything_has_no_finding(tmp_path):
    manifest = sls("environment: {TABLE: todos}\n" + HTTP, top="package: {patterns: ['!**', '*.py']}", resources=TABLE)
    assert found(tmp_path, manifest, {"app.py": USES, "tests/test_app.py": ""}) == []


def test_the_gravest_findings_come_first_and_say_where_and_what_to_do(tmp_path):
    hits = found(tmp_path, sls(f"timeout: 30\n{HTTP}"), {"app.py": READS})
    assert [str(one) for one in hits] == [
        "app.py:2: failure: api reads the variable TABLE, which serverless.yml:7 does not declare; add TABLE to its environment "
        "[variable_not_declared]",
        "serverless.yml:7: warning: api may run for 30 s, and a REST API waits for 29 s (GET /todos); set the timeout to at most 29, "
        "or move the work behind a queue [timeout_above_limit]",
    ]


def test_a_comment_with_a_reason_keeps_a_finding_out(tmp_path):
    manifest = sls(f"timeout: 30\n{HTTP}")
    ignored = manifest.replace("  api:", "  api:  # lambdatest: ignore[timeout_above_limit] the client polls")
    assert found(tmp_path, ignored) == []
    above = manifest.replace("  api:", "  # lambdatest: ignore[timeout_above_limit, plain_secret] the client polls\n  api:")
    assert found(tmp_path, above) == []
    _, suppressed = project_checks(lambdatest.load(tmp_path))
    assert [(one.check, one.function, one.reason, one.place) for one in suppressed] == [
        ("timeout_above_limit", "api", "the client polls", "serverless.yml:7")]
    for comment in ("ignore[timeout_above_limit]", "ignore[plain_secret] the client polls", "ignore the client polls"):
        assert len(found(tmp_path, manifest.replace("  api:", f"  api:  # lambdatest: {comment}"))) == 1


def test_a_comment_in_the_code_and_a_setting_keep_a_finding_out(tmp_path):
    told = READS.replace("['TABLE']", "['TABLE']  # lambdatest: ignore[variable_not_declared] the pipeline sets it")
    assert found(tmp_path, sls(), {"app.py": told}) == []
    (tmp_path / "app.py").write_text(READS)
    kept, suppressed = project_checks(lambdatest.load(tmp_path), {"variable_not_declared": "the pipeline sets it"})
    assert (kept, suppressed[0].place) == ((), "[tool.lambdatest.ignore]")
    kept, suppressed = project_checks(lambdatest.load(tmp_path), {}, {"api": {"variable_not_declared": "the pipeline sets it"}})
    assert (kept, suppressed[0].place) == ((), "[tool.lambdatest.functions.api]")
    assert len(project_checks(lambdatest.load(tmp_path), {"plain_secret": "x"}, {"other": {"variable_not_declared": "x"}})[0]) == 1


def test_a_comment_about_a_project_check_says_nothing_to_the_search(tmp_path):
    comment = "# lambdatest: ignore[%s] the pipeline sets it"
    manifest = sls(HTTP)
    found(tmp_path, manifest, {"app.py": READS.replace("['TABLE']", f"['TABLE']  {comment % 'variable_not_declared'}")})
    project = lambdatest.load(tmp_path)
    report = Report(1, "serverless.yml", "serverless", "todos", (FunctionResult("api", "app.handler", "passed", triggers=(1,)),), ())
    assert sifted(report, project, Options()).notes == ()
    (tmp_path / "app.py").write_text(READS.replace("['TABLE']", f"['TABLE']  {comment % 'variable_not_declarde'}"))
    assert "did you mean 'variable_not_declared'?" in sifted(report, project, Options()).notes[0]


def test_a_comment_behind_the_line_above_is_about_that_line_alone(tmp_path):
    manifest = sls(f"timeout: 30\n{HTTP}").replace("functions:", "functions:  # lambdatest: ignore[timeout_above_limit] x")
    assert len(found(tmp_path, manifest)) == 1


def test_the_stage_that_was_given_decides_about_alarms(tmp_path):
    manifest = sls(DEPLOYED % "ApiFunctionErrorsAlarm", top=f"{CANARY}\n    stages: [prod]")
    assert found(tmp_path, manifest, only="alarm_not_created", stage="prod") == []
    assert len(found(tmp_path, manifest, only="alarm_not_created", stage="test")) == 1


def test_projects_that_no_file_declares_have_nothing_to_say(tmp_path):
    (tmp_path / "app.py").write_text(CODE)
    assert project_checks(lambdatest.from_function(f"{tmp_path}/app.py:handler")) == ((), ())


@pytest.mark.parametrize(("day", "said"), [("2026-06-01", False), ("2026-11-01", True), ("2030-01-01", True)])
def test_a_runtime_is_deprecated_from_its_day_on(tmp_path, day, said):
    manifest = sls().replace("3.13", "3.10")
    with time_machine.travel(day, tick=False):
        assert [one.severity for one in found(tmp_path, manifest, only="runtime_deprecated")] == ["warning"] * said


@pytest.mark.gates
def test_the_dates_of_runtimes_are_those_that_cfn_lint_knows():
    cfnlint = pytest.importorskip("cfnlint")
    file = Path(cfnlint.__file__).parent / "data" / "AdditionalSpecs" / "LmbdRuntimeLifecycle.json"
    known = json.loads(file.read_text())
    assert {name: (known[name]["deprecated"], known[name]["update-block"]) for name in PYTHON} == PYTHON
