"""Requests to a stand-in for AWS on this machine or beside it: the mocked account answers them too.

Code that is run against DynamoDB Local, LocalStack or MinIO while it is written gives its clients an ``endpoint_url``.  Such a
request gets the address that the service has in AWS, and whoever runs the search is told.
"""

import ipaddress
import os
import re
import sys
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from lambdatest.runtime.guard_violation import user_code

_SCOPE = re.compile(r"Credential=[^/]*/\d+/([\w-]+)/([\w-]+)/aws4_request")
_PREFIXES = {"ses": "email", "execute-api": "api.execute-api"}
"""Services whose host does not begin with the name that they sign with."""
_NOTED: dict[str, str] = {}
_LOCAL_TO_MOTO = ("localhost", "localstack")
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", "localhost.localstack.cloud")


def redirect(event_name: str, request: Any) -> None:
    """Let *request* go to AWS where it goes to a stand-in (or, over a WebSocket API's own domain, to its connections); noted once."""
    parts = urlsplit(str(request.url))
    host = parts.hostname or ""
    service, region = _scope(event_name, request)
    if host.endswith((".amazonaws.com", ".amazonaws.com.cn", ".api.aws")) or not (_is_local(host) or service == "execute-api"):
        return
    prefix = "streams.dynamodb" if "dynamodb-streams" in event_name else _PREFIXES.get(service, service)
    request.url = urlunsplit(("https", f"{prefix}.{region}.amazonaws.com", parts.path, parts.query, ""))
    if service != "execute-api":
        _note(service, f"{parts.scheme}://{parts.netloc}")


def by_path(url: str) -> str:
    """*url* of S3, with the bucket in the path where moto would take the bucket's name for a host of its own."""
    parts = urlsplit(url)
    bucket, _, host = parts.netloc.partition(".")
    if not bucket.startswith(_LOCAL_TO_MOTO) or not host.startswith("s3"):
        return url
    return urlunsplit((parts.scheme, host, f"/{bucket}{parts.path}", parts.query, ""))


def _note(service: str, address: str) -> None:
    what = f"calls {service} at {address}; the mocked account answers there"
    code = user_code()
    if what not in _NOTED:
        _NOTED[what] = str(next(code.stack(sys._getframe(1)), "")) if code is not None else ""


def noted() -> list[str]:
    """Every stand-in that was called in this process, with the first line of the user's code that did."""
    return [f"{place} {what}".lstrip() for what, place in _NOTED.items()]


def _scope(event_name: str, request: Any) -> tuple[str, str]:
    """The service and the region that *request* is signed for."""
    header = request.headers.get("Authorization") or b""
    found = _SCOPE.search(header.decode("latin-1") if isinstance(header, bytes) else str(header))
    if found:
        return found[2], found[1]
    return (event_name.split(".") + ["", ""])[1], os.environ.get("AWS_REGION", "us-east-1")


def _is_local(host: str) -> bool:
    """Whether *host* is this machine, or a neighbour of a container: a name without a domain, or a private address."""
    if host.endswith(_LOCAL_ENDINGS) or "." not in host and ":" not in host:
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_private or address.is_loopback
