"""The context of an invocation: awslambdaric's own class, or ours of the same shape where there is none.

https://docs.aws.amazon.com/lambda/latest/dg/python-context.html
"""

import logging
import os
import sys
import time
from collections.abc import Mapping
from typing import Any

from lambdatest.runtime.environment import log_stream
from lambdatest.runtime.marshaller import runtime_module


class _Record:
    """A record whose attributes are those that *names* lists; None where the data have none."""

    names: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any]) -> None:
        for name in self.names:
            setattr(self, name, data.get(name))

    def __repr__(self) -> str:
        return f"{type(self).__name__}([{','.join(f'{name}={getattr(self, name)}' for name in self.names)}])"


class CognitoIdentity(_Record):
    """Who calls, where Amazon Cognito knows; all None otherwise."""

    names = ("cognito_identity_id", "cognito_identity_pool_id")


class Client(_Record):
    """The app that calls, as a mobile SDK describes it."""

    names = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


class ClientContext(_Record):
    """What a mobile SDK sends along."""

    names = ("custom", "env", "client")


class LambdaContext:
    """The documented attributes and methods, read from Lambda's environment variables as awslambdaric does it.

    ``memory_limit_in_mb`` is a string, as on Lambda.  ``get_remaining_time_in_millis`` counts down to *deadline*, milliseconds
    since 1970, on the clock of `time.time`.
    """

    def __init__(
        self, request_id: str, client: Mapping[str, Any] | None, identity: Mapping[str, Any] | None, deadline: int, arn: str
    ) -> None:
        self.aws_request_id = request_id
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.invoked_function_arn = arn
        self.tenant_id: str | None = None
        self.client_context = None
        if client is not None:
            self.client_context = ClientContext({**client, "client": Client(client.get("client") or {})})
        names = identity or {}
        self.identity = CognitoIdentity(
            {"cognito_identity_id": names.get("cognitoIdentityId"), "cognito_identity_pool_id": names.get("cognitoIdentityPoolId")}
        )
        self._deadline = deadline

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda ends the invocation, at least 0."""
        return max(self._deadline - int(time.time() * 1000), 0)

    def log(self, message: object) -> None:
        """Write to the function's log, without a line end."""
        for handler in logging.getLogger().handlers:
            if hasattr(handler, "log_sink"):
                handler.log_sink.log(str(message))
                return
        sys.stdout.write(str(message))


class FreeContext(LambdaContext):
    """A context of no invocation, for a test that calls a handler itself: *timeout* in seconds, *memory* in MB.

    Its time begins anew with each `begin`, on the clock of `time.time`.
    """

    def __init__(self, name: str, memory: int, timeout: int, arn: str) -> None:
        super().__init__("00000000-0000-4000-8000-000000000001", None, None, 0, arn)
        self.function_name, self.function_version, self.memory_limit_in_mb = name, "$LATEST", str(memory)
        self.log_group_name, self.log_stream_name = f"/aws/lambda/{name}", log_stream()
        self._timeout = timeout
        self.begin()

    def begin(self) -> None:
        """All of the time is left."""
        self._deadline = int((time.time() + self._timeout) * 1000)


def lambda_context(
    request_id: str, deadline: int, arn: str, client: Mapping[str, Any] | None = None, identity: Mapping[str, Any] | None = None
) -> Any:
    """A context for the function that the environment variables describe; *deadline* in milliseconds since 1970.

    *client* and *identity* are the decoded ``Lambda-Runtime-Client-Context`` and ``-Cognito-Identity`` headers.
    """
    native = runtime_module("lambda_context")
    if native is None:
        return LambdaContext(request_id, client, identity, deadline, arn)
    return native.LambdaContext(request_id, dict(client) if client else None, identity, deadline, arn)
