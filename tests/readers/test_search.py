"""An IaC file that does not stand at the root of a repository is found, or those that do stand somewhere are named."""

from pathlib import Path

import pytest

from lambdatest.errors import ProjectError
from lambdatest.readers import find
from strategies.stranger import stranger

SERVERLESS = "service: x\nprovider: {name: aws, runtime: python3.12}\nfunctions:\n  api: {handler: app.handler}\n"
TEMPLATE = "Resources:\n  Api: {Type: 'AWS::Serverless::Function', Properties: {Handler: app.handler}}\n"
TERRAFORM = 'resource "aws_lambda_function" "api" {}\n'
MODULE = 'module "api" { source = "./modules/api" }\n'
STACK = '{"version": "36.0.0", "artifacts": {}}'


def put(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"backend/serverless.yml": SERVERLESS}, "backend/serverless.yml"),
        ({"infra/prod/template.yaml": TEMPLATE}, "infra/prod/template.yaml"),
        ({"terraform/lambda.tf": TERRAFORM, "terraform/main.tf": ""}, "terraform/main.tf"),
        ({"infra/main.tf": MODULE, "infra/modules/api/main.tf": TERRAFORM}, "infra/main.tf"),
        ({"modules/api/main.tf": TERRAFORM, "live/main.tf": TERRAFORM}, "live/main.tf"),
        ({"a/serverless.yml": SERVERLESS, "b/docker-compose.yml": "services: {}", "c/template.yaml": "Resources: {}"}, "a/serverless.yml"),
        ({"a/serverless.yml": SERVERLESS, "tests/serverless.yml": SERVERLESS, ".venv/serverless.yml": SERVERLESS}, "a/serverless.yml"),
        ({"cdk/cdk.json": "{}", "cdk/cdk.out/manifest.json": STACK, "cdk/cdk.out/cdk.out": "{}"}, "cdk/cdk.out/manifest.json"),
    ],
)
def test_the_one_folder_that_declares_functions_is_found(tmp_path: Path, files: dict[str, str], found: str) -> None:
    assert find(put(tmp_path, **files)) == tmp_path / found


def test_of_several_none_is_chosen(tmp_path: Path) -> None:
    put(tmp_path, **{f"services/{name}/serverless.yml": SERVERLESS for name in "ab"})
    with pytest.raises(ProjectError, match=r"no IaC file stands here, but below it \(services/a, services/b\); name one of these"):
        find(tmp_path)


@pytest.mark.parametrize(
    "files", [{"a/b/c/d/serverless.yml": SERVERLESS}, {"a/main.tf": 'resource "aws_s3_bucket" "b" {}'}, {"a/x.py": ""}]
)
def test_where_nothing_declares_functions_there_is_one_line(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(ProjectError, match="no IaC file stands here"):
        find(put(tmp_path, **files))


def test_what_cannot_be_read_is_passed_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = {"data/serverless.yml": SERVERLESS, "a/b/serverless.yml": SERVERLESS, "other/main.tf": TERRAFORM}
    put(tmp_path, **closed, **{"infra/template.yaml": TEMPLATE})
    for name in ("data", "a/b", "other/main.tf"):
        (tmp_path / name).chmod(0)
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)  # the folders above are closed to a stranger
    try:
        with stranger():
            assert find(Path()) == Path("infra/template.yaml")
    finally:
        for name in ("data", "a/b", "other/main.tf"):
            (tmp_path / name).chmod(0o755)


def test_a_file_of_a_cdk_app_leads_to_its_assembly(tmp_path: Path) -> None:
    put(tmp_path, **{"cdk/cdk.json": "{}", "cdk/stacks/api.py": "", "cdk/cdk.out/manifest.json": STACK, "cdk/cdk.out/cdk.out": "{}"})
    assert find(tmp_path / "cdk" / "stacks" / "api.py") == tmp_path / "cdk" / "cdk.out" / "manifest.json"


def test_one_that_was_not_synthesised_is_told_so(tmp_path: Path) -> None:
    put(tmp_path, **{"cdk/cdk.json": "{}", "cdk/api.py": ""})
    with pytest.raises(ProjectError, match="run: cdk synth"):
        find(tmp_path / "cdk" / "api.py")


def test_a_program_alone_is_no_iac_file(tmp_path: Path) -> None:
    put(tmp_path, **{"app.py": ""})
    with pytest.raises(ProjectError, match="is a program, which is not run; name a handler of it"):
        find(tmp_path / "app.py")
