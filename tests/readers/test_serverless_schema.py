"""Properties that Serverless does not know are listed where they stand, and no other is."""

from pathlib import Path

import lambdatest

SERVICE = """\
service: shop
provider: {name: aws, runtime: python3.13}
functions:
  guard:
    handler: app.guard
    cors: true
    timout: 4
    iamRoleStatements: []
  get:
    handler: app.get
    url: true
    events:
      - http:
          path: /orders/{id}
          method: get
          authorizer: {name: guard, ttl: 5}
          request:
            paths: {id: true}
            parameters: {querystrings: {page: false}}
      - httpApi: GET /orders
      - sqs: {arn: 'arn:aws:sqs:us-east-1:123456789012:jobs', functionResponseTypes: [ReportBatchItemFailures], maximumConcurrency: 2}
      - sns: news
      - stream: {arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s', batchWindow: 1}
      - fridge: {door: open}
"""


def test_what_serverless_does_not_know_of_functions_and_events_is_noted(tmp_path: Path) -> None:
    (tmp_path / "serverless.yml").write_text(SERVICE)
    event = "event http of function get"
    assert [str(note) for note in lambdatest.load(tmp_path).notes] == [
        "serverless.yml:6: cors of function guard is no property that Serverless knows",
        "serverless.yml:7: timout of function guard is no property that Serverless knows; did you mean 'timeout'?",
        f"serverless.yml:16: authorizer.ttl of the {event} is no property that Serverless knows",
        f"serverless.yml:18: request.paths of the {event} is no property that Serverless knows",
        "serverless.yml:21: functionResponseTypes of the event sqs of function get is no property that Serverless knows; "
        "did you mean 'functionResponseType'?",
    ]
