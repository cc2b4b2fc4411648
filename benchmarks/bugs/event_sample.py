"""Events as the services send them, written by hand for the proofs: nothing here comes from lambdatest's own strategies."""

import base64
import json
from typing import Any

ACCOUNT = "123456789012"
REGION = "us-east-1"
Event = dict[str, Any]


def _text(body: Any) -> str | None:
    return body if body is None or isinstance(body, str) else json.dumps(body)


def _lists(query: dict[str, Any] | None) -> dict[str, list[str]]:
    return {name: value if isinstance(value, list) else [value] for name, value in (query or {}).items()}


def rest(
    method: str,
    resource: str,
    *,
    path_parameters: dict[str, str] | None = None,
    query: dict[str, Any] | None = None,
    body: Any = None,
    headers: dict[str, str] | None = None,
    claims: dict[str, str] | None = None,
    base64: bool = False,  # pylint: disable=redefined-outer-name
) -> Event:
    """A request of a REST API with the proxy integration."""
    path = resource.format(**path_parameters or {})
    headers = {"Host": "abc.execute-api.us-east-1.amazonaws.com", "Accept": "*/*"} | (headers or {})
    values = _lists(query)
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: value[-1] for name, value in values.items()} or None,
        "multiValueQueryStringParameters": values or None,
        "pathParameters": path_parameters,
        "stageVariables": None,
        "requestContext": {
            "accountId": ACCOUNT,
            "resourcePath": resource,
            "httpMethod": method,
            "path": f"/dev{path}",
            "stage": "dev",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "identity": {"sourceIp": "203.0.113.7"},
            **({"authorizer": {"claims": claims}} if claims else {}),
        },
        "body": _text(body),
        "isBase64Encoded": base64,
    }


def http_api(
    method: str,
    route: str,
    *,
    path_parameters: dict[str, str] | None = None,
    query: dict[str, Any] | None = None,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> Event:
    """A request of an HTTP API, payload version 2.0."""
    path = route.format(**path_parameters or {})
    values = _lists(query)
    event: Event = {
        "version": "2.0",
        "routeKey": f"{method} {route}",
        "rawPath": path,
        "rawQueryString": "&".join(f"{name}={value}" for name in values for value in values[name]),
        "headers": {"host": "abc.execute-api.us-east-1.amazonaws.com", "accept": "*/*"} | (headers or {}),
        "requestContext": {
            "accountId": ACCOUNT,
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "curl/8"},
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": f"{method} {route}",
            "stage": "$default",
            "timeEpoch": 1772352000000,
        },
        "isBase64Encoded": False,
    }
    if values:
        event["queryStringParameters"] = {name: ",".join(value) for name, value in values.items()}
    if path_parameters:
        event["pathParameters"] = path_parameters
    if body is not None:
        event["body"] = _text(body)
    return event


def alb(method: str, path: str, *, query: dict[str, str] | None = None) -> Event:
    """A request of an Application Load Balancer."""
    target = f"arn:aws:elasticloadbalancing:{REGION}:{ACCOUNT}:targetgroup/lambda/49e9d65c45c6791a"
    return {
        "requestContext": {"elb": {"targetGroupArn": target}},
        "httpMethod": method,
        "path": path,
        "queryStringParameters": query or {},
        "headers": {"host": "internal.example.com", "x-forwarded-for": "203.0.113.7"},
        "body": "",
        "isBase64Encoded": False,
    }


def websocket(route: str) -> Event:
    """A WebSocket API's own route: $connect or $disconnect."""
    context = {"routeKey": route, "eventType": route[1:].upper(), "connectionId": "L0SM9cOFvHcCIhw=", "stage": "dev", "apiId": "abc"}
    return {"requestContext": context, "isBase64Encoded": False}


def sqs(*bodies: Any, group: str | None = None) -> Event:
    """A batch of messages; of a FIFO queue where there is a *group*."""
    records = []
    for number, body in enumerate(bodies):
        attributes = {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1772352000000",
            "SenderId": "AIDACKCEVSQ6C2EXAMPLE",
            "ApproximateFirstReceiveTimestamp": "1772352000001",
        }
        if group is not None:
            order = str(18849496460467696128 + number)
            attributes |= {"MessageGroupId": group, "SequenceNumber": order, "MessageDeduplicationId": str(number)}
        records.append({
            "messageId": f"059f36b4-87a3-44ab-83d2-{number:012}",
            "receiptHandle": "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            "body": _text(body),
            "attributes": attributes,
            "messageAttributes": {},
            "md5OfBody": "7b270e59b47ff90a553787216d55d91d",
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:queue",
            "awsRegion": REGION,
        })
    return {"Records": records}


