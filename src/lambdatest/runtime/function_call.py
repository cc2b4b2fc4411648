"""Calls of Lambda functions by a handler: the functions of the project are there, and what they answer is not made up.

An asynchronous call is accepted, as Lambda does.  A synchronous one waits for what another function answers: unless the test says
what that is, the call is refused by name, because an answer of ours would be a guess.  moto would run it in a container, or echo.
See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

import json
import re
from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from moto.awslambda_simple.models import lambda_simple_backends
from moto.iam.models import iam_backends

from lambdatest.errors import AccountError
from lambdatest.model import ACCOUNT_ID, Resource
from lambdatest.runtime import thread
from lambdatest.runtime.guard_violation import refuse

TYPES = frozenset({"AWS::Lambda::Function", "AWS::Serverless::Function"})
Answer = tuple[int, dict[str, str], str]
_CALL = re.compile(r"/functions/([^/]+)/(invocations|invoke-async|response-streaming-invocations)/?$")
_NAME = re.compile(r"^(?:(?:arn:[\w-]+:lambda:[\w-]+:)?\d{12}:function:|function:)?([^:]+)(?::[^:]+)?$")
_ROLE = "lambdatest"


class FunctionCalls:
    """The functions that handlers can call by name in *region*; *answers* maps names to what a synchronous call gets."""

    def __init__(self, resources: Collection[Resource], names: Collection[str], region: str) -> None:
        found = [resource for resource in resources if resource.type in TYPES]
        declared = {str(resource.properties.get("FunctionName") or resource.logical_id): resource for resource in found}
        self.declared: dict[str, Resource | None] = {**dict.fromkeys(names), **declared}
        self.region = region
        self.answers: dict[str, Any] = {}

    def answer(self, request: Any) -> Answer | None:
        """The answer to a *request* to Lambda; None where moto has it, which knows the functions then."""
        found = _CALL.search(urlsplit(str(request.url)).path)
        if found is None:
            self._declare()
            return None
        name = _NAME.match(unquote(found[1]))
        if name is None or name[1] not in self.declared:
            return _refusal(404, "ResourceNotFoundException", f"Function not found: {unquote(found[1])}")
        return self._call(name[1], _header(request, "X-Amz-Invocation-Type"), request.body, found[2])

    def _call(self, name: str, kind: str, body: Any, operation: str) -> Answer:
        try:
            json.loads(body or b"{}")
        except ValueError as error:
            # https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors
            return _refusal(400, "InvalidRequestContentException", f"Could not parse request body into json: {error}")
        if kind == "Event" or operation == "invoke-async":
            return 202, {}, ""
        if kind == "DryRun":
            return 204, {}, ""
        if name not in self.answers:
            _cannot_tell(name)
        return 200, {"X-Amz-Executed-Version": "$LATEST"}, json.dumps(self.answers[name])

    def _declare(self) -> None:
        """Make the functions in moto, once an example: a restore forgets them."""
        backend = lambda_simple_backends[ACCOUNT_ID][self.region]
        if list(backend.list_functions()):
            return
        roles = iam_backends[ACCOUNT_ID]["aws"]
        if not any(role.name == _ROLE for role in roles.get_roles()):
            roles.create_role(_ROLE, "{}", "/", None, "", [], "3600")
        for name, resource in self.declared.items():
            backend.create_function(_specification(name, resource.properties if resource is not None else {}))


def _specification(name: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    """What CreateFunction would have been asked for."""
    given = {member: properties[member] for member in ("Handler", "Runtime", "Description") if isinstance(properties.get(member), str)}
    limits = {member: int(properties[member]) for member in ("Timeout", "MemorySize") if str(properties.get(member)).isdecimal()}
    role = f"arn:aws:iam::{ACCOUNT_ID}:role/{_ROLE}"
    usual = {"Handler": "app.handler", "Runtime": "python3.13", "Code": {"ZipFile": b""}}
    return {**usual, **given, **limits, "FunctionName": name, "Role": role}


def _cannot_tell(name: str) -> None:
    """Refuse a call whose answer nobody knows."""
    what = f"lambda:Invoke of {name!r} waits for an answer, and the mocked account runs no function"
    if thread.guarded():
        refuse("aws", f"{what}; say what it answers with account.answers[{name!r}] in a test")
    raise AccountError(f"{what}; say what it answers: account.answers[{name!r}] = ...")


def _header(request: Any, name: str) -> str:
    value = request.headers.get(name) or "RequestResponse"
    return value.decode() if isinstance(value, bytes) else str(value)


def _refusal(status: int, code: str, message: str) -> Answer:
    return status, {"x-amzn-errortype": code, "content-type": "application/json"}, json.dumps({"Type": "User", "Message": message})
