"""Prove that each bug is one and that its twin has it not: the evidence of a pair holds for the twin and fails for the bug.

The evidence is Python, ``prove(service)``: it invokes functions with events written by hand and asserts what must be so.
"""

import contextlib
import fnmatch
import importlib
import importlib.util
import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from unittest import mock

import account
import boto3
import moto
import time_machine
from catalogue import VARIANTS, Pair

import lambdatest

_ENVIRONMENT = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "POWERTOOLS_LOG_LEVEL": "CRITICAL"}


class Context:
    """What Lambda hands to a handler beside the event."""

    memory_limit_in_mb = 128

    def __init__(self, name: str, remaining: list[int]) -> None:
        self.function_name = name
        self.aws_request_id = str(uuid.uuid4())
        self.invoked_function_arn = f"arn:aws:lambda:us-east-1:123456789012:function:{name}"
        self._remaining = list(remaining)

    def get_remaining_time_in_millis(self) -> int:
        """The next of the times that the evidence names, and the last of them from then on."""
        return self._remaining.pop(0) if len(self._remaining) > 1 else self._remaining[0]


class Service:
    """What the evidence of a pair works with: the functions of one project in an account of its own."""

    def __init__(self, project: lambdatest.Project) -> None:
        self.functions = {function.name: function for function in project.functions}
        self.faults = account.Faults()
        self._extra: dict[str, str] = {}
        account.build(project)

    def invoke(self, name: str, event: Any, *, remaining: tuple[int, ...] | list[int] = (30_000,)) -> Any:
        """Call the function *name* as Lambda does: a copy of the event, and an answer that must be JSON."""
        function = self.functions[name]
        root = str(function.code_root)
        if root not in sys.path:
            sys.path.insert(0, root)
        os.chdir(root)
        os.environ.update(function.environment | self._extra)
        module, _, attribute = function.handler.replace("/", ".").rpartition(".")
        handler: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
        return json.loads(json.dumps(handler(json.loads(json.dumps(event)), Context(name, list(remaining)))))

    def answer_of(self, name: str, event: dict[str, Any]) -> Any:
        """What the function PUTs to CloudFormation."""
        answers: list[Any] = []

        class Receiver(BaseHTTPRequestHandler):
            """Takes one PUT."""

            def do_PUT(self) -> None:  # pylint: disable=invalid-name  # the name is http.server's
                """Keep the body."""
                answers.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None:  # pylint: disable=arguments-differ
                """Say nothing."""

        with HTTPServer(("127.0.0.1", 0), Receiver) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.invoke(name, event | {"ResponseURL": f"http://127.0.0.1:{server.server_port}/answer?signature=1"})
            server.shutdown()
        (answer,) = answers
        return answer

    def client(self, name: str) -> Any:
        """A client of boto3."""
        return boto3.client(name)

    def table(self, name: str) -> Any:
        """A table of boto3."""
        return boto3.resource("dynamodb").Table(name)

    def items(self, name: str) -> list[dict[str, Any]]:
        """All items of a (small) table."""
        return list(self.table(name).scan()["Items"])

    def objects(self, bucket: str) -> list[str]:
        """The keys in a (small) bucket."""
        return sorted(thing["Key"] for thing in boto3.client("s3").list_objects_v2(Bucket=bucket).get("Contents", []))

    def messages(self, queue: str) -> list[str]:
        """The bodies that stand in a queue, those that are delayed too."""
        client = boto3.client("sqs")
        url = client.get_queue_url(QueueName=queue)["QueueUrl"]
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"]
        counts = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
        received = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        return [message["Body"] for message in received] + ["(delayed)"] * int(counts["ApproximateNumberOfMessagesDelayed"])

    def requests(self, operation: str) -> list[Any]:
        """What the calls of *operation* asked for, retries included."""
        return [json.loads(request.body) for name, request in self.faults.requests if name == operation]

    def set_environment(self, name: str, value: str) -> None:
        """Set a variable whose value only the evidence knows."""
        self._extra[name] = value

    def refuse(self, operation: str, code: str, *, times: int = account.FOREVER) -> None:
        """Let the next calls of *operation* fail with *code*."""
        self.faults.add(operation, account.refusal(code), times)

    def lose_answer(self, operation: str) -> None:
        """Let the next call of *operation* have its effect, and its answer not arrive."""
        self.faults.add(operation, account.lost)

    def leave_unprocessed(self, operation: str) -> None:
        """Let the next batch call get to its first entry only."""
        self.faults.add(operation, account.unprocessed)

    def answer(self, operation: str, body: Any) -> None:
        """Let the next call of *operation* be answered with *body*."""
        self.faults.add(operation, lambda real, request: account.response(request, 200, body))

    def before(self, operation: str, action: Callable[[], Any]) -> None:
        """Do something before the next call of *operation* reaches the service: another invocation, for instance."""

        def interrupted(real: Any, request: Any) -> Any:
            action()
            return real()

        self.faults.add(operation, interrupted)

    def heal(self) -> None:
        """Let nothing go wrong any more."""
        self.faults.by_operation.clear()

    def at(self, moment: str) -> Any:
        """A context in which it is *moment* and stays so."""
        return time_machine.travel(moment, tick=False)

    def allows(self, name: str, action: str, resource: str) -> bool:
        """Whether a statement of the function's role allows *action* on *resource*."""
        return any(
            statement["Effect"] == "Allow" and _matches(statement["Action"], action) and _matches(statement["Resource"], resource)
            for statement in self.functions[name].statements or ()
        )


def _matches(patterns: Any, text: str) -> bool:
    return any(fnmatch.fnmatchcase(text, str(pattern)) for pattern in ([patterns] if isinstance(patterns, str) else patterns))


@contextlib.contextmanager
def _service(pair: Pair, variant: str) -> Iterator[Service]:
    with tempfile.TemporaryDirectory() as folder:
        project = lambdatest.load(pair.write(variant, Path(folder) / variant))
        os.environ.update(_ENVIRONMENT | {"AWS_DEFAULT_REGION": project.region, "AWS_REGION": project.region})
        with moto.mock_aws(), mock.patch.object(time, "sleep"):
            yield Service(project)
            os.chdir("/")


def _prove(pair: Pair, variant: str, answer: Any) -> None:
    spec = importlib.util.spec_from_file_location(f"evidence_of_{pair.id}", pair.folder / "evidence.py")
    assert spec is not None and spec.loader is not None
    evidence = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(evidence)
    with open(os.devnull, "w", encoding="utf-8") as nothing, contextlib.redirect_stdout(nothing), contextlib.redirect_stderr(nothing):
        with _service(pair, variant) as service:
            try:
                evidence.prove(service)
            except Exception as error:  # pylint: disable=broad-exception-caught  # whatever a bug raises is what we want to know
                last = traceback.extract_tb(error.__traceback__)[-1]
                answer.send(f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno} {last.line})".replace("\n", " "))
            else:
                answer.send("")


def prove(pair: Pair) -> dict[str, str]:
    """Why the evidence of *pair* does not hold, for each variant: empty where it holds."""
    said = {}
    fork = multiprocessing.get_context("fork")  # each variant has modules, threads and an account of its own
    for variant in VARIANTS:
        ours, theirs = fork.Pipe(duplex=False)
        process = fork.Process(target=_prove, args=(pair, variant, theirs))
        process.start()
        theirs.close()
        try:
            said[variant] = ours.recv()
        except EOFError:
            said[variant] = "the process ended without a word"
        process.join()
    return said
