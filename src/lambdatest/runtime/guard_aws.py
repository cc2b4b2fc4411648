"""The rule for AWS calls: whatever moto does not answer is refused by name, whichever client makes it."""

import gc
from importlib.metadata import version
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.client import BaseClient
from botocore.credentials import Credentials
from botocore.httpsession import URLLib3Session
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.models import botocore_stubber

from lambdatest.runtime import clock, thread
from lambdatest.runtime.endpoint import redirect
from lambdatest.runtime.guard_violation import refuse

NOT_IMPLEMENTED: tuple[int, dict[str, str], str] = (404, {}, "Not yet implemented")
"""What moto answers for a host of AWS that it has no backend for: it would look like the handler's own failure."""


def _operation(event: str) -> str:
    """``dynamodb:PutItem`` of ``before-send.dynamodb.PutItem``."""
    return ":".join(event.split(".")[1:3])


def _host(request: Any) -> str:
    return str(request.url).split("?", maxsplit=1)[0]


def close() -> None:
    """Close botocore's way to the network and make moto say what it cannot do; once for the process."""
    send, process, call = URLLib3Session.send, BotocoreStubber.process_request, BotocoreStubber.__call__

    def closed_send(self: URLLib3Session, request: AWSPreparedRequest) -> Any:
        if thread.guarded():
            refuse("aws", f"{request.method} {_host(request)} is not mocked")
        return send(self, request)

    def checked_process(self: BotocoreStubber, request: AWSPreparedRequest) -> Any:
        answer = process(self, request)
        if answer == NOT_IMPLEMENTED and thread.guarded():
            refuse("aws", f"moto {version('moto')} has no mock for {_host(request)}")
        return answer

    def checked_call(self: BotocoreStubber, event_name: str, request: AWSPreparedRequest, **options: Any) -> Any:
        if not thread.guarded():
            return call(self, event_name, request, **options)
        clock.tick()
        if not self.enabled:
            refuse("aws", f"{_operation(event_name)} is called while no mock is active")
        redirect(event_name, request)
        try:
            answer = call(self, event_name, request, **options)
        except NotImplementedError as missing:
            refuse("aws", f"{_operation(event_name)} is not implemented by moto {version('moto')}: {missing}")
        except ModuleNotFoundError as missing:
            refuse("aws", f"moto needs the package {missing.name} for {_operation(event_name)}; install it with `pip install moto[all]`")
        if answer is None:
            refuse("aws", f"{_operation(event_name)} goes to {_host(request)}, for which there is no mock")
        return answer

    setattr(URLLib3Session, "send", closed_send)
    setattr(BotocoreStubber, "process_request", checked_process)
    setattr(BotocoreStubber, "__call__", checked_call)


def adopt() -> int:
    """Mock the clients that were made before moto was imported, with fake credentials; how many there were."""
    clients = [found for found in gc.get_objects() if isinstance(found, BaseClient)]
    for client in clients:
        events: Any = client.meta.events
        events.unregister("before-send", botocore_stubber)
        events.register_first("before-send", botocore_stubber)
        signer = getattr(client, "_request_signer", None)
        if getattr(signer, "_credentials", None) is not None:
            setattr(signer, "_credentials", Credentials("testing", "testing", "testing"))
    return len(clients)
