"""Reading YAML and JSON: what the text means, where it stands, and what bad input gets."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lambdatest import readers
from lambdatest.errors import ProjectError
from lambdatest.readers.document import MAX_BYTES, load
from lambdatest.readers.location import Fields, plain
from lambdatest.readers.scalar import YAML_1_1, YAML_1_2
from strategies import iac

SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
TOP = "service: a\nprovider: {name: aws, runtime: python3.12}\n"
YAML_BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
TEXT_BOMB = TOP + "custom:\n  a0: x\n" + "".join(f"  a{n}: ${{self:custom.a{n - 1}}}${{self:custom.a{n - 1}}}\n" for n in range(1, 31))
LIST_BOMB = TOP + "custom:\n  a0: x\n" + "".join(f"  a{n}: {[f'${{self:custom.a{n - 1}}}'] * 2}\n" for n in range(1, 31))
USE = "functions: {f: {handler: a.b, environment: {V: '${self:custom.a30}'}}}\n"
NAME_BOMB = SAM + "  T0: {Type: AWS::DynamoDB::Table, Properties: {TableName: x}}\n" + "".join(
    f"  T{n}: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: !Sub '${{T{n - 1}}}${{T{n - 1}}}'}}}}\n" for n in range(1, 30)
)
BAD = [
    ("serverless.yml", "", "serverless.yml:1: this is an empty file"),
    ("serverless.yml", "- a\n", "serverless.yml:1: this is a list"),
    ("serverless.yml", "just text\n", "serverless.yml:1: this is 'just text'"),
    ("serverless.yml", YAML_BOMB, "more than 100,000 values (aliases count each time)"),
    ("serverless.yml", TEXT_BOMB + USE, "expand to more than 50,000 values"),
    ("serverless.yml", LIST_BOMB + USE, "expand to more than 50,000 values"),
    ("template.yaml", NAME_BOMB, "expand to more than 50,000 values"),
    ("serverless.yml", "a:\n  b: &a\n    c: *a\n", "serverless.yml:3: alias *a stands inside the value that it names"),
    ("serverless.yml", "[" * 5000, "serverless.yml:1: nested more than 100 deep"),
    ("serverless.yml", "\n" + "- " * 5000, "serverless.yml:2: nested more than 100 deep"),
    ("serverless.yml", "".join(" " * n + "a:\n" for n in range(5000))[:MAX_BYTES], "serverless.yml:101: nested more than 100 deep"),
    ("serverless.json", "[" * 100_000, "serverless.json:1: nested more than 100 deep"),
    ("serverless.json", '{"a":' * 200 + "1" + "}" * 200, "serverless.json:1: nested more than 100 deep"),
    ("serverless.yml", "a: 1\nb: 2\na: 3\n", "serverless.yml:3: key 'a' stands twice, first on line 1"),
    ("serverless.json", '{"a": 1,\n"a": 2}', "serverless.json:2: key 'a' stands twice, first on line 1"),
    ("serverless.yml", "service: a\nx: !Foo b\n", "serverless.yml:2: unknown tag '!Foo'"),
    ("serverless.yml", "x: !Refs b\n", "serverless.yml:1: unknown tag '!Refs'; did you mean '!Ref'?"),
    ("serverless.yml", "x: !!python/object/apply:os.system [ls]\n", "serverless.yml:1: unknown tag '!!python/object/apply:os.system'"),
    ("serverless.yml", "service: a\nx: *nothing\n", "serverless.yml:2: alias *nothing names nothing"),
    ("serverless.yml", "service: a\nx: " + "9" * 5000, "serverless.yml:2: a number of 5,000 digits"),
    ("serverless.json", '{"a": ' + "9" * 5000 + "}", "serverless.json:1: a number of 5,000 digits"),
    ("serverless.yml", b"service: a\nx: \xe9\n", "serverless.yml:2: not UTF-8 (byte 0xe9)"),
    ("serverless.yml", "service: a\n".encode("utf-16"), "serverless.yml:1: not UTF-8 (byte 0xff)"),
    ("serverless.yml", b"\x89PNG\r\n\x1a\n\x00\x00\x00", "serverless.yml:1: not UTF-8 (byte 0x89)"),
    ("serverless.yml", b"service: a\nx: a\x00b\n", "serverless.yml:2: holds the character '\\x00'"),
    ("serverless.yml", "a: b\n---\nc: d\n", "serverless.yml:2: a second document begins"),
    ("serverless.yml", "service: a\nx: b: c\n", "serverless.yml:2: not YAML: mapping values are not allowed"),
    ("serverless.yml", "%YAML " + "9" * 5000 + ".1\n---\na: b\n", "serverless.yml:1: not YAML"),
    ("serverless.yml", 'x: "\\U99999999"\n', "serverless.yml:1: not YAML"),
    ("serverless.yml", "? [a]\n: b\n", "serverless.yml:1: a key is a list"),
    ("serverless.yml", "x:\n  <<: 3\n", "serverless.yml:2: << merges 3"),
    ("serverless.yml", "x: " + "a" * MAX_BYTES, f"serverless.yml:1: is larger than {MAX_BYTES:,} bytes"),
    ("serverless.json", '{\n"a": }', "serverless.json:2: not JSON: Expecting value"),
    ("serverless.json", '{"a": NaN}', "serverless.json:1: not JSON: it holds NaN"),
    ("serverless.json", " \n", "serverless.json:1: this is an empty file"),
    ("template.yaml", "", "template.yaml:1: this is an empty file"),
    ("template.yaml", "Resources: {A: {Type: 1}}\n", "template.yaml:1: resource A is a mapping without a Type"),
]


@pytest.mark.parametrize(("name", "content", "message"), BAD, ids=[f"{n}-{message[:40]}" for n, (_, _, message) in enumerate(BAD)])
def test_bad_input_gets_one_line_with_the_place_and_a_remedy_at_once(tmp_path, name, content, message):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    begun = time.process_time()
    with pytest.raises(ProjectError) as caught:
        readers.read(file)
    text = str(caught.value)
    assert message in text and text.startswith(f"{name}:")
    assert "; " in text and "\n" not in text and len(text) < 400
    assert time.process_time() - begun < (6 if sys.gettrace() else 2)


def test_a_bomb_needs_less_than_500_megabytes_and_two_seconds(tmp_path):
    (tmp_path / "serverless.yml").write_text(YAML_BOMB)
    code = (
        "import resource, sys; from pathlib import Path; from lambdatest import readers; from lambdatest.errors import ProjectError\n"
        "resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))\n"
        "try: readers.read(Path(sys.argv[1]))\n"
        "except ProjectError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=20, check=False)
    assert "more than 100,000 values" in done.stdout, done.stderr


@pytest.mark.parametrize("target", ["missing.yml", ".", "folder\0"])
def test_a_path_without_an_iac_file_is_refused(tmp_path, target):
    with pytest.raises(ProjectError, match="name (an IaC file|the file)"):
        readers.read(tmp_path / target)


def test_a_configuration_that_is_a_program_is_refused_with_the_way_out(tmp_path):
    (tmp_path / "serverless.ts").write_text("export default {}")
    with pytest.raises(ProjectError, match="serverless print"):
        readers.find(tmp_path)


def test_the_file_of_a_folder_is_found_and_an_odd_name_is_told_by_its_keys(tmp_path):
    (tmp_path / "template.yaml").write_text(SAM + "  T: {Type: AWS::SNS::Topic}\n")
    assert readers.find(tmp_path).name == "template.yaml"
    (tmp_path / "serverless.yaml").write_text(TOP)
    assert readers.find(tmp_path).name == "serverless.yaml"
    odd = tmp_path / "api.yml"
    odd.write_text(SAM + "  T: {Type: AWS::SNS::Topic, Properties: {DisplayName: yes}}\n")
    service = readers.read(odd)
    assert (service.format, service.resources[0].properties["DisplayName"]) == ("sam", True)
    odd.write_text(TOP)
    assert readers.read(odd).format == "serverless"
    odd.write_text("hello: world\n")
    with pytest.raises(ProjectError, match="api.yml:1: this looks like neither serverless nor sam"):
        readers.read(odd)


def test_every_value_knows_its_line_also_in_flow_style_and_json(tmp_path):
    (tmp_path / "a.yml").write_text("x:\n  - 1\n  - {y: 2,\n     z: 3}\n\nq: |\n  text\n")
    (tmp_path / "a.json").write_text('{"x":\n  [1,\n  {"y": 2,\n "z": "a, b: {"}],\n\n"q": null}')
    tree, other = load(tmp_path / "a.yml", tmp_path), load(tmp_path / "a.json", tmp_path)
    for found in (tree, other):
        assert [found.place(key).line for key in "xq"] == [1, 6]
        assert [place.line for place in found["x"].places] == [2, 3]
        assert [found["x"][1].place(key).line for key in "yz"] == [3, 4]
    assert plain(other) == {"x": [1, {"y": 2, "z": "a, b: {"}], "q": None}


def test_short_tags_become_the_functions_that_they_stand_for(tmp_path):
    text = "- !Ref A\n- !GetAtt A.B.C\n- !GetAtt [A, B]\n- !If [c, !Sub '${x}', !Ref 'AWS::NoValue']\n- !Base64 12\n"
    (tmp_path / "a.yml").write_text(text)
    assert plain(load(tmp_path / "a.yml", tmp_path)) == [
        {"Ref": "A"},
        {"Fn::GetAtt": ["A", "B.C"]},
        {"Fn::GetAtt": ["A", "B"]},
        {"Fn::If": ["c", {"Fn::Sub": "${x}"}, {"Ref": "AWS::NoValue"}]},
        {"Fn::Base64": 12},
    ]


@pytest.mark.parametrize(
    ("text", "as_1_2", "as_1_1"),
    [
        *[("yes", "yes", True), ("Off", "Off", False), ("TRUE", True, True), ("~", None, None)],
        ("2012-10-17", "2012-10-17", "2012-10-17"),
        *[("010", 10, 8), ("0o10", 8, "0o10"), ("0x1F", 31, 31), ("-0b11", -3, -3), ("1_000", 1000, 1000), ("1e3", 1000.0, "1e3")],
        *[("012345678901", 12345678901, "012345678901"), ("1.50", 1.5, 1.5), (".5", 0.5, 0.5), ("1.2.3", "1.2.3", "1.2.3")],
        *[("+", "+", "+"), (".", ".", "."), ("0x", "0x", "0x"), ("12:30", "12:30", "12:30"), ("'1'", "1", "1"), ("! 12", "12", "12")],
    ],
)
def test_plain_scalars_mean_what_each_format_s_own_yaml_says(tmp_path, text, as_1_2, as_1_1):
    (tmp_path / "a.yml").write_text(f"- {text}\n")
    assert [load(tmp_path / "a.yml", tmp_path, dialect) for dialect in (YAML_1_2, YAML_1_1)] == [[as_1_2], [as_1_1]]


def test_merge_keys_and_aliases_are_followed_and_own_keys_win(tmp_path):
    (tmp_path / "a.yml").write_text("a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 9\nd: *a\n")
    tree = load(tmp_path / "a.yml", tmp_path)
    assert plain(tree["c"]) == {"x": 9, "y": 2, "z": 4} and plain(tree["d"]) == {"x": 1, "y": 2}
    assert isinstance(tree["c"], Fields) and tree["c"].place("y").line == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.floats(allow_nan=False, allow_infinity=False) | iac.TEXTS,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(iac.TEXTS, children, max_size=3),
    max_leaves=12,
)


@given(value=JSON, indent=st.sampled_from([None, 1, "\t"]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_json_and_yaml_write_is_read_back(tmp_path, value, indent):
    (tmp_path / "a.json").write_text(json.dumps(value, indent=indent))
    assert plain(load(tmp_path / "a.json", tmp_path)) == value
    if not isinstance(value, dict | list) or "<<" not in json.dumps(value):
        (tmp_path / "a.yml").write_text(yaml.safe_dump(value, allow_unicode=True))
        assert plain(load(tmp_path / "a.yml", tmp_path, YAML_1_1)) == value


@given(file=iac.mutated(iac.serverless_documents() | iac.sam_documents()))
@settings(max_examples=60, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_a_broken_file_is_read_or_refused_and_nothing_else(tmp_path_factory, file):
    folder = tmp_path_factory.mktemp("broken")
    name, data = file
    (folder / name).write_bytes(data)
    try:
        readers.read(folder / name)
    except ProjectError as error:
        text = str(error)
        assert "\n" not in text and "; " in text and text.startswith(Path(name).stem)
        text.encode()
