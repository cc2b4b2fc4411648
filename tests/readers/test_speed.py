"""Reading a large serverless.yml is not much slower than parsing it."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from lambdatest import readers

FUNCTION = """\
  f{n}:
    handler: src/f{n}.handler
    timeout: {timeout}
    environment:
      NAME: ${{self:custom.tables.t{table}}}
      URL: https://${{self:service}}.example/{n}
    events:
      - http: {{path: '/things/{n}/{{id}}', method: get, cors: true}}
      - http: POST /things/{n}
      - sqs: {{arn: {{"Fn::GetAtt": [Q{queue}, Arn]}}, batchSize: 5}}
"""
TABLE = """\
    T{n}:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: ${{self:custom.tables.t{n}}}
        AttributeDefinitions: [{{AttributeName: id, AttributeType: S}}]
        KeySchema: [{{AttributeName: id, KeyType: HASH}}]
        BillingMode: PAY_PER_REQUEST
"""


def large(functions: int) -> str:
    """A service with that many functions, thirty tables, ten queues and variables everywhere."""
    head = "service: big\nprovider: {name: aws, runtime: python3.12, stage: \"${opt:stage, 'dev'}\"}\n"
    names = "custom:\n  tables:\n" + "".join(f"    t{n}: ${{self:service}}-t{n}-${{sls:stage}}\n" for n in range(30))
    body = "".join(FUNCTION.format(n=n, timeout=n % 20 + 1, table=n % 30, queue=n % 10) for n in range(functions))
    queues = "".join(f"    Q{n}: {{Type: AWS::SQS::Queue, Properties: {{QueueName: q{n}}}}}\n" for n in range(10))
    return f"{head}{names}functions:\n{body}resources:\n  Resources:\n{''.join(TABLE.format(n=n) for n in range(30))}{queues}"


def quickest(what: Callable[[], object]) -> float:
    """CPU seconds of the quickest of three times."""
    found = []
    for _ in range(3):
        begun = time.process_time()
        what()
        found.append(time.process_time() - begun)
    return min(found)


@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="PyYAML was built without libyaml; without it nothing here is quick")
def test_a_service_of_300_functions_is_read_in_three_times_what_parsing_takes_and_a_third_of_a_second(tmp_path: Path) -> None:
    text = large(300)
    (tmp_path / "serverless.yml").write_text(text)
    parsing = quickest(lambda: yaml.load(text, yaml.CSafeLoader))
    assert quickest(lambda: readers.read(tmp_path)) <= 3 * parsing + 0.3
    service = readers.read(tmp_path)
    assert len(service.functions) == 300 and len(service.resources) == 40 and service.notes == ()
