"""The variables of a serverless.yml."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from lambdatest import readers
from lambdatest.errors import ProjectError
from lambdatest.model import Service
from strategies import iac


def read(folder: Path, text: str, **options) -> Service:
    (folder / "serverless.yml").write_text(text)
    return readers.read(folder, **options)


def value(folder: Path, written: str, more: str = "", **options) -> tuple[str | None, list[str]]:
    """What Lambda gets for the variable *written* in the environment, and the notes."""
    text = f"service: shop\nprovider: {{name: aws, runtime: python3.12, stage: dev}}\n{more}"
    text += f"functions:\n  f:\n    handler: a.b\n    environment:\n      V: {written}\n"
    service = read(folder, text, **options)
    return service.functions[0].environment.get("V"), [str(note) for note in service.notes]


@given(section=iac.variables())
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_variables_mean_what_the_values_that_they_name_are(tmp_path, section):
    document = {
        "service": "a",
        "provider": {"name": "aws", "runtime": "python3.12", "httpApi": {name: f"${{self:custom.{name}}}" for name in section.values}},
        "custom": section.written,
        "functions": {"f": {"handler": "a.b", "events": [{"httpApi": "*"}]}},
    }
    service = read(tmp_path, yaml.safe_dump(document, sort_keys=False))
    assert service.functions[0].declarations[0].service["httpApi"] == section.values
    assert service.notes == ()


CUSTOM = "custom: {a: {b: [x, {c: deep}]}, n: 5, t: true, prod: {name: big}, dev: {name: small}, stages: '${self:custom.a}'}\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${self:service}-${sls:stage}", "shop-dev"),
        ("${self:service.name}", "shop"),
        ("${self:custom.a.b.1.c}", "deep"),
        ("${self:custom.stages.b.0}", "x"),
        ("${self:custom.${opt:stage, self:provider.stage}.name}", "small"),
        ("${self:custom.${opt:stage, 'prod'}.name}", "big"),
        ("${opt:none, self:custom.none, 'it''s, a literal'}".replace("''", ""), "its, a literal"),
        ("'${opt:none, \"double\"}'", "double"),
        ("${opt:none, 12}", "12"),
        ("${opt:none, true}", "true"),
        ("${opt:none, null}", None),
        ("'x${opt:none, null}'", "x"),
        ("${opt:none, ${self:custom.n}}", "5"),
        ("${strToBool(${self:custom.t})}", "true"),
        ("${strToBool(0)}", "false"),
        ("${aws:accountId} ${aws:region} ${aws:partition}", "123456789012 us-east-1 aws"),
        ("${self:provider.region}", "us-east-1"),
        ("${sls:instanceId}", "lambdatest"),
        ("${AWS::Region}", "${AWS::Region}"),
        ("!Sub '${AWS::Region}/${self:custom.n}'", "us-east-1/5"),
        ("'\\${self:custom.n}'", "${self:custom.n}"),
        ("${stage}", "${stage}"),
        ("'#{AWS::AccountId}'", "123456789012"),
        ("1.0", "1"),
        ("false", "false"),
        ("null", None),
    ],
)
def test_a_variable_has_the_value_that_serverless_would_give_it(tmp_path, written, expected):
    assert value(tmp_path, written, CUSTOM) == (expected, [])


def test_what_the_user_says_comes_before_what_the_file_says(tmp_path):
    more = "params: {default: {p: d, q: d}, prod: {p: prod}}\ncustom: {prod: {name: big}}\n"
    said = {"stage": "prod", "region": "eu-west-1", "params": {"z": "cli"}, "options": {"colour": "red"}}
    written = "${opt:stage} ${opt:region} ${sls:stage} ${aws:region} ${param:p} ${param:q} ${param:z} ${opt:colour}"
    written += " ${self:custom.${sls:stage}.name}"
    assert value(tmp_path, written, more, **said) == ("prod eu-west-1 prod eu-west-1 prod d cli red big", [])


def test_the_stages_block_of_version_4_holds_params_too(tmp_path):
    assert value(tmp_path, "${param:p}", "stages: {default: {params: {p: all}}, dev: {params: {p: mine}}}\n") == ("mine", [])


def test_files_are_read_relative_to_the_service_with_keys_and_variables_of_their_own(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "dev.yml").write_text("table:\n  name: ${self:service}-t\nlist: [1, 2]\n")
    (tmp_path / "x.json").write_text('{"a": {"b": "${self:custom.n}"}}')
    (tmp_path / "key.pem").write_text("-----BEGIN\n")
    more = "custom: {n: 5, c: '${file(config/${self:provider.stage}.yml)}'}\n"
    assert value(tmp_path, "${file(./config/${sls:stage}.yml):table.name}", more)[0] == "shop-t"
    assert value(tmp_path, "${file(x.json):a.b}", more)[0] == "5"
    assert value(tmp_path, "${self:custom.c.table.name} ${self:custom.c.list.1}", more)[0] == "shop-t 2"
    assert value(tmp_path, "${file(key.pem)}", more)[0] == "-----BEGIN\n"
    assert value(tmp_path, "${file(none.yml):a, 'fallback'}", more)[0] == "fallback"


def test_a_file_may_look_at_itself_through_the_document(tmp_path):
    (tmp_path / "c.yml").write_text("a: ${self:custom.b}\nb: 7\n")
    assert value(tmp_path, "${self:custom.a}", "custom: ${file(c.yml)}\n")[0] == "7"


@pytest.mark.parametrize(
    ("written", "dummy"),
    [
        ("${ssm:/path/to/thing}", "ssm-path-to-thing"),
        ("${ssm:/path/${sls:stage}~true}", "ssm-path-dev-true"),
        ("${cf:other-stack.Output}", "cf-other-stack-output"),
        ("${cf(us-west-2):other.Url}", "https://cf-us-west-2-other-url.example.com"),
        ("${s3:bucket/key}", "s3-bucket-key"),
        ("${env:LAMBDATEST_SECRET}", "env-lambdatest-secret"),
        ("${opt:colour}", "opt-colour"),
        ("${opt:stage}", "dev"),
        ("${param:missing}", "param-missing"),
        ("${file(config.js):table}", "file-config-js-table"),
        ("${self:custom.js.a.b}", "file-config-js-a-b"),
        ("${git:sha1}", "git-sha1"),
        ("${file(none.yml):a}", "file-none-yml-a"),
        ("${file(none.yml):a, env:LAMBDATEST_SECRET}", "file-none-yml-a"),
        ("${cf.us-west-2:other.Url}", "https://cf-us-west-2-other-url.example.com"),
        ("${ssm.eu-west-1:/path}", "ssm-eu-west-1-path"),
        ("${terraform:outputs:table.name}", "terraform-outputs-table-name"),
        ("${doppler:KEY}", "doppler-key"),
        ("${ownVault:secret/x}", "ownvault-secret-x"),
        ("${construct:jobs.queueUrl}", "construct-jobs-queueurl"),
        ("${vault:a/b}", "vault-a-b"),
        ("${strToBool(${env:LAMBDATEST_SECRET})}", "false"),
    ],
)
def test_what_cannot_be_known_gets_a_dummy_and_a_note_with_its_line(tmp_path, monkeypatch, written, dummy):
    monkeypatch.setenv("LAMBDATEST_SECRET", "the developer's own")
    found, notes = value(tmp_path, written, "custom: {js: '${file(config.js)}'}\nstages: {dev: {resolvers: {ownVault: {type: vault}}}}\n")
    assert found == dummy
    assert notes and all(note.startswith(("serverless.yml:9: ${", "serverless.yml:3: ${")) and "stands in" in note for note in notes)


def test_the_shell_fills_only_names_that_are_allowed(tmp_path, monkeypatch):
    monkeypatch.setenv("LAMBDATEST_SECRET", "mine")
    assert value(tmp_path, "${env:LAMBDATEST_SECRET, 'theirs'}") == ("theirs", [])
    assert value(tmp_path, "${env:LAMBDATEST_SECRET, 'theirs'}", allowed_env=["LAMBDATEST_SECRET"]) == ("mine", [])
    assert value(tmp_path, "${env:LAMBDATEST_NONE, ssm:/x}", allowed_env=["LAMBDATEST_NONE"])[0] == "env-lambdatest-none"


def test_a_source_that_a_plugin_may_add_is_a_dummy_where_there_are_plugins(tmp_path):
    assert value(tmp_path, "${construct:jobs.queueUrl}", "plugins: [serverless-lift]\n")[0] == "construct-jobs-queueurl"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("${self:custom.none}", "serverless.yml:8: ${self:custom.none} is not there: custom has no 'none'; known are a, b, c0"),
        ("${self:custom.map.y}", "serverless.yml:8: ${self:custom.map.y} is not there: custom.map has no 'y'; known are x"),
        ("${self:customs.map.x}", "${self:customs.map.x} is not there: the service has no 'customs'; did you mean 'custom'?"),
        ("${self:provider.runtimes}", "provider has no 'runtimes'; did you mean 'runtime'?"),
        ("${file(one.yml):table.nam}", "${file(one.yml):table.nam} is not there: table has no 'nam'; did you mean 'name'?"),
        ("${aws:nothing}", "serverless.yml:8: ${aws:nothing} is not there; add it, correct its name"),
        ("${file(bad.yml):a}", "bad.yml:2: key 'a' stands twice"),
        ("${file(.)}", "serverless.yml:8: '.' is not a file"),
        ("${file():a}", "names no file"),
        ("${constructs:x}", "serverless.yml:8: unknown variable ${constructs:x}; known sources are self, opt"),
        ("${self:custom.a}", "leads back to itself (${self:custom.a} at serverless.yml:8, ${self:custom.b} at serverless.yml:3); break"),
        ("${self:custom.long}x", "more than 40 variables lead to one another"),
        ("'${self:custom'", "its closing bracket is missing"),
        ("'${self:custom.x, hello}'", "'hello' is neither type:address nor a literal"),
        ("'${self:custom.x, ?}'", "a source must be type:address or a quoted literal"),
        ("${opt:a, 'x' y}", "'y' was not expected after"),
        ("'a ${self:custom.map}'", "serverless.yml:8: ${self:custom.map} is a mapping inside a text"),
        ("${strToBool(maybe)}", "serverless.yml:8: strToBool of 'maybe'"),
        ("'" + "${self:" * 30 + "}" * 30 + "'", "variables nested more than 20 deep"),
        ("${sls:nothing}", "${sls:nothing} is not there"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_line_and_a_remedy(tmp_path, written, message):
    (tmp_path / "bad.yml").write_text("a: 1\na: 2\n")
    (tmp_path / "one.yml").write_text("table: {name: x}\n")
    chain = "".join(f", c{n}: 'x${{self:custom.c{n + 1}}}'" for n in range(60))
    more = f"custom: {{a: '${{self:custom.b}}', b: '${{self:custom.a}}', map: {{x: y}}, long: '${{self:custom.c0}}'{chain}, c60: end}}\n"
    with pytest.raises(ProjectError) as caught:
        value(tmp_path, written, more)
    assert message in str(caught.value)


def test_a_section_that_is_not_used_is_not_resolved(tmp_path):
    assert value(tmp_path, "x", "custom: {unused: '${self:custom.none}'}\n") == ("x", [])
