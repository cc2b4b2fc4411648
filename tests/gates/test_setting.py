"""[tool.lambdatest.gates]: which gates run, where a setting that cannot be used stands, and which files are looked at."""

import sys

import pytest

from lambdatest.errors import LambdatestError
from lambdatest.gates import NoEvidence, Site
from lambdatest.gates.configured import configured
from lambdatest.gates.run import chosen
from lambdatest.gates.setting import choice, line_of
from lambdatest.gates.source import handlers, sources


def settings(shop, text):
    (shop / "pyproject.toml").write_text(text)
    return choice(shop)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.lambdatest.gates]\nrum = []", "pyproject.toml:2: [tool.lambdatest.gates] there is no setting 'rum'; did you mean 'run'?"),
        ("[tool.lambdatest.gates]\n\nrun = ['pylnt']", "pyproject.toml:3: [tool.lambdatest.gates] there is no gate 'pylnt'; did you mean"),
        ("[tool.lambdatest.gates]\nrun = 'pylint'", "pyproject.toml:2: [tool.lambdatest.gates] run='pylint' is not a list of strings"),
        ("[tool.lambdatest.gates.coverage]\nlines = 101", ":2: [tool.lambdatest.gates.coverage] lines=101 is not a percentage"),
        ("[tool.lambdatest.gates.coverage]\nlines = true", ":2: [tool.lambdatest.gates.coverage] lines=True is not a percentage"),
        ("[tool.lambdatest.gates]\npylint = 3", "pyproject.toml:2: [tool.lambdatest.gates] pylint=3 is not a table"),
        ("[tool.lambdatest.gates]\npylint = {fail-on = 'bad'}", ":2: [tool.lambdatest.gates.pylint] fail-on='bad' is not one of"),
        ("[tool.lambdatest.gates]\npylint.fail-on = []", ":2: [tool.lambdatest.gates.pylint] fail-on=[] is not one of"),
        ("[tool.lambdatest.gates.snyk]\nscans = ['x']", ":2: [tool.lambdatest.gates.snyk] scans=['x'] is not a list of some of"),
        ("[tool.lambdatest]\ngates = 3", "[tool.lambdatest] gates=3 is not a table"),
    ],
)  # fmt: skip
def test_a_bad_setting_is_one_line_with_its_place(shop, text, words):
    with pytest.raises(LambdatestError) as raised:
        settings(shop, text)
    assert words in str(raised.value) and "\n" not in str(raised.value)


def test_a_setting_is_found_below_its_table_and_not_above_it():
    text = "[a]\nlines = 1\n[tool.lambdatest.gates.coverage]\n# x\nlines = 2\n[b]\nlines = 3\n"
    assert line_of(text, "tool.lambdatest.gates.coverage", "lines") == 5


def test_without_settings_every_gate_runs_that_has_something_to_say(shop):
    found, left = chosen(choice(shop), [], sys.executable)
    assert {"tests", "coverage", "pylint", "flake8", "bandit", "pip-audit", "snyk", "fuzz"} <= set(found)
    assert {one.gate for one in left} == {"cfn-lint", "snyk-monitor"}


def test_run_skip_and_names_choose(shop):
    found = settings(shop, "[tool.lambdatest.gates]\nrun = ['pylint', 'flake8', 'cfn-lint']\nskip = ['flake8']\n")
    assert chosen(found, [], sys.executable)[0] == ["pylint"]
    assert chosen(found, ["bandit", "cfn-lint"], sys.executable) == (["bandit", "cfn-lint"], [])
    assert chosen(found, [], sys.executable, "flake8") == ([], [])


def test_a_snapshot_needs_the_whole_build_and_no_environment_of_tox_has_that(shop, monkeypatch):
    monkeypatch.setenv("GITHUB_REF", "refs/heads/main")
    monkeypatch.delenv("CODEBUILD_WEBHOOK_HEAD_REF", raising=False)
    found = settings(shop, "[tool.lambdatest.gates]\nrun = ['bandit', 'snyk-monitor']\n")
    assert chosen(found, [], sys.executable)[0] == ["bandit", "snyk-monitor"]
    names, left = chosen(found, [], sys.executable, "security")
    assert names == ["bandit"] and "whole build" in left[0].why