def sns(message: str, *, attributes: dict[str, Any] | None = None, message_id: str = "1") -> Event:
    """One notification."""
    notification = {
        "Type": "Notification",
        "MessageId": f"95df01b4-ee98-5cb9-9903-{message_id:>012}",
        "TopicArn": f"arn:aws:sns:{REGION}:{ACCOUNT}:topic",
        "Subject": None,
        "Message": message,
        "Timestamp": "2026-03-01T08:00:00.000Z",
        "MessageAttributes": attributes or {},
    }
    return {"Records": [{"EventVersion": "1.0", "EventSource": "aws:sns", "EventSubscriptionArn": "arn", "Sns": notification}]}


def s3(bucket: str, key: str, *, name: str = "ObjectCreated:Put", sequencer: str = "0055AED6DCD90281E5") -> Event:
    """A notification about one object whose *key* needs no encoding."""
    thing: Event = {"key": key, "sequencer": sequencer}
    if name.startswith("ObjectCreated"):
        thing |= {"size": 1024, "eTag": "d41d8cd98f00b204e9800998ecf8427e"}
    return {"Records": [{
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": REGION,
        "eventTime": "2026-03-01T08:00:00.000Z",
        "eventName": name,
        "s3": {"s3SchemaVersion": "1.0", "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"}, "object": thing},
    }]}


def eventbridge(source: str, detail_type: str, detail: Event, *, time: str = "2026-03-01T08:00:00Z", event_id: str = "1") -> Event:
    """An event of EventBridge."""
    return {
        "version": "0",
        "id": f"17793124-05d4-b198-2fde-{event_id:>012}",
        "detail-type": detail_type,
        "source": source,
        "account": ACCOUNT,
        "time": time,
        "region": REGION,
        "resources": [],
        "detail": detail,
    }


def schedule(time: str) -> Event:
    """A run of a schedule."""
    return eventbridge("aws.events", "Scheduled Event", {}, time=time)


def stream(table: str, *images: Event, keys: list[str], name: str = "INSERT") -> Event:
    """Records of a table's stream, in DynamoDB's own JSON."""
    return {"Records": [{
        "eventID": f"c4ca4238a0b923820dcc509a6f75849{number}",
        "eventName": name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": REGION,
        "dynamodb": {
            "ApproximateCreationDateTime": 1772352000,
            "Keys": {key: image[key] for key in keys},
            "NewImage": image,
            "SequenceNumber": f"{4421584500000000017450439091 + number}",
            "SizeBytes": 26,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        },
        "eventSourceARN": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/2026-03-01T00:00:00.000",
    } for number, image in enumerate(images)]}


def kinesis(*data: Any) -> Event:
    """Records of a Kinesis stream."""
    first = 49590338271490256608559692538361571095921575989136588898
    return {"Records": [{
        "kinesis": {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": "1",
            "sequenceNumber": str(first + number),
            "data": base64.b64encode((_text(one) or "").encode()).decode(),
            "approximateArrivalTimestamp": 1772352000.0,
        },
        "eventSource": "aws:kinesis",
        "eventVersion": "1.0",
        "eventID": f"shardId-000000000006:{first + number}",
        "eventName": "aws:kinesis:record",
        "awsRegion": REGION,
        "eventSourceARN": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/stream",
    } for number, one in enumerate(data)]}


def firehose(*data: Any) -> Event:
    """Records that Firehose wants to have transformed."""
    records = [{"recordId": str(number), "data": base64.b64encode((_text(one) or "").encode()).decode()} for number, one in enumerate(data)]
    return {"invocationId": "1", "deliveryStreamArn": "arn", "region": REGION, "records": records}


def cognito(trigger: str, user: str) -> Event:
    """A trigger of a user pool."""
    return {
        "version": "1",
        "triggerSource": trigger,
        "region": REGION,
        "userPoolId": f"{REGION}_AbCdEf123",
        "userName": user,
        "callerContext": {"awsSdkVersion": "1", "clientId": "abc"},
        "request": {"userAttributes": {"sub": user, "email": f"{user}@example.com", "email_verified": "true"}},
        "response": {},
    }


def custom_resource(request: str, properties: Event, *, physical_id: str | None = None, old: Event | None = None) -> Event:
    """A request of CloudFormation; the proof fills in where the answer goes."""
    event: Event = {
        "RequestType": request,
        "StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/s/1",
        "RequestId": "7f4bfb2c-0000-4000-8000-000000000001",
        "ResourceType": "Custom::Thing",
        "LogicalResourceId": "Thing",
        "ResourceProperties": {"ServiceToken": "arn", **properties},
    }
    if physical_id is not None:
        event["PhysicalResourceId"] = physical_id
    if old is not None:
        event["OldResourceProperties"] = {"ServiceToken": "arn", **old}
    return event
