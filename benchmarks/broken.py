"""A corpus of IaC files that are broken, and what `lambdatest show` makes of each: one line with ``file:line``, or the functions.

    python -m benchmarks.broken                  # all of it: a line for each that is not answered well, then a summary
    python -m benchmarks.broken --every 10       # each tenth
    python -m benchmarks.broken --write FOLDER   # the files, to look at

Each format is one entry of `FORMATS`: its file, its syntax, a small project that is whole, and breaks of its own.  Every syntax adds the
breaks of its texts, and JSON and YAML those of their values.  Same files every time.
"""

import argparse
import contextlib
import io
import json
import os
import re
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from benchmarks.broken_text import breaks_of
from lambdatest.cli import show  # imported here once, where each child would do it anew
from lambdatest.cli.__main__ import run

SECONDS, MEGABYTES = 5, 500
COMMAND = show.command.name
_LINE = re.compile(r"error: [^\n]+?:\d+: [^\n]+\n")
_VALUES: tuple[Any, ...] = (None, 5, "text", [], {}, True, ["x", {"y": 1}], "${self:custom.none}", {"Ref": "Nothing"}, -1e30)


@dataclass(frozen=True)
class Format:
    """An IaC format: the *name* of its file, its *syntax*, a *whole* project's text, other *files*, and breaks of its *own* by name."""

    name: str
    syntax: str
    whole: str
    files: Mapping[str, str]
    own: Mapping[str, str | bytes]


@dataclass(frozen=True)
class Broken:
    """One project that is broken in one way: its files, and which of them, or its folder, is named to the command."""

    label: str
    files: Mapping[str, bytes]
    target: str


@dataclass(frozen=True)
class Answer:
    """What the command made of a broken project."""

    status: int
    out: str
    err: str
    seconds: float
    megabytes: float

    def complaint(self) -> str | None:
        """What is wrong with the answer, None where nothing is."""
        if self.seconds > SECONDS or self.megabytes > MEGABYTES:
            return f"{self.seconds:.1f} s and {self.megabytes:.0f} MB"
        if "Traceback" in self.err or self.status not in (0, 2):
            return f"status {self.status}: {self.err[-300:]}"
        if self.status == 2 and not _LINE.fullmatch(self.err):
            return f"not one line with file:line: {self.err[:300]}"
        return None if self.status == 2 or " function" in self.out else f"no function is listed: {self.out[:200]}"


def _serverless(form: str) -> str:
    document = {
        "service": "shop",
        "provider": {
            "name": "aws", "runtime": "python3.12", "stage": "${opt:stage, 'dev'}", "environment": {"TABLE": "${self:custom.table}"},
            "httpApi": {"authorizers": {"own": {"type": "request", "functionName": "guard"}}},
            "iam": {"role": {"statements": [{"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": "*"}]}},
        },
        "custom": {"table": "orders-${sls:stage}", "more": {"list": [1, "${self:custom.table}"]}},
        "package": {"individually": True, "patterns": ["!**", "app.py"]},
        "plugins": ["serverless-python-requirements"],
        "functions": {
            "create": {
                "handler": "app.create", "timeout": 5, "environment": {"QUEUE": {"Ref": "Jobs"}},
                "events": [
                    {"http": {"path": "orders", "method": "post", "authorizer": "guard"}}, {"httpApi": "GET /orders"},
                    {"sqs": {"arn": {"Fn::GetAtt": ["Jobs", "Arn"]}}},
                ],
            },
            "guard": {"handler": "app.guard"},
        },
        "resources": {"Resources": {
            "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "jobs"}},
            "Orders": {"Type": "AWS::DynamoDB::Table", "Properties": {
                "TableName": "${self:custom.table}", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}},
        }},
    }
    return yaml.safe_dump(document, sort_keys=False) if form == "yaml" else json.dumps(document, indent=1)


def _sam(form: str) -> str:
    document = {
        "AWSTemplateFormatVersion": "2010-09-09", "Transform": "AWS::Serverless-2016-10-31",
        "Parameters": {"Stage": {"Type": "String", "Default": "dev"}},
        "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
        "Globals": {"Function": {"Runtime": "python3.12", "Timeout": 5, "Environment": {"Variables": {"TABLE": {"Ref": "Orders"}}}}},
        "Resources": {
            "Create": {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": ".", "Handler": "app.create", "Events": {
                "Post": {"Type": "Api", "Properties": {"Path": "/orders", "Method": "post"}},
                "Queue": {"Type": "SQS", "Properties": {"Queue": {"Fn::GetAtt": ["Jobs", "Arn"]}}}},
                "Policies": [{"DynamoDBCrudPolicy": {"TableName": {"Ref": "Orders"}}}]}},
            "Jobs": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Fn::Sub": "jobs-${Stage}"}}},
            "Orders": {"Type": "AWS::DynamoDB::Table", "Condition": "IsProd", "Properties": {
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}},
        },
    }
    return yaml.safe_dump(document, sort_keys=False) if form == "yaml" else json.dumps(document, indent=1)


