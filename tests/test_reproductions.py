"""Each finding of the first draft, and a few more, fails the same way four times: replay, pytest file, event.json, curl script.

The curl scripts talk to an API Gateway of this file's own on loopback: real bash and curl, the project's routes, a mocked account.
"""

import json
import os
import re
import subprocess
import sys
from base64 import b64decode
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, unquote
from xml.etree import ElementTree

import pytest

import lambdatest
from lambdatest.cli.__main__ import run as command_line
from lambdatest.engine import replay
from lambdatest.engine.history import resolved
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.finding import Report
from lambdatest.model import Case, History, Request
from lambdatest.reports.curl import UNSENDABLE
from lambdatest.reports.reproduction import NOTE_KEY
from lambdatest.runtime import clock, entropy
from lambdatest.store import Saved, Store
from lambdatest.strategies import route
from lambdatest.strategies.rest_api import rest_api_event

pytestmark = pytest.mark.examples

RUN = [sys.executable, "-m", "lambdatest.cli"]
CLIENT = ("Accept", "Content-Type", "User-Agent", "Origin", "Authorization", "Cookie")
SAID = re.compile(rf"^# {UNSENDABLE}: (.*)$", re.MULTILINE)


# what is reproduced: the findings of a run, and a few made by hand of what a run of the first draft seldom needs


@dataclass
class Draft:
    """A copy of the first draft with its findings: those of `lambdatest fuzz`, then *made* by hand."""

    file: Path
    project: lambdatest.Project
    store: Store
    found: list[Saved]
    made: list[Saved]
    replays: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def all(self):
        return [*self.found, *self.made]


@pytest.fixture(scope="module")
def draft(fuzzed_draft):
    """One run of the command line over a copy, then one `lambdatest replay` for each finding, which writes the other three files."""
    folder = fuzzed_draft.folder
    assert fuzzed_draft.status == 1, fuzzed_draft.text
    store, project = Store(folder), lambdatest.load(folder)
    found = [store.find(path.stem) for path in sorted(store.folder.glob("*.json"))]
    return Draft(folder / "serverless.yml", project, store, found, [made(store, project, *case) for case in HAND_MADE])


def sent(function, method, path, body=None, **headers):
    """A case as the engine makes it of a request."""
    template = path if path.count("/") == 1 else "/todos/{id}"
    raw, _, query = path.partition("?")
    template = template.partition("?")[0]
    headers = {"Accept": "application/json", **{name.replace("_", "-"): value for name, value in headers.items()}}
    given = {} if template == raw else {"id": unquote(raw.rpartition("/")[2])}
    request = Request(method, raw, tuple(given.items()), tuple(parse_qsl(query)), tuple(headers.items()), body)
    return Case(function, f"{method} {template}", "rest_api", rest_api_event(request, resource=template, opaque=7))


def raw(case, body):
    """The case with a body that API Gateway would not hand over like this."""
    return replace(case, event={**case.event, "body": body})


CREATE = sent("create", "POST", "/todos", '{"text": "a", "priority": 1}', Content_Type="application/json")
SEEDS = {"todos-first-draft-dev": ({"id": {"S": "a"}, "priority": {"N": "19.99"}, "text": {"S": "日本 ' \\ $(id) \n"}},)}
HAND_MADE = (
    ("unhandled_exception", {}, CREATE, sent("delete", "DELETE", "/todos/~1.id~"), sent("delete", "DELETE", "/todos/~1.id~")),
    ("numeric_roundtrip", SEEDS, sent("delete", "DELETE", "/todos/b"), sent("get", "GET", "/todos/a", Cookie="a=1; b='$(id)'")),
    ("unhandled_exception", {}, sent("get", "GET", "/todos/a%00%2F%E6%97%A5'$(id)", User_Agent="`id` \\ \"")),
    ("numeric_roundtrip", SEEDS, sent("search", "GET", "/search?q=%E6%97%A5%E6%9C%AC%20'%20%5C%20$(id)")),
    ("malformed_input", {}, raw(CREATE, '{"text": "a\0", ')),
    ("malformed_input", {}, raw(CREATE, "\ud800")),
    ("malformed_input", {}, raw(CREATE, "")),
    ("unhandled_exception", {}, raw(CREATE, '{"text": "\ud800", "priority": 1}')),
)
UNCARRIED = {
    "half a character in the body, which no UTF-8 text has; its bytes stand in": 2,
    "a body that is empty: services hand over none": 1,
}


