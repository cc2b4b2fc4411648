"""Whatever a Terraform file holds, it is read within seconds or refused in one line with its place."""

import json
import sys
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lambdatest.errors import ProjectError
from lambdatest.project import load

pytestmark = pytest.mark.once

FUNCTION = '''resource "aws_lambda_function" "f" {{
  function_name = "f"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "a.zip"
  environment {{
    variables = {{ A = {} }}
  }}
}}
'''


def read(folder, text, name="main.tf"):
    """The project of *text*, or the one line that refuses it; never anything else, and never later than AWS would."""
    (folder / name).write_text(text, encoding="utf-8")
    begin = time.process_time()
    try:
        return load(folder)
    except ProjectError as error:
        assert "\n" not in str(error)
        return str(error)
    finally:
        assert time.process_time() - begin < (20 if sys.gettrace() else 5)  # coverage traces each step


def doubled(first, step):
    """Local values, each made of the one before it."""
    lines = [f"  a0 = {first}", *(f"  a{at + 1} = {step.format(at)}" for at in range(25))]
    return "locals {\n" + "\n".join(lines) + "\n}\n"


@pytest.mark.parametrize(("text", "line"), [
    ('resource "a" "b" {\n  x = [1,\n}\n', "main.tf:3: not HCL: unexpected '}'; check braces, quotes and commas (terraform fmt)"),
    ('resource "a" "b" {\n',
     "main.tf:2: not HCL: a block, a text or a bracket has no end; check braces, quotes and commas (terraform fmt)"),
    ("locals {\n  a = local.b\n  b = local.a\n}\n" + FUNCTION.format("local.a"),
     "main.tf:2: local.a -> local.b -> local.a is a circle; let one of them not depend on the others"),
    ('module "m" {\n  source = "."\n}\n', "main.tf:1: modules are called more than 20 deep; look for one that calls itself"),
    ('module "m" {\n  source = "./nope"\n}\n',
     "main.tf:1: module m: there is no Terraform file in the folder nope; correct its source"),
    ('module "m" {\n}\n', 'main.tf:1: module m has no source; write source = "./folder"'),
    ('resource "aws_sqs_queue" {\n}\n', 'main.tf:1: a block resource has 1 labels; write resource "type" "name" { … }'),
    ('resource "aws_sqs_queue" "q" {\n  count = 1000000000\n}\n',
     "main.tf:1: count of aws_sqs_queue.q is 1000000000; write a whole number"),
    ("x = " + "[\n" * 5000, "main.tf:101: nested more than 100 deep; flatten it; no Terraform file needs that"),
    ("x = " + "[1, 2, 3],\n" * 20000,
     "main.tf: with it, the configuration holds more than 60,000 marks; name its plan (terraform show -json)"),
    ('x = "a\0b"\n', "main.tf:1: holds the character '\\x00', which no text file has; remove it, or name the IaC file"),
    (doubled('"aaaaaaaaaa"', '"${{local.a{0}}}${{local.a{0}}}"') + FUNCTION.format("local.a25"), None),
    (doubled("range(9999)", "concat(local.a{0}, local.a{0})") + FUNCTION.format("length(local.a25)"), None),
    (doubled("1", "[local.a{0}, local.a{0}]") + FUNCTION.format("local.a25"), None),
    (doubled("range(9999)", "local.a0") + FUNCTION.format("length([for a in local.a0: contains(local.a1, a)])"), None),
    (FUNCTION.format('"%{ for a in range(9999) }%{ for b in range(9999) }x%{ endfor }%{ endfor }"'), None),
    (FUNCTION.format("length([for a in range(9999): [for b in range(9999): a]])"),
     "main.tf:7: variables or intrinsics expand to more than 400,000 values here; look for one that multiplies others"),
])
def test_a_file_that_is_wrong_is_refused_in_one_line_with_its_place_and_the_remedy(tmp_path, text, line):
    refused = read(tmp_path, text)
    assert refused == line if line else "expand to more than" in refused


