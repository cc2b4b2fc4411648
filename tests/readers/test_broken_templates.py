"""Templates and assemblies that somebody broke: one line that says where, or a project."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest.errors import ProjectError
from strategies import iac

TEMPLATES = sorted((Path(__file__).parent / "templates").glob("*.yaml"))
DRAFTS = Path(__file__).parents[2] / "examples" / "drafts-cdk" / "cdk.out"
documents = st.sampled_from([
    *(iac.Document("template.yaml", path.read_text(encoding="utf-8"), {}, {}) for path in TEMPLATES),
    *(iac.Document(path.name, path.read_text(encoding="utf-8"), {}, {}) for path in sorted(DRAFTS.glob("*.json"))),
])
quiet = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@quiet
@given(broken=iac.mutated(documents))
def test_a_broken_file_is_one_line_with_its_place_or_a_project(tmp_path, broken):
    name, data = broken
    folder = tmp_path / "app"
    if not folder.exists():
        shutil.copytree(DRAFTS, folder / "cdk.out")
    path = folder / name if name == "template.yaml" else folder / "cdk.out" / name
    before = path.read_bytes() if path.exists() else None
    path.write_bytes(data)
    try:
        found = lambdatest.load(path if name == "template.yaml" else folder / "cdk.out" / "manifest.json")
        assert all(one.location.line >= 1 for one in found.functions)
    except ProjectError as error:
        text = str(error)
        assert "\n" not in text and "; " in text and text.isprintable()
    finally:
        path.unlink() if before is None else path.write_bytes(before)


@pytest.mark.parametrize("line", range(1, 26, 4))
def test_a_line_that_is_left_out_is_no_traceback(tmp_path, line):
    for template in TEMPLATES:
        lines = template.read_text(encoding="utf-8").splitlines()
        (tmp_path / "template.yaml").write_text("\n".join(lines[:line] + lines[line + 1:]), encoding="utf-8")
        try:
            lambdatest.load(tmp_path)
        except ProjectError as error:
            assert str(error).startswith("template.yaml:"), error


def test_templates_that_are_too_large_together_are_refused(tmp_path):
    text = "Description: " + "x" * 1_900_000 + "\nResources: {Q: {Type: AWS::SQS::Queue}}\n"
    for name in "ABC":
        (tmp_path / f"{name}.yaml").write_text(text)
    resources = "".join(f"  {name}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: {name}.yaml}}}}\n" for name in "ABC")
    (tmp_path / "template.yaml").write_text(f"Resources:\n{resources}")
    with pytest.raises(ProjectError, match=r"C.yaml:1: the templates of all stacks are larger than 4,000,000 bytes together"):
        lambdatest.load(tmp_path / "template.yaml")