def made(store, project, check, seeds, *cases):
    """A finding of a history that was written by hand, saved as `lambdatest fuzz` saves its own."""
    labelled = replace(cases[-1], labels=("malformed",)) if check == "malformed_input" else cases[-1]
    history = History((*cases[:-1], labelled), seeds)
    (one,) = replay(project, history, (check,)).findings
    one = replace(one, history=history, enclosing=f"{one.enclosing}, made by hand {HAND_MADE.index((check, seeds, *cases))}")  # its own id
    store.save(Report(1, "serverless.yml", "serverless", "todos", (), (one,)), {})
    return store.find(one.id)


# the four reproductions


def replayed(draft, saved, capsys):
    """Exit status and text of `lambdatest replay`, run once a finding in this process."""
    if saved.finding.id not in draft.replays:
        capsys.readouterr()
        status = command_line(["replay", saved.finding.id, str(draft.file)])
        draft.replays[saved.finding.id] = (status, capsys.readouterr().out)
    return draft.replays[saved.finding.id]


def same_failure(finding, text):
    """Whether the text of a replay says that it fails the same way: the check, and in its last run the exception if there is one."""
    lines = text.splitlines()
    last = [line for line in lines if line.startswith(" run ")][-1]
    raised = f"{finding.trigger}: {finding.exception}: " if finding.response is None else f"{finding.trigger}: {{"
    return f" {finding.check} " in lines[0] and raised in last and any(line.startswith(" fails the same way: ") for line in lines)


def pytest_failures(folder, files):
    """What each generated file said to a pytest of its own: its id in Python's spelling, and the message of its failure."""
    report = folder / "pytest.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", *map(str, files)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stdout + done.stderr
    cases = ElementTree.parse(report).iter("testcase")
    return {case.get("name"): " ".join(failure.get("message") for failure in case.iter("failure")) for case in cases}


def as_first(step):
    """The clock and the random numbers that the engine gives to a history's case: answers hold times and ids."""
    clock.start(clock.START + step)
    entropy.seed(step)


def by_event_file(project, path, function):
    """The outcome of the file's event, after what the file says comes before it."""
    event = json.loads(path.read_text("utf-8"))
    note = event.get(NOTE_KEY, {})
    answers = []
    with lambdatest.mocked_aws(project) as account:
        for table, items in note.get("seeds", {}).items():
            account.seed(table, items)
        steps = [*note.get("before", []), {"function": function, "event": event}]
        for number, step in enumerate(steps):
            as_first(number)
            outcome = lambdatest.invoke(project, step["function"], resolved(step["event"], answers))
            answers.append(outcome.json)
    return outcome


def same_outcome(finding, outcome):
    """Whether an invocation raised what the finding says, or gave its answer."""
    if finding.response is not None or outcome.raised is None:
        return outcome.raised is None and outcome.result == finding.response
    first, _, _ = outcome.raised.message.partition("\n")
    return outcome.raised.type == finding.exception and first in finding.message