_HEAD = "service: a\nprovider: {name: aws, runtime: python3.12}\n"
_USE = "functions: {f: {handler: app.f, environment: {V: '${self:custom.a30}'}}}\n"
_SAM = "Transform: AWS::Serverless-2016-10-31\nResources:\n"
_HANDLERS = {"app.py": "def create(event, context):\n    return {}\n\n\nguard = f = create\n"}
FORMATS = (
    Format("serverless.yml", "yaml", _serverless("yaml"), _HANDLERS, {
        "variables that double": _HEAD + "custom:\n  a0: x\n" + "".join(
            f"  a{n}: ${{self:custom.a{n - 1}}}${{self:custom.a{n - 1}}}\n" for n in range(1, 31)) + _USE,
        "lists that double": _HEAD + "custom:\n  a0: x\n" + "".join(
            f"  a{n}: {[f'${{self:custom.a{n - 1}}}'] * 2}\n" for n in range(1, 31)) + _USE,
        "variables in a circle": _HEAD + "custom: {a30: '${self:custom.b}', b: '${self:custom.a30}'}\n" + _USE,
        "a variable of itself": _HEAD + "custom: {a30: 'x${self:custom.a30}'}\n" + _USE,
        "the whole file in itself": _HEAD + "custom: {a30: '${file(serverless.yml)}'}\n" + _USE,
        "the service in its custom": _HEAD + "custom: '${self:}'\n" + _USE,
        "a chain of variables": _HEAD + "custom:\n" + "".join(f"  a{n}: x${{self:custom.a{n - 1}}}\n" for n in range(1, 200)) + _USE,
        "variables within one another": _HEAD + "custom: {a30: '" + "${self:" * 3000 + "}" * 3000 + "'}\n" + _USE,
        "an open variable": _HEAD + "custom: {a30: '${self:custom.'}\n" + _USE,
        "a dot too many": _HEAD + "custom: {a30: '${self:custom..a}'}\n" + _USE,
        "a name misspelt": _HEAD + "custom: {a30: '${self:costum.a}'}\n" + _USE,
        "a source that is none": _HEAD + "custom: {a30: '${selff:custom.a}'}\n" + _USE,
        "a file that is not there": _HEAD + "functions: ${file(none.yml)}\n",
        "a file that is a folder": _HEAD + "functions: ${file(.)}\n",
        "a file with a null in its name": _HEAD + 'functions: "${file(a\\0b)}"\n',
        "functions of a program": _HEAD + "functions: ${file(functions.js)}\n",
        "a million dollars": _HEAD + "custom: {a30: '" + "$" * 1_000_000 + "'}\n" + _USE,
        "many open brackets": _HEAD + "custom: {a30: '" + "${" * 300_000 + "'}\n" + _USE,
        "backslashes": _HEAD + "custom: {a30: '" + "\\" * 300_001 + "${self:service}'}\n" + _USE,
        "constructs without a type": _HEAD + "constructs: {a: {worker: 3}, b: {type: queue, worker: 3}}\nfunctions: {}\n",
        "extensions of nothing": _HEAD + "functions: {}\nresources: {extensions: {Nothing: {Properties: {A: 1}}}}\n",
    }),
    Format("serverless.json", "json", _serverless("json"), _HANDLERS, {}),
    Format("template.yaml", "yaml", _sam("yaml"), _HANDLERS, {
        "names that double": _SAM + "  T0: {Type: AWS::DynamoDB::Table, Properties: {TableName: x}}\n" + "".join(
            f"  T{n}: {{Type: AWS::DynamoDB::Table, Properties: {{TableName: !Sub '${{T{n - 1}}}${{T{n - 1}}}'}}}}\n"
            for n in range(1, 30)),
        "names in a circle": _SAM + "".join(
            f"  T{n}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: !Sub 'a${{T{1 - n}}}'}}}}\n" for n in (0, 1)),
        "conditions in a circle": "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\n" + _SAM
        + "  T: {Type: AWS::SNS::Topic, Condition: A}\n",
        "a condition that is not there": _SAM + "  T: {Type: AWS::SNS::Topic, Condition: Nowhere}\n",
        "an attribute of nothing": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt Nowhere.Name}}\n",
        "a mapping that is not there": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [A, B, C]}}\n",
        "references within one another": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: " + "!Join ['', [" * 60 + "x"
        + "]]" * 60 + "}}\n",
        "a pseudo parameter that is none": _SAM + "  T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref AWS::Nothing}}\n",
    }),
    Format("template.json", "json", _sam("json"), _HANDLERS, {}),
)


