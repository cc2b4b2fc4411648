"""The plainest wiring of each kind of event source: what stands in where a test or the code itself names a kind and nothing declares it."""

from collections.abc import Iterator, Mapping
from typing import Any

from lambdatest.event_sources.event_source import EVENT_SOURCES
from lambdatest.model import Declaration, Location, Trigger
from lambdatest.strategies.route import DEFAULT, Route, parse

ANY = {"rest_api": "ANY /{proxy+}", "http_api": "$default"}
"""The route of a trigger of that kind where none is given: every request."""


def plainest(kind: str, function: str, route: str | None, location: Location) -> Trigger | None:
    """The plainest trigger of that *kind*, with *route* where it has one; None where no declaration of ours makes one."""
    recognise = EVENT_SOURCES[kind].recognise
    usual = recognise(Declaration("serverless", "websocket", function, {"route": route or DEFAULT}, location))
    if usual is not None:
        return usual
    wanted = parse(route if route is not None else ANY.get(kind, "ANY /"))
    return next((found for one in declarations(function, wanted, location) if (found := recognise(one))), None)


def declarations(function: str, route: Route, location: Location) -> Iterator[Declaration]:
    """The plainest declaration of every kind of event: one of them is recognised by the event source that is asked for."""
    path, arn = route.template, "arn:aws:{}:us-east-1:123456789012:{}".format
    balancer = arn("elasticloadbalancing", "listener/app/a/b/c")
    methods = {} if route.method == "ANY" else {"method": [route.method]}
    guard = {"name": "guard", "routes": (("GET", "/"),), "sources": (), "payload": "2.0", "simple": None}
    plain: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("http", {"method": route.method, "path": path}),
        ("http", {"method": route.method, "path": path, "integration": "lambda"}),
        ("httpApi", {"path": "*"} if path == DEFAULT else {"method": route.method, "path": path}),
        ("url", {}),
        ("alb", {"listenerArn": balancer, "priority": 1, "conditions": {"path": [path], **methods}}),
        ("sqs", {"arn": arn("sqs", "queue")}),
        ("sns", {"arn": arn("sns", "topic"), "topicName": "topic"}),
        ("s3", {"bucket": "bucket", "event": "s3:ObjectCreated:*"}),
        ("stream", {"type": "dynamodb", "arn": arn("dynamodb", "table/table/stream/2024-01-01T00:00:00.000")}),
        ("stream", {"type": "kinesis", "arn": arn("kinesis", "stream/stream")}),
        ("schedule", {"rate": ["rate(1 hour)"]}),
        ("eventBridge", {"pattern": {"source": ["app"]}}),
        ("cloudwatchEvent", {"event": {"source": ["app"]}}),
        ("cloudwatchLog", {"logGroup": "/aws/lambda/app"}),
        ("cognitoUserPool", {"pool": "pool", "trigger": "PreSignUp"}),
        ("iot", {"sql": "SELECT * FROM 'topic'"}),
        ("alexaSkill", {}),
        ("alexaSmartHome", {"appId": "amzn1.ask.skill.app"}),
        ("cloudFront", {"eventType": "viewer-request", "origin": "https://example.com"}),
        ("msk", {"arn": arn("kafka", "cluster/cluster/id"), "topic": "topic"}),
        ("kafka", {"bootstrapServers": ["broker:9092"], "topic": "topic"}),
        ("activemq", {"arn": arn("mq", "broker:broker:id"), "queue": "queue"}),
        ("rabbitmq", {"arn": arn("mq", "broker:broker:id"), "queue": "queue"}),
        ("direct", {}),
        ("custom_resource", {"type": "Custom::Resource", "name": "Resource", "properties": {}}),
        *(("authorizer", {"kind": kind, **guard}) for kind in ("token", "request", "http_api")),
    )
    for type_, properties in plain:
        yield Declaration("serverless", type_, function, properties, location)
    yield Declaration("cloudformation", "AWS::KinesisFirehose::DeliveryStream", function, {"DeliveryStreamName": "stream"}, location)
