"""Which service sent an event, told from what the code reads of it: ``event["Records"][0]["Sns"]`` is a topic's.

The shapes: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html
"""

from lambdatest.vocabulary import Vocabulary

# The first whose keys are all read, each a path from the event; later ones are less telling.
_SHAPES: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    ("sns", (("Records", "Sns"),)),
    ("s3", (("Records", "s3"),)),
    ("kinesis", (("Records", "kinesis"),)),
    ("dynamodb_stream", (("Records", "dynamodb"),)),
    ("sqs", (("Records", "body"),)),
    ("sqs", (("Records", "receiptHandle"),)),
    ("sqs", (("Records", "messageId"),)),
    ("firehose", (("records", "recordId"),)),
    ("custom_resource", (("RequestType",), ("ResponseURL",))),
    ("custom_resource", (("RequestType",), ("ResourceProperties",))),
    ("token_authorizer", (("authorizationToken",),)),
    ("cognito", (("triggerSource",),)),
    ("cognito", (("request", "userAttributes"),)),
    ("websocket", (("requestContext", "connectionId"),)),
    ("alb", (("requestContext", "elb"),)),
    ("http_api", (("requestContext", "http"),)),
    ("http_api", (("rawPath",),)),
    ("http_api", (("rawQueryString",),)),
    ("eventbridge", (("detail-type",),)),
    ("eventbridge", (("detail",), ("source",))),
)
_HTTP = ("httpMethod", "pathParameters", "queryStringParameters", "multiValueQueryStringParameters", "requestContext", "headers")
"""What only a request over HTTP has; the file may declare its API in another way, and the older one is the more frequent."""
_ELSEWHERE = (("Records", "cf"), ("awslogs",), ("rmqMessagesByQueue",), ("records", "topic"))
"""Events of services that are no event source here."""


def sent_by_another(vocabulary: Vocabulary) -> bool:
    """Whether the code reads events of a service that is no event source here: nothing can be inferred of those."""
    return any(vocabulary.event_key(*trail) for trail in _ELSEWHERE)


def shape(vocabulary: Vocabulary) -> str | None:
    """The kind of event source whose events the code reads; None where it asks for keys of its own, or for nothing."""
    if sent_by_another(vocabulary):
        return None
    found = (kind for kind, trails in _SHAPES if all(vocabulary.event_key(*trail) for trail in trails))
    kind = next(found, None)
    return kind or ("rest_api" if any(vocabulary.event_key(name) for name in _HTTP) else None)