class Gateway(HTTPServer):
    """A REST API in front of the project's functions, for the account that stands: *events* is what the functions were given."""

    def __init__(self, project):
        super().__init__(("127.0.0.1", 0), Door)
        self.project = project
        self.events = []
        self.timeout = 0.05

    def answer(self, method, target, headers, body):
        """Status, headers and body for one request."""
        path, _, query = target.partition("?")
        function, trigger, given = self.route(method, path)
        pairs = tuple(parse_qsl(query, keep_blank_values=True, errors="replace"))
        template, stage = trigger.options["path"], trigger.options["stage"]
        request = Request(method, path, tuple(given.items()), pairs, tuple(headers), body.decode("utf-8", "replace") if body else None)
        event = rest_api_event(request, resource=template, stage=stage, opaque=7)
        as_first(len(self.events))
        self.events.append(event)
        outcome = lambdatest.invoke(self.project, function.name, event)
        if outcome.raised is not None or EVENT_SOURCES["rest_api"].response_error(trigger, event, outcome.result):
            return 502, {}, b'{"message": "Internal server error"}'
        answer = outcome.result
        text = answer.get("body") or ""
        content = b64decode(text) if answer.get("isBase64Encoded") else text.encode()
        return int(answer.get("statusCode", 200)), answer.get("headers") or {}, content

    def route(self, method, path):
        """The function, its trigger and the path parameters, percent-decoded."""
        for function in self.project.functions:
            for trigger in function.triggers:
                values = route.match(trigger.options["path"], path)
                if trigger.options["method"] == method and values is not None:
                    return function, trigger, {name: unquote(value) for name, value in values.items()}
        raise AssertionError(f"the project has no route for {method} {path}")

    def serve(self, process):
        """Answer in this thread, where handlers are watched by their timeout, until *process* has ended."""
        while process.poll() is None:
            self.handle_request()