@pytest.mark.parametrize("expression", [
    "9" * 5000, "1e999999999", "pow(10, 1000000)", 'format("%999999999d", 1)', 'regex("(a|aa)+$", "' + "a" * 60 + '!")',
    'file("/etc/passwd")', 'file("~/.ssh/id_rsa")', 'file("../../../../../../etc/passwd")', 'filebase64("nowhere")', "var.nowhere",
    "module.nowhere.x", "aws_sqs_queue.nowhere.arn", "nothing", "local.nowhere", "data.aws_ami.nowhere.id", "tonumber([])", "merge(1)",
    '"${', "each.key", 'yamldecode("&a [*a]")', 'jsondecode("{")', 'templatefile("nowhere", {})', "range(0, 1, 0)",
    "setproduct(range(999), range(999))", '"%{ if true }"', "null.x", "[1][5]", "{}.x", 'cidrsubnet("10.0.0.0/8", 99, 1)',
    'formatdate("x", "y")', 'templatefile()', 'csvdecode("a,b\\n1")',
])
def test_an_expression_that_has_no_value_spares_its_function(tmp_path, expression):
    found = read(tmp_path, FUNCTION.format(expression))
    if isinstance(found, str):
        assert found.startswith("main.tf:7: not HCL")
    else:
        assert [one.name for one in found.functions] == ["f"]
        assert any(str(note).startswith("main.tf:7: A cannot be known") for note in found.notes)


def test_an_argument_that_is_written_twice_is_noted_and_the_last_one_stands(tmp_path):
    twice = FUNCTION.format(1).replace("  handler", "  timeout = 7\n  timeout = 9\n  handler")
    twice = twice.replace("    variables", "    a = 1\n    a = 2\n  variables")
    found = read(tmp_path, twice + "locals {\n  a = 1\n}\nlocals {\n  b = { a = 1 }\n}\n")
    assert (found.functions[0].timeout, [str(note) for note in found.notes if "twice" in note.message]) == (9, [
        f"main.tf:{line}: {name} is written twice, which Terraform refuses; this one stands" for line, name in ((5, "timeout"), (10, "a"))])


def test_what_is_declared_twice_is_noted_and_stands_once(tmp_path):
    found = read(tmp_path, FUNCTION.format(1) + FUNCTION.format(2))
    assert [one.environment for one in found.functions] == [{"A": "1"}]
    assert str(found.notes[0]) == (
        "main.tf:10: resource.aws_lambda_function.f is declared twice, which Terraform refuses; the one at main.tf:1 stands")


@pytest.mark.parametrize("text", [
    '{"resource": {"aws_lambda_function": [1]}}', '{"locals": 5}', '{"module": {"m": {}}}', "[]", "{",
    '{"resource": {"a": {"b": {"c": "${"}}}}', '{"variable": {"v": {"type": 5}}, "resource": {"a": {"b": {"count": "${var.v}"}}}}',
])
def test_json_that_is_no_configuration_is_refused_or_harmless(tmp_path, text):
    found = read(tmp_path, text, "main.tf.json")
    assert found.startswith("main.tf.json:1: ") if isinstance(found, str) else found.functions == ()


@pytest.mark.parametrize("more", [
    {}, {"root_module": 5}, {"root_module": {"resources": 5, "child_modules": "x"}}, {"root_module": {"resources": [5, {"values": 5}]}},
])
def test_what_is_no_part_of_a_plan_is_passed_by(tmp_path, more):
    provider = {"aws": {"expressions": {"region": {"references": 1}}}}
    wrong = {"root_module": {"module_calls": [], "resources": 5}, "provider_config": provider}
    plan = {"planned_values": more, "configuration": wrong, "variables": [], "resource_changes": [5], "prior_state": 5}
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert load(tmp_path / "plan.json").functions == ()


PIECES = st.sampled_from([
    'resource "aws_lambda_function" "f" {', 'resource "aws_dynamodb_table" "t" {', 'data "archive_file" "a" {', "locals {",
    'dynamic "attribute" {', "content {", 'variable "v" {', 'module "m" {', 'output "o" {', "}", "{", "[", "]", "(", ")", "\n", " = ", "a",
    "name", "for_each", "count", "hash_key", "handler", "source", "default", "type", '"x"', '"${', '}"', '"%{ if ', "<<EOT\n", "EOT\n",
    "local.a", "var.v", "aws_dynamodb_table.t", ".arn", "[*]", "for x in", ":", "=>", "...", "?", "1", "-1", "null", "true", ",", "#", "/*",
    "toset(", "jsonencode(", "é", "\\",
])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25))
@example(['resource "aws_lambda_function" "f" {', "\n", "name", " = ", "[", "]", "\n", "}"])
def test_any_heap_of_pieces_is_read_or_refused(tmp_path_factory, pieces):
    found = read(tmp_path_factory.mktemp("pieces"), "".join(pieces) + "\n")
    assert found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_configuration_with_a_piece_cut_out_is_read_or_refused(tmp_path_factory, data):
    text = FUNCTION.format('join(",", [for k, v in { a = "b" } : "${k}-${v}"])') + doubled('"x"', "local.a{0}")
    begin = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(begin, min(len(text), begin + 40)))
    assert read(tmp_path_factory.mktemp("cut"), text[:begin] + text[end:])
