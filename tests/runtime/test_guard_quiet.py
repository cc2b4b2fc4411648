"""What handlers do every day, and what must raise no alarm: the guard records nothing, and it works."""

import os
import socket
from textwrap import indent

import pytest

from lambdatest.runtime import guard
from lambdatest.runtime.loading import load

LEGITIMATE = {
    "asyncio": """
        import asyncio
        async def one(n):
            await asyncio.sleep(n)
            return n
        async def both():
            inner = await asyncio.to_thread(sum, [1, 2])
            return [*await asyncio.gather(one(1), one(2)), inner]
        def handler(e, c): return asyncio.run(both())""",
    "a thread pool": """
        from concurrent.futures import ThreadPoolExecutor
        def handler(e, c):
            with ThreadPoolExecutor(4) as pool: return list(pool.map(lambda n: n * 2, range(4)))""",
    "a thread pool of the module, left idle": """
        from concurrent.futures import ThreadPoolExecutor
        POOL = ThreadPoolExecutor(2)
        def handler(e, c): return list(POOL.map(str, range(4)))""",
    "a thread that is joined": """
        import threading
        def handler(e, c):
            found = []
            thread = threading.Thread(target=found.append, args=(1,)); thread.start(); thread.join()
            return found""",
    "tempfile": """
        import tempfile, os, shutil
        def handler(e, c):
            with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile('w') as named, tempfile.TemporaryFile() as none:
                path = os.path.join(folder, 'a', 'b'); os.makedirs(path); os.makedirs(path, exist_ok=True)
                with open(os.path.join(path, 'x'), 'w') as file: file.write('1')
                shutil.copy(os.path.join(path, 'x'), os.path.join(folder, 'y')); os.utime(os.path.join(folder, 'y'))
                os.rename(os.path.join(folder, 'y'), os.path.join(folder, 'z')); os.chmod(os.path.join(folder, 'z'), 0o600)
                os.link(os.path.join(folder, 'z'), os.path.join(folder, 'hard')); shutil.rmtree(path)
                shutil.make_archive(os.path.join(folder, 'archive'), 'zip', folder)
                none.write(b'x'); named.write('x')
            descriptor, name = tempfile.mkstemp(); os.close(descriptor); os.truncate(name, 3); os.remove(name)
            with tempfile.SpooledTemporaryFile() as spooled: spooled.write(b'x'); spooled.rollover()
            return True""",
    "a file in /tmp, written again": """
        def handler(e, c):
            for text in 'ab':
                with open('/tmp/lambdatest-quiet.txt', 'w') as file: file.write(text)
            return open('/tmp/lambdatest-quiet.txt').read()""",
    "logging": """
        import logging, sys
        logging.basicConfig(level=logging.INFO, force=True)
        logging.getLogger().addHandler(logging.FileHandler('/tmp/lambdatest-quiet.log'))
        def handler(e, c):
            logging.info('x'); print('y', file=sys.stderr); open('/dev/null', 'w').write('z')
            return True""",
    "UDP to the X-Ray daemon": """
        import os, socket
        def handler(e, c):
            host, port = os.environ['AWS_XRAY_DAEMON_ADDRESS'].split(':')
            return socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'{}', (host, int(port)))""",
    "package data and metadata": """
        import importlib.metadata, importlib.resources, json, zoneinfo
        def handler(e, c):
            with open('data.json') as file: data = json.load(file)
            botocore = importlib.resources.files('botocore').joinpath('cacert.pem').is_file()
            return [data, importlib.metadata.version('boto3').split('.')[0], botocore, str(zoneinfo.ZoneInfo('UTC'))]""",
    "sqlite3": """
        import sqlite3
        def handler(e, c):
            for name in (':memory:', '/tmp/lambdatest-quiet.db'):
                with sqlite3.connect(name) as base:
                    base.execute('create table t (a)'); base.execute('insert into t values (1)')
                    found = base.execute('select a from t').fetchall()
                base.close()
            return found""",
    "the machine's own name, uuid1 and the platform": """
        import platform, socket, ssl, uuid
        def handler(e, c):
            ssl.create_default_context()
            return [bool(socket.gethostname()), uuid.uuid1().version, bool(platform.platform())]""",
    "numbers through ctypes of a library": """
        import ctypes, uuid
        def handler(e, c): return ctypes.sizeof(ctypes.c_int32)""",
    "a folder that is there already": """
        import os, pathlib
        def handler(e, c):
            os.makedirs('/tmp', exist_ok=True); pathlib.Path('.').mkdir(exist_ok=True)
            return [os.path.exists('/nowhere'), sorted(os.listdir('.'))]""",
}


@pytest.mark.parametrize("name", LEGITIMATE)
def test_what_is_legitimate_raises_no_alarm(make_function, name):
    function = make_function(LEGITIMATE[name])
    (function.code_root / "data.json").write_text("[1]")
    loaded = load(function, "us-east-1")
    for request in ("1", "2"):
        outcome = loaded.invoke({}, request_id=request)
        assert (outcome.raised, outcome.violations, loaded.violations) == (None, (), ()), outcome
        assert outcome.result
        guard.clean()


