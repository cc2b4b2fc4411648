"""Expressions of Terraform: the reader against ``terraform`` itself, which needs no provider for locals and outputs."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lambdatest.model import Location
from lambdatest.readers.location import Notes
from lambdatest.readers.source import Settings
from lambdatest.readers.terraform.configuration import configuration
from lambdatest.readers.terraform.value import plain

TOP = Location("main.tf", 1)
EXPRESSIONS = Path(__file__).parent / "terraform-expressions.txt"
PREAMBLE = '''
variable "name" { default = "orders" }
variable "count_of" { type = number }
variable "tags" { type = map(string) }
variable "sizes" {
  type    = list(object({ name = string, size = optional(number, 3) }))
  default = [{ name = "a", size = 1 }, { name = "b" }]
}
variable "words" {
  type    = set(string)
  default = ["b", "a", "b"]
}
locals {
  map  = { one = 1, two = 2, "three-3" = 3 }
  list = ["x", "y", "z"]
  deep = { a = { b = [{ c = "d" }, { c = "e" }] } }
}
module "child" {
  source   = "./child"
  for_each = toset(["k", "l"])
  value    = each.key
}
module "counted" {
  source = "./child"
  count  = 2
  value  = "n${count.index}"
}
'''
FILES = {
    "child/main.tf": '''
variable "value" {}
variable "more" { default = { on = true } }
locals { shout = upper(var.value) }
output "shout" { value = local.shout }
output "all" { value = { path = path.module, value = var.value, more = var.more.on } }
''',
    "child/hello.tftpl": (
        "Hello ${name}!\n%{ for word in words ~}\n- ${word}\n%{ endfor ~}\n%{ if length(words) > 1 }many%{ else }few%{ endif }\n"),
    "terraform.tfvars": 'count_of = "3"\ntags = { team = "one" }\n',
    "z.auto.tfvars.json": '{"tags": {"team": "two", "cost": 5}}',
    "data.json": '{"list": [1, 2.5, {"k": null}], "text": "é<&>"}',
    "data.yaml": "a: 1\nb: [x, 1.5, true, null]\n",
    "folder/a.txt": "A\n", "folder/b/c.txt": "C", "folder/b/d.md": "D",
}


def lacking(what):
    """Skip the test, or fail it where every tool has to be there."""
    (pytest.fail if os.environ.get("LAMBDATEST_REQUIRE_TOOLS") else pytest.skip)(what)


def terraform():
    """The path of the tool, without which the test is `lacking`."""
    return shutil.which("terraform") or lacking("terraform is not on the PATH")


def run(tool, folder, *arguments):
    """What ``terraform`` prints."""
    environment = {**os.environ, "TF_CLI_CONFIG_FILE": os.devnull, "CHECKPOINT_DISABLE": "1"}
    done = subprocess.run([tool, *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def planned(tool, folder):
    """The outputs of the configuration in *folder*, as Terraform plans them."""
    run(tool, folder, "init", "-no-color")
    run(tool, folder, "plan", "-no-color", "-out=tfplan")
    outputs = json.loads(run(tool, folder, "show", "-json", "tfplan"))["planned_values"]["outputs"]
    return {name: one.get("value") for name, one in outputs.items()}


def written(folder, expressions):
    """A configuration with an output an expression."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    outputs = "".join(f"output \"o{number}\" {{\n  value = {text}\n}}\n" for number, text in enumerate(expressions))
    (folder / "main.tf").write_text(PREAMBLE + outputs, encoding="utf-8")
    return folder


def ours(folder):
    """The same outputs, as the reader evaluates them, and what it noted."""
    notes = Notes()
    module = configuration(folder, Settings(), notes, "stack")
    found = {block.labels[0]: plain(module.output(block.labels[0], TOP), TOP) for block in module.of("output")}
    return found, notes.all()


def same(first, second):
    """Equality of JSON, where 1 and 1.0 are one number and true is none."""
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same, first, second))
    return first == second and isinstance(first, bool) == isinstance(second, bool)


def test_every_expression_has_the_value_that_terraform_gives_it(tmp_path):
    tool = terraform()
    expressions = [text for text in EXPRESSIONS.read_text(encoding="utf-8").split("\n---\n") if text.strip()]
    folder = written(tmp_path, expressions)
    theirs = planned(tool, folder)
    mine, notes = ours(folder)
    assert len(expressions) > 120
    wrong = {
        expressions[int(name[1:])]: (mine[name], value) for name, value in theirs.items() if not same(mine[name], value)}
    assert wrong == {}
    assert notes == ()


SCALARS = st.one_of(
    st.integers(-1000, 1000).map(str),
    st.sampled_from(("true", "false", "null", "1.5", '"a"', '"B c"', '""', "var.name", "local.map.two")),
)


def expressions_of(inner):
    """Expressions that hold *inner* ones and have a value, whatever that is."""
    pairs = st.tuples(inner, inner)
    return st.one_of(
        st.lists(inner, max_size=3).map(lambda found: f"[{', '.join(found)}]"),
        st.dictionaries(st.sampled_from(("k", "l", "m")), inner, max_size=3).map(
            lambda found: "{" + ", ".join(f"{key} = {one}" for key, one in found.items()) + "}"),
        pairs.map(lambda two: f"({two[0]} == {two[1]} ? \"same\" : \"other\")"),
        pairs.map(lambda two: f"try(tostring({two[0]}), jsonencode({two[1]}))"),
        inner.map(lambda one: f"can(length({one}))"),
        inner.map(lambda one: f"jsonencode({one})"),
        inner.map(lambda one: f"try([for x in {one} : jsonencode(x)], [])"),
        inner.map(lambda one: f"try({one} + 1, {one} && true, \"no\")"),
        inner.map(lambda one: f"try(merge({one}, {{ z = 1 }}), concat({one}, [0]), 0)"),
        inner.map(lambda one: f"try(sha1(jsonencode({one})), null)"),
    )


def has_no_typed_null(text):
    """A null that is a string is none of a map's for Terraform; the reader does not imitate its static types."""
    return "tostring(null)" not in text


@pytest.mark.searches
@settings(max_examples=12, deadline=None)
@given(st.lists(st.recursive(SCALARS, expressions_of, max_leaves=12).filter(has_no_typed_null), min_size=10, max_size=30))
def test_expressions_that_nobody_wrote_have_the_value_that_terraform_gives_them(tmp_path_factory, expressions):
    tool = terraform()
    folder = written(tmp_path_factory.mktemp("expressions"), expressions)
    theirs = planned(tool, folder)
    mine, _ = ours(folder)
    assert {expressions[int(name[1:])]: (mine[name], value) for name, value in theirs.items() if not same(mine[name], value)} == {}