def corpus() -> Iterator[Broken]:
    """Every broken project, in the same order each time."""
    for one in FORMATS:
        broken: dict[str, str | bytes] = {**one.own, **breaks_of(one.syntax, one.whole)}
        if one.syntax in ("yaml", "json"):
            broken |= dict(_values(json.loads(one.whole) if one.syntax == "json" else yaml.safe_load(one.whole), one.syntax))
        for label, content in broken.items():
            data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
            files = {name: text.encode() for name, text in one.files.items()} | {one.name: data}
            yield Broken(f"{one.name}: {label}", files, one.name)


def _values(document: Any, syntax: str) -> Iterator[tuple[str, str]]:
    """The document with one value replaced by one of another kind: each value of it, and a few kinds for each."""
    write: Callable[[Any], str] = json.dumps if syntax == "json" else lambda value: yaml.safe_dump(value, sort_keys=False)
    random = Random(1)
    for path in _paths(document, ()):
        for value in random.sample(_VALUES, 2 if syntax == "json" else 4):
            yield f"{'.'.join(map(str, path))} is {json.dumps(value)}", write(_with(document, path, value))


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield (*path, key)
        yield from _paths(member, (*path, key))


def _with(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = dict(document) if isinstance(document, dict) else list(document)
    changed[path[0]] = _with(document[path[0]], path[1:], value)
    return changed


def answer(broken: Broken, folder: Path) -> Answer:
    """What `lambdatest show` says of the project, written to *folder*: in a process of its own, whose time and memory are bounded."""
    for name, data in broken.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    with open(folder / "out", "w+b") as out, open(folder / "err", "w+b") as err:
        process = os.fork()
        if process == 0:
            _child(folder / broken.target, out.fileno(), err.fileno())
        _, code, usage = os.wait4(process, 0)
        out.seek(0)
        err.seek(0)
        texts = [one.read().decode("utf-8", "replace") for one in (out, err)]
    return Answer(os.waitstatus_to_exitcode(code), *texts, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _child(target: Path, out: int, err: int) -> None:
    status = 1
    try:
        signal.alarm(12 * SECONDS)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS + 1, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (8 * MEGABYTES << 20, 8 * MEGABYTES << 20))
        texts = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(texts[0]), contextlib.redirect_stderr(texts[1]):
                status = run([COMMAND, str(target)])
        except BaseException:  # pylint: disable=broad-exception-caught  # whatever it is must be seen
            texts[1].write(traceback.format_exc())
        for descriptor, text in zip((out, err), texts, strict=True):
            os.write(descriptor, text.getvalue().encode("utf-8", "replace"))
    finally:
        os._exit(status)


def main() -> int:
    """Run the corpus, or write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only each N-th")
    parser.add_argument("--write", type=Path, metavar="FOLDER", help="write the files instead")
    parser.add_argument("--only", default="", metavar="TEXT", help="only those with this text in their label")
    options = parser.parse_args()
    chosen = [one for one in list(corpus())[::options.every] if options.only in one.label]
    if options.write:
        for number, one in enumerate(chosen):
            for name, data in one.files.items():
                (options.write / str(number) / name).parent.mkdir(parents=True, exist_ok=True)
                (options.write / str(number) / name).write_bytes(data)
        return 0
    answers = []
    for one in chosen:
        with tempfile.TemporaryDirectory() as folder:
            answers.append(answer(one, Path(folder)))
        if complaint := answers[-1].complaint():
            print(f"{one.label}: {complaint}")
    bad = sum(one.complaint() is not None for one in answers)
    refused = sum(one.status == 2 for one in answers)
    print(f"{len(answers)} broken projects: {refused} refused, {len(answers) - refused - bad} read, {bad} not answered well; at most "
          f"{max(one.seconds for one in answers):.2f} s and {max(one.megabytes for one in answers):.0f} MB")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
