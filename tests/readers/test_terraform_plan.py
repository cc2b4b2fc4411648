"""Fourteen configurations of our own making: what is read from their HCL is what is read from Terraform's own plan of them."""

import os
import shutil
from pathlib import Path

import pytest

from lambdatest.project import load
from tests.readers.test_terraform_expressions import lacking, run, terraform

FOLDERS = Path(__file__).parent / "terraform"
NAMES = sorted(folder.name for folder in FOLDERS.iterdir() if folder.is_dir())
PROVIDER = "registry.terraform.io/hashicorp/aws"
ROOT = '''
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region                      = "eu-central-1"
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_region_validation      = true
  skip_requesting_account_id  = true
}
'''
UNTOLD = {"worker", "settings", "page", "thumbnail"}
"""Functions whose environment holds what is known after the apply: Terraform's plan leaves out all of it then."""


def plugins():
    """A folder with the provider of AWS, which Terraform then needs no registry for; None where no folder has it."""
    named = [Path(given) for given in os.environ.get("LAMBDATEST_TERRAFORM_PLUGINS", "").split(os.pathsep) if given]
    # https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
    implied = [Path.home() / ".terraform.d/plugins", Path("/usr/local/share/terraform/plugins"), Path("/usr/share/terraform/plugins")]
    return next((one for one in (*named, *implied, *Path("/opt").glob("*")) if (one / PROVIDER).is_dir()), None)


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    """A configuration that calls every folder as a module: the project of its HCL, of its plan beside it, of its plan alone."""
    tool, mirror = terraform(), plugins()
    if mirror is None:
        lacking("no folder has Terraform's provider of AWS; name one in LAMBDATEST_TERRAFORM_PLUGINS")
    top, alone = tmp_path_factory.mktemp("with") / "all", tmp_path_factory.mktemp("without") / "all"
    shutil.copytree(FOLDERS, top)
    alone.mkdir()
    calls = "".join(f'module "{name}" {{\n  source = "./{name}"\n}}\n' for name in NAMES)
    (top / "main.tf").write_text(ROOT + calls, encoding="utf-8")
    run(tool, top, "init", "-no-color", f"-plugin-dir={mirror}")
    run(tool, top, "plan", "-no-color", "-refresh=false", "-out=tfplan")
    text = run(tool, top, "show", "-json", "tfplan")
    for folder in (top, alone):
        (folder / "plan.json").write_text(text, encoding="utf-8")
    return load(top), load(top / "plan.json"), load(alone / "plan.json")


def functions(project, module, without=()):
    """What matters of the functions of one module."""
    return {
        one.name: (
            one.deployed_name, one.handler, one.runtime, one.timeout, one.memory, one.skipped,
            None if set(one.name.split(".")) & set(without) else dict(one.environment),
            sorted((trigger.kind, trigger.label) for trigger in one.triggers), _sorted(one.statements),
        )
        for one in project.functions if one.location.file.startswith((f"{module}/", "plan.json")) and (
            one.name.split(".")[0] == module or module == one.name)
    }


def _sorted(value):
    """The same without the order of what has none in a policy."""
    if isinstance(value, dict):
        return {key: _sorted(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return sorted((_sorted(one) for one in value), key=str)
    return value


def resources(project, module):
    """The resources of one module by their logical id."""
    prefix = f"module.{module}."
    return {one.logical_id: (one.type, one.identity, one.properties) for one in project.resources if one.logical_id.startswith(prefix)}


def missing(mine, theirs, path=""):
    """What of *mine* is not the same in *theirs*, which may hold more: the provider's defaults."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return [text for key in mine for text in (
            missing(mine[key], theirs[key], f"{path}.{key}") if key in theirs else [f"{path}.{key} is not planned"])]
    if isinstance(mine, list | tuple) and isinstance(theirs, list | tuple) and len(mine) == len(theirs):
        if all(isinstance(one, dict) and "AttributeName" in one for one in mine):
            mine, theirs = (sorted(one, key=lambda each: each["AttributeName"]) for one in (mine, theirs))
        return [text for at, one in enumerate(mine) for text in missing(one, theirs[at], f"{path}[{at}]")]
    return [] if mine == theirs else [f"{path}: {mine!r} is planned as {theirs!r}"]


@pytest.mark.searches
@pytest.mark.parametrize("name", NAMES)
def test_a_configuration_is_read_as_terraform_plans_it(planned, name):
    written, beside, bare = planned
    assert (written.region, beside.region, bare.region) == ("eu-central-1",) * 3
    found = functions(written, name)
    assert found and found == functions(beside, name)
    assert functions(written, name, UNTOLD) == functions(bare, name, UNTOLD)
    assert resources(written, name).keys() == resources(beside, name).keys() == resources(bare, name).keys()
    assert resources(written, name), name
    assert missing(resources(written, name), resources(beside, name)) == []


@pytest.mark.searches
def test_the_tables_of_all_configurations_are_those_of_their_plan(planned):
    written, _, bare = planned
    mine, theirs = ({one.name: (one.keys, one.types, one.indexes, one.stream, one.ttl) for one in each.tables} for each in (written, bare))
    assert mine == theirs and len(mine) == 5


@pytest.mark.parametrize("name", NAMES)
def test_every_configuration_is_understood_as_a_whole(name):
    project = load(FOLDERS / name)
    assert [str(note) for note in project.notes] == []
    assert [str(unknown) for function in project.functions for unknown in function.unknown] == []
