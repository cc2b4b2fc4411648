"""A mocked account for the proofs: moto, the resources of one project, and faults put into its answers by hand.

It shares nothing with lambdatest's runtime but the reader of the IaC file, so that a proof does not lean on what it is to judge.
"""

import json
from collections.abc import Callable
from typing import Any

import boto3
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError
from moto.core.botocore_stubber import BotocoreStubber, MockRawResponse
from moto.core.models import botocore_stubber

from lambdatest import Project

FOREVER = 1000  # calls of one proof
_REAL = BotocoreStubber.__call__
_TABLE = (
    "TableName", "KeySchema", "AttributeDefinitions", "BillingMode", "ProvisionedThroughput",
    "GlobalSecondaryIndexes", "LocalSecondaryIndexes",
)


class Faults:
    """What is to go wrong with the calls of each operation: one function a call stands between botocore and moto.

    It stays there: each proof has a process of its own.
    """

    def __init__(self) -> None:
        self.by_operation: dict[str, list[Callable[[Any, AWSPreparedRequest], AWSResponse | None]]] = {}
        self.requests: list[tuple[str, AWSPreparedRequest]] = []
        BotocoreStubber.__call__ = self._call  # type: ignore[method-assign]

    def _call(self, event_name: str, request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        def real() -> AWSResponse | None:
            return _REAL(botocore_stubber, event_name, request)

        operation = event_name.rpartition(".")[2]
        self.requests.append((operation, request))
        waiting = self.by_operation.get(operation, [])
        return waiting.pop(0)(real, request) if waiting else real()

    def add(self, operation: str, fault: Callable[[Any, AWSPreparedRequest], AWSResponse | None], times: int = 1) -> None:
        """Let *fault* answer *times* further calls of *operation*."""
        self.by_operation.setdefault(operation, []).extend([fault] * times)


def response(request: AWSPreparedRequest, status: int, body: Any) -> AWSResponse:
    """An answer with a JSON *body*."""
    raw = MockRawResponse(json.dumps(body))
    return AWSResponse(request.url, status, {"content-type": "application/x-amz-json-1.0"}, raw)  # type: ignore[arg-type]


def refusal(code: str) -> Callable[[Any, AWSPreparedRequest], AWSResponse]:
    """The service refuses the call with *code*."""
    status = 500 if code.startswith("Internal") else 400
    return lambda real, request: response(request, status, {"__type": f"com.amazonaws#{code}", "message": "made to fail"})


def lost(real: Any, request: AWSPreparedRequest) -> AWSResponse:
    """The call has its effect, and the connection ends before the answer is there."""
    real()
    raise ConnectionClosedError(endpoint_url=request.url, request=request)


def unprocessed(real: Any, request: AWSPreparedRequest) -> AWSResponse:
    """A batch call gets to the first of its entries, and hands the others back."""
    asked = json.loads(request.body)["RequestItems"]
    write = isinstance(next(iter(asked.values())), list)
    head, rest = {}, {}
    for table, part in asked.items():
        entries = part if write else part["Keys"]
        head[table] = entries[:1] if write else part | {"Keys": entries[:1]}
        if entries[1:]:
            rest[table] = entries[1:] if write else part | {"Keys": entries[1:]}
    request.body = json.dumps({"RequestItems": head}).encode()
    body = json.loads(real().content) | {"UnprocessedItems" if write else "UnprocessedKeys": rest}
    return response(request, 200, body)


def build(project: Project) -> None:
    """Make the tables, buckets, queues and buses of *project*."""
    for resource in project.resources:
        properties = dict(resource.properties)
        match resource.type:
            case "AWS::DynamoDB::Table":
                boto3.client("dynamodb").create_table(**{name: properties[name] for name in _TABLE if name in properties})
            case "AWS::S3::Bucket":
                region = boto3.session.Session().region_name
                where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
                boto3.client("s3").create_bucket(Bucket=properties["BucketName"], **where)
            case "AWS::SQS::Queue":
                attributes = {"FifoQueue": "true"} if properties.get("FifoQueue") else {}
                boto3.client("sqs").create_queue(QueueName=properties["QueueName"], Attributes=attributes)
            case "AWS::Events::EventBus":
                boto3.client("events").create_event_bus(Name=properties["Name"])
            case _:
                pass  # what a handler of the catalogue does not call