def test_byte_code_is_not_written(make_function):
    load(make_function("def handler(event, context): return 1"), "us-east-1").invoke({}, request_id="1")
    assert not list(make_function.__closure__[0].cell_contents.rglob("__pycache__"))


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("open('out.txt', 'w')", "OSError: [Errno 30]"),
        ("open('app.py', 'a')", "OSError: [Errno 30]"),
        ("os.mkdir('made')", "OSError: [Errno 30]"),
        ("os.remove('app.py')", "OSError: [Errno 30]"),
        ("os.rename('app.py', '/tmp/app.py')", "OSError: [Errno 30]"),
        ("os.link('app.py', '/tmp/lambdatest-link')", "OSError: [Errno 18]"),
        ("sqlite3.connect('base.db')", "OSError: [Errno 30]"),
        ("os.mkdir('/usr')", "FileExistsError"),
        ("open('/nowhere/x', 'w')", "FileNotFoundError"),
        ("os.remove('/nowhere')", "FileNotFoundError"),
    ],
)
def test_a_write_outside_of_tmp_fails_as_on_lambda(make_function, statement, error):
    source = f"import os, sqlite3\n\ndef handler(event, context):\n    try:\n        {statement}\n    except Exception as e:\n"
    outcome = load(make_function(source + indent("return f'{type(e).__name__}: {e}'", " " * 8)), "us-east-1").invoke({}, request_id="1")
    assert outcome.result.startswith(error)
    refused = "Errno 30" in error or "Errno 18" in error
    assert [v.kind for v in outcome.violations] == (["file"] if refused else [])
    if refused:
        assert str(outcome.violations[0].frame) == "app.py:5"


def test_files_of_a_handler_stay_for_the_example_and_go_at_its_end(make_function):
    source = """
    import os
    PATH = '/tmp/lambdatest-stays'
    def handler(event, context):
        found = os.path.exists(PATH)
        open(PATH, 'a').close()
        os.makedirs(PATH + '.d/deep', exist_ok=True)
        return found
    """
    loaded = load(make_function(source), "us-east-1")
    assert [loaded.invoke({}, request_id=n).result for n in "12"] == [False, True]
    guard.clean()
    assert not os.path.exists("/tmp/lambdatest-stays") and not os.path.exists("/tmp/lambdatest-stays.d")
    assert loaded.invoke({}, request_id="3").result is False


def test_a_file_that_was_in_tmp_before_is_left_alone(make_function, tmp_path):
    mine = tmp_path / "mine.txt"
    mine.write_text("mine")
    source = "import os\ndef handler(event, context):\n    try: open(event, 'w')\n    except Exception: return 'swallowed'"
    outcome = load(make_function(source), "us-east-1").invoke(str(mine), request_id="1")
    assert outcome.raised.type == "GuardViolation"
    assert "remove it" in outcome.violations[0].what and str(mine) in outcome.violations[0].what
    assert mine.read_text() == "mine"


def test_nothing_is_guarded_outside_of_an_invocation(make_function, tmp_path):
    load(make_function("def handler(event, context): return 1"), "us-east-1").invoke({}, request_id="1")
    (tmp_path / "written.txt").write_text("x")
    with socket.socket() as listener, socket.socket() as client:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        client.connect(listener.getsockname())
    assert os.waitstatus_to_exitcode(os.system("exit 3")) == 3


def test_a_thread_that_works_on_after_the_return_is_recorded_with_its_line(make_function):
    source = """
    import threading
    STOP = threading.Event()
    def work():
        while not STOP.wait(): pass
    def handler(event, context):
        threading.Thread(target=work, name='mailer', daemon=True).start()
        return 1
    """
    loaded = load(make_function(source), "us-east-1")
    outcome = loaded.invoke({}, request_id="1")
    loaded.module.STOP.set()
    assert outcome.result == 1
    assert [(v.kind, "mailer" in v.what, str(v.frame)) for v in outcome.violations] == [("thread", True, "app.py:5")]


def test_the_level_says_that_it_is_no_sandbox():
    assert guard.level() == "process guard: AWS calls, sockets, processes and files (not a sandbox against hostile code)"


def test_an_endless_loop_of_attempts_is_recorded_once(make_function):
    source = """
    import socket
    def handler(event, context):
        for _ in range(100):
            try: socket.create_connection(('192.0.2.77', 80))
            except BaseException: pass
        return 'done'
    """
    outcome = load(make_function(source), "us-east-1").invoke({}, request_id="1")
    assert (outcome.result, len(outcome.violations)) == ("done", 1)
    assert outcome.violations[0].what == "looks up the host 192.0.2.77" or "192.0.2.77:80" in outcome.violations[0].what