def test_a_template_of_sam_is_linted(shop):
    (shop / "serverless.yml").unlink()
    (shop / "template.yaml").write_text("Transform: AWS::Serverless-2016-10-31\nResources: {}\n")
    assert "cfn-lint" in chosen(choice(shop), [], sys.executable)[0]


def test_templates_that_are_named_and_not_there_are_not_left_out(shop):
    found = settings(shop, "[tool.lambdatest.gates.cfn-lint]\ntemplates = ['moved.yaml']\n")
    names, left = chosen(found, [], sys.executable)
    assert "cfn-lint" in names and [one.gate for one in left] == ["snyk-monitor"]


def site(shop, **own):
    return Site("pylint", shop, shop / "reports", sys.executable, own)


def names(shop, found):
    return [str(path.relative_to(shop.resolve())) for path in found]


def test_the_code_is_the_package_of_the_handler_where_its_root_is_the_projects(shop):
    (shop / "other.py").write_text("x = 1\n")
    assert names(shop, sources(site(shop))) == ["shop/__init__.py", "shop/order.py"]
    assert names(shop, handlers(site(shop))) == ["shop/order.py"]


def test_the_code_is_every_module_beside_a_handler_at_the_root(shop):
    text = "service: s\nprovider: {name: aws, runtime: python3.12}\nfunctions: {f: {handler: app.f}}\n"
    (shop / "serverless.yml").write_text(text)
    for name in ("app.py", "store.py", "test_app.py", "conftest.py", "setup.py"):
        (shop / name).write_text("x = 1\n")
    assert names(shop, sources(site(shop))) == ["app.py", "store.py"]


def test_the_code_is_the_folder_of_a_function_that_has_its_own(shop):
    (shop / "serverless.yml").unlink()
    (shop / "template.yaml").write_text(
        "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n"
        "    Properties: {Runtime: python3.12, Handler: notes.f, CodeUri: src/}\n"
    )
    for name in ("src/notes.py", "src/deep/er.py", "src/tests/test_x.py", "src/.venv/x.py", "src/env/lib/y.py"):
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_text("x = 1\n")
    (shop / "src" / "env" / "pyvenv.cfg").write_text("")
    assert names(shop, sources(site(shop))) == ["src/deep/er.py", "src/notes.py"]


def test_paths_and_exclude_choose_the_code(shop):
    named = site(shop, paths=["tests", "shop/order.py"])  # what is named is looked at whole, tests included
    assert names(shop, sources(named)) == ["shop/order.py", "tests/test_order.py"]
    assert names(shop, sources(site(shop, exclude=["shop/order.py"]))) == ["shop/__init__.py"]
    with pytest.raises(NoEvidence, match="no Python file"):
        sources(site(shop, exclude=["shop"]))
    with pytest.raises(NoEvidence, match="elsewhere is not there"):
        sources(site(shop, paths=["elsewhere"]))


def test_a_handler_whose_code_is_nowhere_is_no_evidence(shop):
    (shop / "serverless.yml").write_text(
        "service: s\nprovider: {name: aws, runtime: python3.12}\nfunctions: {f: {handler: shop/order.order}, g: {handler: gone.g}}\n"
    )
    with pytest.raises(NoEvidence, match="there is no gone.py and no folder gone"):
        sources(site(shop))


def test_a_project_that_cannot_be_read_is_no_evidence(shop):
    (shop / "serverless.yml").write_text("a: [")
    with pytest.raises(NoEvidence, match="the project cannot be read"):
        sources(site(shop))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [(".flake8", "", True), ("setup.cfg", "[flake8]\nx=1\n", True), ("tox.ini", "[tox]\n", False), ("setup.cfg", "no section", False),
     ("pyproject.toml", "[tool.flake8]\n", True)],
)  # fmt: skip
def test_settings_of_a_users_own_are_seen(tmp_path, name, text, expected):
    (tmp_path / name).write_text(text)
    assert configured(tmp_path, (".flake8",), "flake8") is expected