class Door(BaseHTTPRequestHandler):
    """HTTP for `Gateway`."""

    protocol_version = "HTTP/1.1"

    def handle_any(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = [(name, value.encode("latin-1").decode("utf-8", "replace")) for name, value in self.headers.items()]
        status, headers, content = self.server.answer(self.command, self.path, headers, body)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def log_message(self, *_):
        """Nothing: the output belongs to the tests."""


def by_curl(project, script, finding):
    """What curl printed last, status and body, and the events that the functions were given, with the finding's seeds in the account."""
    with lambdatest.mocked_aws(project) as account, Gateway(project) as gateway:
        for table, items in finding.history.seeds.items():
            account.seed(table, items)
        url = f"http://127.0.0.1:{gateway.server_address[1]}"
        environment = {"PATH": os.environ["PATH"], "LAMBDATEST_URL": url, "HOME": str(script.parent), "NO_PROXY": "*"}
        with subprocess.Popen(["bash", str(script)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            gateway.serve(process)
            text = process.stdout.read().decode()
        assert process.returncode == 0, text
    body, status = text.removesuffix("\n").rpartition("\n")[::2]
    return int(status), body.removesuffix("\n") if len(finding.history.cases) == 1 else body, gateway.events


def same_answer(finding, status, text):
    """Whether the client got what the finding says it gets."""
    if finding.response is None:
        return status == 502
    return status == int(finding.response["statusCode"]) and text.endswith(finding.response["body"])


def carried(event):
    """What of an event came from the client: the rest is the service's."""
    names = ("resource", "path", "httpMethod", "queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "body")
    headers = {name: value for name, value in event["headers"].items() if name in CLIENT}
    return {name: event[name] for name in (*names, "isBase64Encoded")} | {"headers": headers}


# the proofs


def test_every_finding_replays_with_status_1_and_the_same_failure(draft, capsys):
    assert len(draft.found) >= 20
    results = {saved.finding.id: (saved.finding, *replayed(draft, saved, capsys)) for saved in draft.all}
    assert {name: text for name, (finding, status, text) in results.items() if status != 1 or not same_failure(finding, text)} == {}


def test_every_generated_test_fails_with_the_check_of_its_finding(draft, capsys):
    for saved in draft.all:
        replayed(draft, saved, capsys)
    files = [draft.store.reproductions(saved.finding.id)[0] for saved in draft.all]
    failures = pytest_failures(draft.store.folder, files)
    expected = {file.stem: saved.finding.check for file, saved in zip(files, draft.all, strict=True)}
    assert failures.keys() == expected.keys()
    wrong = {name: message for name, message in failures.items() if f"CheckFailed: {expected[name]}: " not in message}
    assert wrong == {}


def test_every_event_file_has_the_same_exception_or_answer(draft, capsys):
    wrong = {}
    for saved in draft.all:
        replayed(draft, saved, capsys)
        outcome = by_event_file(draft.project, draft.store.reproductions(saved.finding.id)[1], saved.finding.function)
        if not same_outcome(saved.finding, outcome):
            wrong[saved.finding.id] = (saved.finding.message, outcome.raised or outcome.text)
    assert wrong == {}


def test_every_curl_script_gets_the_same_answer_unless_it_says_what_http_cannot_carry(draft, capsys):
    wrong, said = {}, []
    for saved in draft.all:
        replayed(draft, saved, capsys)
        finding, script = saved.finding, draft.store.reproductions(saved.finding.id)[2]
        limits = SAID.findall(script.read_text("utf-8"))
        status, text, events = by_curl(draft.project, script, finding)
        said += limits
        same = same_answer(finding, status, text) and carried(events[-1]) == carried(resolved_event(finding, events[-1]))
        if not same and not limits:
            wrong[finding.id] = (finding.message, status, text, carried(events[-1]))
    assert wrong == {}
    assert {limit: said.count(limit) for limit in said} == UNCARRIED


def resolved_event(finding, given):
    """The finding's event with the id in the place of the reference: the one that the script has read."""
    identity = (given["pathParameters"] or {}).get("id", "")
    return json.loads(json.dumps(finding.event).replace("~1.id~", identity))


IN_A_PROCESS = """
import json, sys
import lambdatest
from lambdatest.reports.reproduction import NOTE_KEY
file, path, function = sys.argv[1:]
project, event = lambdatest.load(file), json.load(open(path))
with lambdatest.mocked_aws(project) as account:
    for table, items in event.get(NOTE_KEY, {}).get("seeds", {}).items():
        account.seed(table, items)
    outcome = lambdatest.invoke(project, function, event)
print(json.dumps([outcome.raised and outcome.raised.type, outcome.result]))
"""


def at_once(folder, commands):
    """Exit status, output and errors of each command, all run at the same time."""
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, cwd=folder, stdout=pipe, stderr=pipe, text=True) for command in commands]
    done = [process.communicate(timeout=120) for process in running]
    return [(process.returncode, *texts) for process, texts in zip(running, done, strict=True)]


def test_three_findings_fail_the_same_way_in_processes_of_their_own(draft):
    kinds = ("unhandled_exception", "numeric_roundtrip", "page_completeness")
    three = [next(saved.finding for saved in draft.found if saved.finding.check == kind) for kind in kinds]
    files = [draft.store.reproductions(finding.id) for finding in three]
    for file in (file for written in files for file in written):
        file.unlink(missing_ok=True)
    done = at_once(draft.file.parent, [[*RUN, "replay", finding.id] for finding in three])
    assert [(status, same_failure(finding, out)) for finding, (status, out, _) in zip(three, done, strict=True)] == [(1, True)] * 3, done
    failures = pytest_failures(draft.store.folder, [test for test, _, _ in files])
    assert [f"CheckFailed: {kind}: " in failures[test.stem] for kind, (test, _, _) in zip(kinds, files, strict=True)] == [True] * 3
    program = [sys.executable, "-c", IN_A_PROCESS, str(draft.file)]
    done = at_once(draft.file.parent, [[*program, str(file), one.function] for one, (_, file, _) in zip(three, files, strict=True)])
    expected = [[None if finding.response else finding.exception, finding.response] for finding in three]
    assert [json.loads(out) for _, out, _ in done] == expected
    answers = [by_curl(draft.project, script, finding)[:2] for finding, (_, _, script) in zip(three, files, strict=True)]
    assert [same_answer(finding, *answer) for finding, answer in zip(three, answers, strict=True)] == [True] * 3
