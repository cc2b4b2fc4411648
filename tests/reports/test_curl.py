"""The curl script: bash hands curl exactly the intended arguments, whatever the event holds."""

import json
import shlex
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lambdatest.engine.history import resolved
from lambdatest.finding import Finding
from lambdatest.model import Case, History, parse_json
from lambdatest.reports.curl import BASE, STATUS, UNSENDABLE, Command, command, curl_text

# A stand-in for curl: writes its arguments, each ended by NUL, then its standard input if it is asked to read that.
FAKE = """
curl() {
    printf '%s\\0' "$@" >>"$OUT/argv"; printf '\\1\\0' >>"$OUT/argv"
    for word in "$@"; do if [ "$word" = "@-" ]; then cat >>"$OUT/data"; fi; done
    printf '%s' "$ANSWER"
}
"""
HOSTILE = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["$(id)", "`id`", "'\"", "a\nb", "\0", "@/etc/passwd", "-o x", "!!", "\\", "%00"]
)


def finding(*cases: Case) -> Finding:
    return Finding("unhandled_exception", "failure", "f", "POST /x", "KeyError: 'a'\n$(id)", (), History(cases), len(cases) - 1)


def case(**changes: Any) -> Case:
    event = {"httpMethod": "POST", "path": "/todos", "headers": {"Content-Type": "application/json"}, "body": None, "requestContext": {}}
    return Case("f", "POST /todos", "rest_api", event | changes)


def called(folder: Path, script: str, answer: str = "{}") -> tuple[list[list[str]], bytes]:
    """What bash gave to curl: the arguments of each call, and the standard input of all."""
    for name in ("argv", "data"):
        (folder / name).write_bytes(b"")
    environment = {"OUT": str(folder), "ANSWER": answer, "PATH": "/usr/bin:/bin:/usr/local/bin"}
    (folder / "script").write_bytes((FAKE + script).encode())
    subprocess.run(["bash", str(folder / "script")], env=environment, check=True, capture_output=True)
    words = (folder / "argv").read_bytes().decode().split("\0")[:-1]
    calls: list[list[str]] = [[]]
    for word in words:
        calls[-1].append(word) if word != "\1" else calls.append([])
    return calls[:-1], (folder / "data").read_bytes()


def intended(one: Command) -> list[str]:
    return [*one.arguments, BASE + one.target, "-w", STATUS.strip("'")]


@settings(max_examples=60, deadline=None)
@given(
    st.builds(
        case,
        httpMethod=st.sampled_from(["POST", "GET", "HEAD"]) | HOSTILE,
        path=HOSTILE.map("/".__add__),
        headers=st.none() | st.dictionaries(HOSTILE | st.just("X-A"), HOSTILE, max_size=3),
        multiValueQueryStringParameters=st.none() | st.dictionaries(HOSTILE, st.lists(HOSTILE, min_size=1, max_size=2), max_size=2),
        body=st.none() | HOSTILE,
    )
)
@example(case(body="@/etc/passwd", headers={"X-A": "'; touch /tmp/x; '", "@file": "1", "X-E": ""}))
@example(case(body="\ud800"))
def test_bash_gives_curl_exactly_the_intended_arguments(tmp_path_factory: pytest.TempPathFactory, sent: Case) -> None:
    one, script = command(sent), curl_text(finding(sent))
    assert one is not None and script is not None
    calls, data = called(tmp_path_factory.mktemp("curl"), script)
    assert calls == [intended(one)]
    assert data == (one.data or b"")


def test_a_body_is_sent_as_it_is() -> None:
    one = command(case(body='{"a": "\'"}'))
    assert one is not None and one.arguments[-2:] == ("--data-raw", '{"a": "\'"}')


def test_a_body_with_nul_goes_through_base64(tmp_path: Path) -> None:
    script = curl_text(finding(case(body="a\0b")))
    assert script is not None
    assert called(tmp_path, script)[1] == b"a\0b"


def test_a_base64_body_is_sent_decoded(tmp_path: Path) -> None:
    script = curl_text(finding(case(body="/wAB", isBase64Encoded=True)))
    assert script is not None
    assert called(tmp_path, script)[1] == b"\xff\x00\x01"


@pytest.mark.parametrize("value", ["a\0b", "a\r\nb", "\ud800"])
def test_what_cannot_be_sent_is_said(value: str) -> None:
    script = curl_text(finding(case(headers={"X-Bad": value, "Content-Type": "text/plain"})))
    assert script is not None and "cannot be sent: the header X-Bad" in script and "-H 'X-Bad" not in script


def test_a_reference_is_read_from_the_earlier_answer(tmp_path: Path) -> None:
    script = curl_text(finding(case(body="{}"), case(path="/todos/~1.id~", body='{"of": "~1.id~"}')))
    assert script is not None
    calls, _ = called(tmp_path, script, '{"id": "a b\'/"}')
    assert calls[1][-3] == BASE + "/todos/a%20b%27%2F"
    assert '{"of": "a b\'/"}' in calls[1]


def test_headers_that_a_service_adds_are_left_out() -> None:
    one = command(case(headers={"Host": "h", "X-Amzn-Trace-Id": "t", "Via": "v", "x-api-key": "k", "Content-Type": "a/b"}))
    assert one is not None and [word for word in one.arguments if ": " in word] == ["x-api-key: k", "Content-Type: a/b"]


