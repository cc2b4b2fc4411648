"""The server that stands in for CloudFormation's response URL: on this machine's loopback, which the guard lets a handler reach.

An event that names a ``ResponseURL`` is handed to the handler with the address of this server in its place; what is sent there is
recorded.  It speaks HTTP, and TLS on the same port where a handler insists on it: its certificate is trusted through SSL_CERT_FILE.
"""

import os
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from lambdatest.results import Received
from lambdatest.runtime.callback_certificate import certificate
from lambdatest.runtime.environment import holding

HOST = "127.0.0.1"
MEMBER = "ResponseURL"
PATIENCE = 1.0
"""Real seconds that a connection which says nothing is waited for."""
MOST_BYTES = 1_000_000
_HANDSHAKE = b"\x16"
_DONE = "/lambdatest-done"
_TRUST = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(slots=True)
class Callback:
    """What was sent to the server during one invocation, in order."""

    received: list[Received] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    """Records every request and answers 200 with nothing."""

    timeout = PATIENCE
    server: "_Server"

    def _record(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), MOST_BYTES)) if length.isdigit() else self._chunks()
        if self.path != _DONE:
            self.server.callback.received.append(Received(self.command, self.path, body.decode("utf-8", "replace"), len(body)))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _chunks(self) -> bytes:
        """The body of a request whose length nobody said."""
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return b""
        found = b""
        while len(found) < MOST_BYTES and (size := int(self.rfile.readline().split(b";")[0] or b"0", 16)):
            found += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._record
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:  # pylint: disable=redefined-builtin  # the name is the library's
        """Say nothing: the handler's own log is what counts."""


class _Server(HTTPServer):
    """One request after the other, in a thread that is none of the invocation's."""

    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.process = os.getpid()
        self.callback = Callback()
        self.folder = TemporaryDirectory(prefix="lambdatest-")  # pylint: disable=consider-using-with  # it lives as long as the process
        self.bundle = str(Path(self.folder.name) / "certificate.pem")
        key = Path(self.folder.name) / "key.pem"
        certificate(HOST, Path(self.bundle), key)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain(self.bundle, key)

    def get_request(self) -> tuple[socket.socket, Any]:
        """The next connection, with TLS where its first byte says so."""
        found, address = super().get_request()
        found.settimeout(PATIENCE)
        if found.recv(1, socket.MSG_PEEK) == _HANDSHAKE:
            return self.tls.wrap_socket(found, server_side=True), address
        return found, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or speaks no HTTP has sent nothing."""


class _Process:
    server: _Server | None = None


def _started() -> _Server:
    """The server of this process; one that a parent started before it forked has no thread here."""
    server = _Process.server
    if server is None or server.process != os.getpid():
        server = _Process.server = _Server()
        threading.Thread(target=server.serve_forever, args=(0.05,), name="lambdatest callback", daemon=True).start()
    return server


def wanted(event: Any) -> bool:
    """Whether *event* names a URL that its handler is to answer at."""
    return isinstance(event, Mapping) and isinstance(event.get(MEMBER), str) and "RequestType" in event


def start(event: Any) -> Any:
    """The event with the server's address in its ``ResponseURL``, path and query as they were; *event* itself where it has none.

    Call it outside of an invocation: the server's thread must be none of the handler's.
    """
    if not wanted(event):
        return event
    server = _started()
    server.callback = Callback()
    url = urlsplit(event[MEMBER])
    return {**event, MEMBER: urlunsplit(("http", f"{HOST}:{server.server_port}", url.path or "/", url.query, ""))}


def finish(event: Any) -> tuple[Received, ...]:
    """What the handler sent, once the server is done with it."""
    server = _Process.server
    if not wanted(event) or server is None:
        return ()
    with suppress(OSError), socket.create_connection((HOST, server.server_port), PATIENCE) as last:  # behind whatever waits there
        last.sendall(f"GET {_DONE} HTTP/1.0\r\n\r\n".encode())
        last.recv(64)
    return tuple(server.callback.received)


@contextmanager
def trusted(event: Any) -> Iterator[None]:
    """Make TLS trust the server while the block runs: a handler may connect by HTTPS whatever the URL says."""
    server = _Process.server
    if not wanted(event) or server is None:
        yield
        return
    with holding(dict.fromkeys(_TRUST, server.bundle)):
        yield
