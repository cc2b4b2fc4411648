"""A small service behind each event source: its serverless.yml, and what a search of its one handler finds."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import yaml

import lambdatest
from lambdatest.engine.explore import Exploration
from lambdatest.engine.history import world
from lambdatest.engine.options import Options
from lambdatest.engine.stage import staged
from lambdatest.engine.watch import Deaf
from lambdatest.finding import Finding
from strategies.service import HEAD, table

SECRET = "s3cr3t-of-the-service"  # noqa: S105 - it opens nothing
ITEMS = {"http": {"path": "items", "method": "get"}}
LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/50dc6c495c0c9188/f2f7dc8efc522ab2"
SIMPLE = {"type": "request", "functionName": "api", "enableSimpleResponses": True, "identitySource": ["$request.header.Authorization"]}
THING = {"Type": "Custom::Thing", "Properties": {"ServiceToken": {"Fn::GetAtt": ["ApiLambdaFunction", "Arn"]}, "Size": "3", "Name": "x"}}
POOL = {"Type": "AWS::Cognito::UserPool", "Properties": {"Schema": [{"Name": "email", "Required": True}]}}


def _rest(authorizer: Mapping[str, Any]) -> dict[str, Any]:
    return {"items": {"handler": "app.items", "events": [{"http": {"path": "items", "method": "get", "authorizer": dict(authorizer)}}]}}


_HTTP = {"httpApi": {"path": "/items", "method": "get", "authorizer": {"name": "own"}}}
_HTTP_ITEMS = {"items": {"handler": "app.items", "events": [_HTTP]}}
WIRINGS: Mapping[str, Mapping[str, Any]] = {
    "alb": {"events": [{"alb": {"listenerArn": LISTENER, "priority": 1, "conditions": {"path": "/items/*", "method": ["GET", "POST"]}}}]},
    "alb lists": {
        "events": [{"alb": {"listenerArn": LISTENER, "priority": 1, "multiValueHeaders": True, "conditions": {"path": "/items"}}}],
    },
    "rest": {"events": [{"http": "GET /items/{id}"}]},
    "http": {"events": [{"httpApi": "GET /items/{id}"}, {"httpApi": "POST /items"}]},
    "websocket": {"events": [{"websocket": route} for route in ("$connect", "$disconnect", "$default", "send")]},
    "token": {"functions": _rest({"name": "api", "type": "token"})},
    "request": {"functions": _rest({"name": "api", "type": "request", "identitySource": "method.request.header.X-Api-Key"})},
    "http_api": {"functions": _HTTP_ITEMS, "provider": {"httpApi": {"authorizers": {"own": SIMPLE}}}},
    "cognito": {"events": [{"cognitoUserPool": {"pool": "users", "trigger": "PreSignUp"}}]},
    "cognito email": {
        "events": [{"cognitoUserPool": {"pool": "users", "trigger": "PostConfirmation"}}], "resources": {"CognitoUserPoolUsers": POOL},
    },
    "custom resource": {"resources": {"Thing": THING}},
    "direct": {},
}


def write(folder: Path, wiring: str, code: str) -> None:
    """Write the service of that *wiring* to *folder*, with *code* as its handler."""
    found = WIRINGS[wiring]
    api: dict[str, Any] = {"handler": "app.handler", "environment": {"APP_SECRET": SECRET}, "events": found.get("events", [])}
    document = {
        "service": "shop", "provider": {"name": "aws", "runtime": "python3.12", **found.get("provider", {})},
        "functions": {"api": api, **found.get("functions", {})},
        "resources": {"Resources": {"Items": table({"id": "S"}), **found.get("resources", {})}},
    }
    (folder / "serverless.yml").write_text(yaml.safe_dump(document, sort_keys=False))
    (folder / "app.py").write_text(f"{HEAD}{dedent(code)}\n\ndef items(event, context):\n    return {{'statusCode': 200}}\n")


def findings(folder: Path, wiring: str, code: str, examples: int = 40) -> list[Finding]:
    """Everything that a search of the handler *code* behind *wiring* finds.  Raises AssertionError where something could not run."""
    write(folder, wiring, code)
    project = lambdatest.load(folder)
    with staged(project, "api") as stage:
        subject = world(stage.subject, stage.companions, project.tables)
        found: list[Finding] = []
        for trigger in stage.subject.triggers:
            exploration = Exploration(subject, trigger, stage.runner, Options(max_examples=examples, seed=7), folder, Deaf())
            exploration.explore()
            found += exploration.findings()
        assert not stage.runner.errors, stage.runner.errors
    return found