def test_curl_is_kept_from_naming_a_content_type_that_the_client_did_not_send() -> None:
    one = command(case(headers={"Accept": "a", "User-Agent": "x"}, body="{}"))
    assert one is not None and "Content-Type:" in one.arguments


def test_headers_of_the_client_are_sent_and_curl_adds_none_of_its_own() -> None:
    one = command(case(headers={"accept-language": "de", "User-Agent": "x"}))
    assert one is not None and [word for word in one.arguments if ":" in word] == ["accept-language: de", "User-Agent: x", "Accept:"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": "a\ud800"}, "half a character in the body"),
        ({"body": ""}, "a body that is empty"),
        ({"httpMethod": "HEAD", "body": "x"}, "the body, which curl sends with no HEAD request"),
        ({"path": "/\udfff"}, "half a character in the path or query"),
        ({"multiValueQueryStringParameters": {"q": ["\ud800"]}}, "half a character in the path or query"),
        ({"headers": None}, "headers that are null"),
        ({"requestContext": {"authorizer": {"claims": {"sub": "a\nb"}}}}, 'who the caller is, {"claims": {"sub": "a\\nb"}}'),
        ({"body": "~1.id~\0"}, "what the body takes from an earlier answer"),
    ],
)
def test_what_http_cannot_carry_is_said(changes: dict[str, Any], said: str) -> None:
    script = curl_text(finding(case(**changes)))
    assert script is not None and [line for line in script.splitlines() if line.startswith(f"# {UNSENDABLE}: {said}")]


def test_a_request_that_http_can_carry_says_nothing_of_the_kind() -> None:
    script = curl_text(finding(case(body="a\0b", path="/a%00b", multiValueQueryStringParameters={"q": ["\0", "日本"]})))
    assert script is not None and UNSENDABLE not in script


def test_a_head_request_has_no_body_that_curl_would_refuse(tmp_path: Path) -> None:
    script = curl_text(finding(case(httpMethod="HEAD", body="x")))
    assert script is not None and "--data" not in script


@pytest.mark.parametrize(
    ("answer", "identity"),
    [
        ('{"id": 7}', "7"), ('{"todoId": "x"}', "x"), ('{"item": {"ID": "y"}}', "y"), ('{"b_id": "b", "id": "a"}', "a"),
        ('{"message": "Internal server error"}', "zz"), ("no json", "zz"), ('[{"id": 1}]', "zz"), ('{"id": null}', "zz"),
    ],
)  # fmt: skip
def test_the_script_finds_the_id_that_the_engine_finds(tmp_path: Path, answer: str, identity: str) -> None:
    assert resolved("~1.id~", [parse_json(answer)]) == identity
    script = curl_text(finding(case(body="{}"), case(path="/todos/~1.id~")))
    assert script is not None and called(tmp_path, script, answer)[0][1][-3] == f"{BASE}/todos/{identity}"


@pytest.mark.parametrize(
    ("kind", "event", "target"),
    [
        ("rest_api", {"path": "/a%2Fb", "multiValueQueryStringParameters": {"q": ["1", "a&b"]}}, "/a%2Fb?q=1&q=a%26b"),
        ("http_api", {"rawPath": "/dev/a%/ü", "rawQueryString": "x=%20", "requestContext": {"stage": "dev"}}, "/a%25/%C3%BC?x=%20"),
        ("http_api", {"rawPath": "/a", "rawQueryString": "", "requestContext": {"stage": "$default"}}, "/a"),
        ("function_url", {"rawPath": "/a%2Fb", "rawQueryString": "", "requestContext": {"stage": "$default"}}, "/a%2Fb"),
    ],
)
def test_the_target_is_what_was_on_the_wire(kind: str, event: dict[str, Any], target: str) -> None:
    one = command(Case("f", "t", kind, event))
    assert one is not None and one.target == target


def test_cookies_of_payload_two_become_a_header() -> None:
    one = command(Case("f", "t", "http_api", {"rawPath": "/", "cookies": ["a=1", "b=2"]}))
    assert one is not None and "cookie: a=1; b=2" in one.arguments


def test_seeds_stand_in_the_script_as_comments() -> None:
    sent = case()
    found = Finding("c", "failure", "f", "t", "m", (), History((sent,), {"todos": ({"id": {"S": "a\nrm -rf /"}},)}), 0)
    script = curl_text(found)
    assert script is not None
    (line,) = [line for line in script.splitlines() if line.startswith("# first: ")]
    words = shlex.split(line.removeprefix("# first: "))
    assert words[:5] == ["aws", "dynamodb", "put-item", "--table-name", "todos"]
    assert json.loads(words[-1]) == {"id": {"S": "a\nrm -rf /"}}


def test_the_script_says_what_to_expect() -> None:
    script = curl_text(finding(case()))
    assert script is not None and "\n# The client gets: 502\n" in script
    answered = replace(finding(case()), response={"statusCode": 200, "body": "{}"}, expected="It holds.")
    script = curl_text(answered)
    assert script is not None and "\n# The client gets: 200 {}\n# The rule: It holds.\n" in script
    script = curl_text(replace(answered, check="response_shape"))
    assert script is not None and "\n# The client gets: 502\n" in script


def test_an_event_that_is_not_http_has_no_curl() -> None:
    assert curl_text(finding(Case("f", "queue", "sqs", {"Records": []}))) is None
