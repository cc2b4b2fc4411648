"""Every event source runs through the whole search: a correct handler stays silent, and one that is not is caught."""

from pathlib import Path

import pytest

from strategies.wired import SECRET, findings

pytestmark = pytest.mark.searches

HANDLER = "def handler(event, context):\n"
POLICY = """
def policy(effect, event):
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": event["methodArn"]}
    return {"principalId": "user", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}, "context": {"tier": 1}}
"""
SEND = """
import urllib.request


def send(event, status, physical, **more):
    body = {name: event[name] for name in ("StackId", "RequestId", "LogicalResourceId")}
    body |= {"Status": status, "PhysicalResourceId": physical, "Reason": "see the log", **more}
    request = urllib.request.Request(event["ResponseURL"], data=json.dumps(body).encode(), method="PUT")
    urllib.request.urlopen(request, timeout=5).read()
"""
GOOD = {
    "alb answers": ("alb", """
        def handler(event, context):
            if event["httpMethod"] == "GET":
                limit = event["queryStringParameters"].get("limit", "10")
                return {"statusCode": 200 if limit.isdigit() else 400, "headers": {"Content-Type": "text/plain"}, "body": limit[:5]}
            return {"statusCode": 201, "statusDescription": "201 Created", "headers": {}, "body": "", "isBase64Encoded": False}
        """),
    "alb answers in lists": ("alb lists", """
        def handler(event, context):
            agent = event["multiValueHeaders"]["user-agent"][-1]
            return {"statusCode": 200, "multiValueHeaders": {"Content-Type": ["text/plain"]}, "body": str(len(agent))}
        """),
    "websocket keeps a table of connections": ("websocket", """
        def handler(event, context):
            asked = event["requestContext"]
            key = {"id": asked["connectionId"]}
            if asked["routeKey"] == "$connect":
                TABLE.put_item(Item=key)
            elif asked["routeKey"] == "$disconnect":
                TABLE.delete_item(Key=key)
            else:
                try:
                    text = json.loads(event.get("body") or "")["text"]
                except (ValueError, KeyError, TypeError):
                    return {"statusCode": 400}
                url = f"https://{asked['domainName']}/{asked['stage']}"
                client = boto3.client("apigatewaymanagementapi", endpoint_url=url)
                for item in TABLE.scan()["Items"]:
                    try:
                        client.post_to_connection(ConnectionId=item["id"], Data=json.dumps({"text": text}).encode())
                    except client.exceptions.GoneException:
                        TABLE.delete_item(Key={"id": item["id"]})
            return {"statusCode": 200}
        """),
    "token is compared": ("token", POLICY + """
def handler(event, context):
    token = event["authorizationToken"]
    if token == "allow":
        return policy("Allow", event)
    if token == "deny":
        return policy("Deny", event)
    raise Exception("Unauthorized")
"""),
    "token is a secret behind a scheme": ("token", POLICY + """
def handler(event, context):
    scheme, _, token = event["authorizationToken"].partition(" ")
    return policy("Allow" if scheme == "Bearer" and token == os.environ["APP_SECRET"] else "Deny", event)
"""),
    "token is a JSON web token": ("token", POLICY + """
import base64, hashlib, hmac
def handler(event, context):
    parts = event["authorizationToken"].removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        return policy("Deny", event)
    wanted = hmac.new(os.environ["APP_SECRET"].encode(), ".".join(parts[:2]).encode(), hashlib.sha256).digest()
    given = base64.urlsafe_b64encode(wanted).rstrip(b"=").decode()
    return policy("Allow" if hmac.compare_digest(given, parts[2]) else "Deny", event)
"""),
    "key of a request": ("request", POLICY + """
def handler(event, context):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return policy("Allow" if headers.get("x-api-key") == os.environ["APP_SECRET"] else "Deny", event)
"""),
    "http api says so": ("http_api", """
        def handler(event, context):
            return {"isAuthorized": event["headers"].get("authorization") == "ok", "context": {"tiers": [1]}}
        """),
    "cognito refuses by raising": ("cognito", """
        def handler(event, context):
            if event["request"]["userAttributes"].get("email", "").endswith("@example.com"):
                raise ValueError("no staff")
            event["response"]["autoConfirmUser"] = True
            return event
        """),
    "cognito reads an attribute that the pool requires": ("cognito email", """
        def handler(event, context):
            TABLE.put_item(Item={"id": event["request"]["userAttributes"]["email"]})
            return event
        """),
    "custom resource answers everything": ("custom resource", SEND + """
def handler(event, context):
    try:
        if event["RequestType"] == "Create":
            TABLE.put_item(Item={"id": event["LogicalResourceId"], "size": int(event["ResourceProperties"]["Size"])})
        elif event["RequestType"] == "Delete":
            TABLE.delete_item(Key={"id": event["LogicalResourceId"]})
        send(event, "SUCCESS", event.get("PhysicalResourceId", event["LogicalResourceId"]), Data={"Size": 1})
    except Exception as error:
        send(event, "FAILED", event.get("PhysicalResourceId", "none"), Reason=str(error))
"""),
    "custom resource has one constant id": ("custom resource", SEND + """
def handler(event, context):
    send(event, "SUCCESS", "the-one")
"""),
    "task of a state machine": ("direct", """
        def handler(event, context):
            total = 0
            for line in event["lines"]:
                total += line["price"] * line.get("quantity", 1)
            if event.get("currency", "CHF") not in ("CHF", "EUR"):
                raise ValueError("currency")
            return {"total": total}
        """),
    "proxy that no template declares": ("direct", """
        def handler(event, context):
            found = (event.get("queryStringParameters") or {}).get("q", "")
            return {"statusCode": 200, "body": event["requestContext"]["requestId"] + found}
        """),
}
BAD = {
    "alb status is text": ("response_shape", "failure", "alb", f"{HANDLER}    return {{'statusCode': '200', 'body': ''}}"),
    "alb drops its headers": (
        "response_shape", "failure", "alb lists", "def handler(event, context):\n    return {'statusCode': 200, 'headers': {'x': 'y'}}"),
    "alb header is a number": (
        "response_shape", "failure", "alb", "def handler(event, context):\n    return {'statusCode': 200, 'headers': {'x': 1}}"),
    "websocket reads a body when a client connects": (
        "unhandled_exception", "failure", "websocket", "def handler(event, context):\n    return {'statusCode': 200, 'x': event['body']}"),
    "token opens when it cannot be read": ("authorizer_fail_open", "failure", "token", POLICY + """
def handler(event, context):
    try:
        known = event["authorizationToken"].split(".")[1] == "a"
    except IndexError:
        known = True
    return policy("Allow" if known else "Deny", event)
"""),
    "token is never verified": ("authorizer_fail_open", "failure", "token", POLICY + """
import base64
def handler(event, context):
    try:
        body = event["authorizationToken"].removeprefix("Bearer ").split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    except (IndexError, ValueError):
        return policy("Deny", event)
    return policy("Allow" if claims["exp"] > 1700000000 else "Deny", event)
"""),
    "a part of the secret will do": ("authorizer_fail_open", "failure", "request", POLICY + """
def handler(event, context):
    headers = {name.lower(): value for name, value in event["headers"].items()}
    return policy("Allow" if os.environ["APP_SECRET"].startswith(headers.get("x-api-key", "-")) else "Deny", event)
"""),
    "everybody is let in": ("authorizer_fail_open", "warning", "http_api", f"{HANDLER}    return {{'isAuthorized': True}}"),
    "http api says it as text": ("response_shape", "failure", "http_api", """
        def handler(event, context):
            return {"isAuthorized": str(event["headers"].get("authorization") == "ok").lower()}
        """),
    "policy has lists in its context": ("response_shape", "failure", "token", POLICY + """
def handler(event, context):
    return {**policy("Deny", event), "context": {"groups": ["a"]}}
"""),
    "cognito gets nothing back": ("response_shape", "failure", "cognito", "def handler(event, context):\n    pass"),
    "cognito gets text for a boolean": ("response_shape", "failure", "cognito", """
        def handler(event, context):
            event["response"]["autoConfirmUser"] = "true"
            return event
        """),
    "cognito user has no e-mail address": ("unhandled_exception", "failure", "cognito", """
        def handler(event, context):
            event["response"]["autoVerifyEmail"] = event["request"]["userAttributes"]["email"].endswith("@example.com")
            return event
        """),
    "custom resource forgets the deletion": ("cfn_contract", "failure", "custom resource", SEND + """
def handler(event, context):
    if event["RequestType"] != "Delete":
        send(event, "SUCCESS", "r")
"""),
    "custom resource raises before it answers": ("cfn_contract", "failure", "custom resource", SEND + """
def handler(event, context):
    send(event, "SUCCESS", event["ResourceProperties"]["Missing"])
"""),
    "custom resource makes up an id each time": ("cfn_physical_id", "failure", "custom resource", SEND + """
import uuid
def handler(event, context):
    if event["RequestType"] == "Delete":
        TABLE.delete_item(Key={"id": "made"})
    else:
        TABLE.put_item(Item={"id": "made"})
    send(event, "SUCCESS", str(uuid.uuid4()))
"""),
    "custom resource cannot delete what is not there": ("cfn_contract", "warning", "custom resource", SEND + """
def handler(event, context):
    if event["RequestType"] == "Create":
        TABLE.put_item(Item={"id": "made"})
        return send(event, "SUCCESS", "made")
    if event["RequestType"] == "Delete" and "Item" not in TABLE.get_item(Key={"id": event["PhysicalResourceId"]}):
        return send(event, "FAILED", event["PhysicalResourceId"])
    send(event, "SUCCESS", event["PhysicalResourceId"])
"""),
    "direct answer is a set": ("json_serialisable", "failure", "direct", f"{HANDLER}    return {{'t': set(event['tags'])}}"),
    "direct event divides by nothing": (
        "unhandled_exception", "warning", "direct", "def handler(event, context):\n    return event['total'] / event['count']"),
}


@pytest.mark.parametrize("name", list(GOOD))
def test_a_correct_handler_stays_silent(tmp_path: Path, name: str) -> None:
    found = findings(tmp_path, *GOOD[name])
    assert [f"{one.check}: {one.message}" for one in found if one.check != "malformed_input"] == []


@pytest.mark.parametrize("name", list(BAD))
def test_a_wrong_handler_is_caught(tmp_path: Path, name: str) -> None:
    check, severity, wiring, code = BAD[name]
    assert (check, severity) in [(one.check, one.severity) for one in findings(tmp_path, wiring, code)]


def test_no_secret_of_the_service_is_mistaken_for_garbage(tmp_path: Path) -> None:
    code = POLICY + f"""
def handler(event, context):
    return policy("Allow" if event["authorizationToken"] in ("{SECRET}", "{SECRET[:-1]}") else "Deny", event)
"""
    assert findings(tmp_path, "token", code) == []
