"""Which service sent an event, told from how the code reads it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, find, settings

import lambdatest
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.event_sources.shape import shape
from lambdatest.inference import infer
from lambdatest.model import Location, Trigger

EACH = "def handler(event, context):\n    for record in event['Records']:\n        "
ONE = "def handler(event, context):\n    return "
READ = {
    "sns": EACH + "print(record['Sns']['Message'])",
    "s3": EACH + "print(record['s3']['object']['key'])",
    "kinesis": EACH + "print(record['kinesis']['data'])",
    "dynamodb_stream": EACH + "print(record['dynamodb']['NewImage'])",
    "sqs": EACH + "print(record['body'])",
    "firehose": "def handler(event, context):\n    return [record['recordId'] for record in event['records']]",
    "custom_resource": ONE + "event['RequestType'], event['ResponseURL']",
    "token_authorizer": ONE + "event['authorizationToken']",
    "cognito": ONE + "event['request']['userAttributes']['email']",
    "websocket": ONE + "event['requestContext']['connectionId']",
    "alb": ONE + "event['requestContext']['elb']['targetGroupArn'], event['path']",
    "http_api": ONE + "event['requestContext']['http']['method']",
    "eventbridge": ONE + "event['detail-type'], event['detail']['id']",
    "rest_api": ONE + "event['pathParameters']['id']",
}
OWN = {"keys of its own": ONE + "event['width'] * event['height']", "logs": ONE + "event['awslogs']['data']", "edge": EACH + "record['cf']"}


def some(strategy):
    """Any value of *strategy*."""
    quick = settings(phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck))
    return find(strategy, lambda _: True, settings=quick)


@pytest.mark.parametrize("kind", READ)
def test_a_direct_event_is_that_of_the_service_whose_keys_the_code_reads(kind):
    vocabulary = infer({"app.py": READ[kind]}, None, "handler")
    assert shape(vocabulary) == kind
    trigger = Trigger("direct", "direct", "f", Location("app.py", 1), {"inferred": True})
    event = some(EVENT_SOURCES["direct"].events(trigger, vocabulary, None, {}))
    exec(f"{READ[kind]}\nhandler(event, None)", {"event": event, "print": str})  # pylint: disable=exec-used  # the code above
    assert EVENT_SOURCES["direct"].mutations(trigger, vocabulary) is not None
    EVENT_SOURCES["direct"].holds(trigger, vocabulary, event)


@pytest.mark.parametrize("code", OWN.values(), ids=OWN)
def test_code_with_keys_of_its_own_or_of_a_service_that_is_none_of_ours_has_no_shape(code):
    assert shape(infer({"app.py": code}, None, "handler")) is None


def loaded(folder: Path, events: str, code: str) -> lambdatest.Project:
    head = "service: s\nprovider: {name: aws, runtime: python3.12}\n"
    (folder / "serverless.yml").write_text(f"{head}functions: {{f: {{handler: app.handler, events: [{events}]}}}}\n")
    (folder / "app.py").write_text(code)
    return lambdatest.load(folder)


@pytest.mark.parametrize(
    ("events", "code", "label", "unknown"),
    [
        ("", READ["sqs"], "direct invocation (event inferred, as of SQS queue)", []),
        ("", OWN["keys of its own"], "direct invocation (event inferred)", []),
        ("", "def handler(event, context):\n    return 1", "direct invocation (event inferred)", []),
        ("iot: {sql: 'SELECT * FROM x'}", OWN["keys of its own"], "direct invocation (event inferred)", ["iot"]),
        ("cloudwatchLog: /aws/x", OWN["logs"], None, ["cloudwatchLog"]),
        ("alexaSkill: amzn1.ask.skill.x", "from ask import handler", None, ["alexaSkill"]),
        ("{sqs: 'arn:aws:sqs:us-east-1:123456789012:q'}, {iot: {sql: x}}", READ["sqs"], "SQS q", ["iot"]),
    ],
)
def test_a_function_without_a_trigger_that_is_known_gets_what_its_code_expects_and_says_so(tmp_path, events, code, label, unknown):
    function = loaded(tmp_path, events, code).functions[0]
    assert [trigger.label for trigger in function.triggers] == ([label] if label else [])
    assert [one.type for one in function.unknown] == unknown
