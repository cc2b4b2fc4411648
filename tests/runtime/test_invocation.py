"""Invoking: what Lambda would do with the handler's answer, whatever the handler does."""

import json
import logging
import os
import signal
import sys
import threading
import time
import timeit

import boto3
import moto
import pytest
from moto.core.botocore_stubber import BotocoreStubber

from lambdatest.runtime.loading import load


def outcome_of(make_function, source, event=None, *, limit=None, **fields):
    """The outcome of the only invocation of a handler."""
    return load(make_function(source, **fields), "us-east-1").invoke(event, request_id="r-1", limit=limit)


def test_the_event_goes_through_json_and_so_does_the_answer(make_function):
    source = """
    from decimal import Decimal
    def handler(event, context):
        event['n'].append(Decimal('1.10'))
        return {'n': event['n'], 't': (1, None)}
    """
    event = {"n": [1]}
    outcome = outcome_of(make_function, source, event)
    assert outcome.text == '{"n": [1, 1.10], "t": [1, null]}'
    assert outcome.result == {"n": [1, 1.1], "t": [1, None]}
    assert event == {"n": [1]}
    assert outcome.raised is None and not outcome.timed_out
    assert (outcome.before, outcome.after) == ({}, {})


@pytest.mark.parametrize("event", [float("nan"), {1, 2}, b"x", {"a": object()}])
def test_an_event_that_is_no_json_is_the_callers_mistake(make_function, event):
    with pytest.raises(ValueError, match="is no JSON value"):
        outcome_of(make_function, "def handler(event, context): pass", event)


def test_an_exception_is_told_with_the_users_own_lines(make_function):
    source = """
    import json
    def parse(text):
        return json.loads(text)
    def handler(event, context):
        return parse(event['body'])
    """
    raised = outcome_of(make_function, source, {"body": "{"}).raised
    assert (raised.type, raised.code, raised.phase) == ("JSONDecodeError", None, "handler")
    assert [(f.file, f.line, f.function, f.source) for f in raised.frames] == [
        ("app.py", 6, "handler", "return parse(event['body'])"),
        ("app.py", 4, "parse", "return json.loads(text)"),
    ]
    assert raised.traceback.startswith("Traceback") and "lambdatest" not in raised.traceback


def test_a_client_error_has_its_aws_code_and_each_call_is_recorded(make_function):
    source = """
    import boto3
    def handler(event, context):
        return boto3.client('dynamodb').get_item(TableName='none', Key={'id': {'S': '1'}})
    """
    with moto.mock_aws():
        outcome = outcome_of(make_function, source)
    assert (outcome.raised.type, outcome.raised.code) == ("ResourceNotFoundException", "ResourceNotFoundException")
    assert [(c.service, c.operation, str(c.frame)) for c in outcome.calls] == [("dynamodb", "GetItem", "app.py:4")]
    assert outcome.elapsed > 0


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("raise SystemExit(3)", "SystemExit"),
        ("import sys; sys.exit()", "SystemExit"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt"),
        ("raise GeneratorExit", "GeneratorExit"),
        ("raise MemoryError", "MemoryError"),
        ("raise type('Own', (BaseException,), {})('x')", "Own"),
        ("raise type('Rude', (Exception,), {'__str__': lambda self: 1 / 0})()", "Rude"),
        ("return handler(event, context)", "RecursionError"),
        ("import os; os._exit(0)", "GuardViolation"),
        ("raise ExceptionGroup('x', [ValueError(1)])", "ExceptionGroup"),
    ],
)
def test_whatever_a_handler_raises_is_an_outcome(make_function, body, kind):
    outcome = outcome_of(make_function, f"def handler(event, context):\n    {body}")
    assert outcome.raised.type == kind
    assert [str(frame) for frame in outcome.raised.frames] == ["app.py:2"]
    assert outcome.status == 502 and outcome.result is None


@pytest.mark.parametrize("value", ["{1}", "datetime.datetime.now()", "uuid.uuid4()", "object()", "{b'\\xff': 1}", "[b'\\xff']"])
def test_an_answer_that_the_runtime_cannot_marshal_says_so(make_function, value):
    raised = outcome_of(make_function, f"import datetime, uuid\ndef handler(event, context): return {value}").raised
    assert (raised.type, raised.phase) == ("Runtime.MarshalError", "marshal")
    assert raised.message.startswith("Unable to marshal response: ")


@pytest.mark.filterwarnings("ignore:coroutine")
def test_a_coroutine_is_no_answer(make_function):
    raised = outcome_of(make_function, "async def handler(event, context): return 1").raised
    assert "coroutine" in raised.message and raised.phase == "marshal"


@pytest.mark.parametrize(
    ("runtime", "kind"), [("python3.11", None), ("python3.12", "UnicodeEncodeError"), ("python3.13", "UnicodeEncodeError")]
)
def test_a_lone_surrogate_kills_the_newer_runtimes(make_function, runtime, kind):
    outcome = outcome_of(make_function, "def handler(event, context): return {'a': '\\ud800', 'b': 'é'}", runtime=runtime)
    assert (outcome.raised and (outcome.raised.type, outcome.raised.phase)) == (kind and (kind, "encode"))
    if kind is None:
        assert outcome.text == r'{"a": "\ud800", "b": "\u00e9"}'


def test_bytes_go_as_they_are(make_function):
    outcome = outcome_of(make_function, "def handler(event, context): return b'{\"a\": 1}'")
    assert (outcome.text, outcome.result) == ('{"a": 1}', {"a": 1})


def test_the_log_holds_all_that_was_written(make_function):
    source = """
    import logging, sys, os
    log = logging.getLogger(__name__)
    stream = logging.StreamHandler(sys.stdout)
    def handler(event, context):
        print('printed', 'é', '\\ud800')
        sys.stdout.buffer.write(b'\\xff\\xfe binary\\n')
        print('to stderr', file=sys.stderr)
        log.warning('warned %s', 1); log.info('not shown')
        stream.stream.write('kept stream\\n')
        context.log('from the context\\n')
        sys.stdout.fileno(), sys.stdout.flush(), sys.stdout.isatty()
        try: input()
        except EOFError: print('no input')
    """
    loaded = load(make_function(source), "us-east-1")
    first, second = loaded.invoke({}, request_id="r-1").log, loaded.invoke({}, request_id="r-2").log
    for text in ("printed é \\ud800\n", "\\xff\\xfe binary\n", "to stderr\n", "kept stream\n", "from the context\n", "no input\n"):
        assert text in first and text in second
    assert "[WARNING]\t2024-03-10T12:00:00.000Z\tr-1\twarned 1\n" in first
    assert "r-2" in second and "r-1" not in second and "not shown" not in first


def test_a_closed_stream_is_whole_again_and_a_long_log_is_cut(make_function):
    source = "import sys\ndef handler(event, context):\n    print('x' * event)\n    sys.stdout.close()"
    loaded = load(make_function(source), "us-east-1")
    assert loaded.invoke(1, request_id="1").log == "x\n"
    long = loaded.invoke(10_000_000, request_id="2")
    assert len(long.log) < 300_000 and long.log.endswith("[cut at 256 KB]")


def test_logging_of_one_function_does_not_reach_another_or_the_test(make_function):
    loud = """
    import logging
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger('botocore').setLevel(logging.CRITICAL)
    def handler(event, context):
        logging.debug('seen'); logging.getLogger().handlers.clear()
        return [logging.getLogger('botocore').level, len(logging.getLogger().handlers)]
    """
    quiet = """
    import logging
    def handler(event, context):
        logging.debug('x')
        return [logging.getLogger().level, logging.getLogger('botocore').level]
    """
    before = logging.getLogger().level, list(logging.getLogger().handlers), logging.getLogger("botocore").level
    one, two = load(make_function(loud, root="a"), "us-east-1"), load(make_function(quiet, root="b"), "us-east-1")
    for _ in range(2):
        outcome = one.invoke({}, request_id="1")
        assert (outcome.result, "seen" in outcome.log) == ([50, 0], True)
    outcome = two.invoke({}, request_id="2")
    assert (outcome.result, outcome.log) == ([30, 0], "")
    assert before == (logging.getLogger().level, list(logging.getLogger().handlers), logging.getLogger("botocore").level)


def test_a_cold_start_finds_no_mark_on_a_logger_that_an_earlier_one_set_up(make_function):
    marks = """
    import logging
    from aws_lambda_powertools import Logger
    marked = getattr(logging.getLogger('mine'), 'mark', None)
    logging.getLogger('mine').mark = 1
    logger = Logger(service='mine')
    def handler(event, context):
        logger.info('seen')
        return [marked, logging.getLogger('mine').mark, len(logging.getLogger('mine').handlers)]
    """
    loaded = load(make_function(marks), "us-east-1")
    for _ in range(2):
        outcome = loaded.invoke({}, request_id="1")
        assert outcome.result == [None, 1, 1] and outcome.log.count("seen") == 1
        loaded.reload()
    assert not hasattr(logging.getLogger("mine"), "mark") and not hasattr(logging.getLogger("mine"), "powertools_handler")


ENDLESS = {
    "a loop": "while True: pass",
    "a loop that swallows everything": "while True:\n        try:\n            sum(range(100))\n        except: pass",
    "a loop that swallows in two places": (
        "while True:\n        try:\n            try:\n                work()\n            except BaseException:\n                work()\n"
        "        except: pass"
    ),
    "a sleep that is swallowed": "while True:\n        try:\n            time.sleep(1)\n        except BaseException: pass",
    "a lock": "threading.Lock().acquire() and (l := threading.Lock()).acquire() and l.acquire()",
    "a lock after one that was swallowed": (
        "lock = threading.Lock(); lock.acquire()\n    for _ in range(5):\n        try: lock.acquire()\n        except: pass"
    ),
    "a queue": "queue.Queue().get()",
    "an outer try": (
        "try:\n        while True:\n            try:\n                work()\n            except: pass\n    except: return 'swallowed'"
    ),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # it can hit a weak reference's callback
@pytest.mark.parametrize("name", ENDLESS)
def test_a_handler_that_never_returns_is_ended_and_the_place_is_told(make_function, name):
    source = f"import time, threading, queue\ndef work():\n    return sum(range(100))\ndef handler(event, context):\n    {ENDLESS[name]}"
    outcome = outcome_of(make_function, source, limit=0.1)
    assert outcome.timed_out and outcome.duration < 3
    assert (outcome.raised.type, outcome.raised.message) == (
        "Sandbox.Timedout",
        "RequestId: r-1 Error: Task timed out after 6.00 seconds",
    )
    assert outcome.raised.location.file == "app.py" and outcome.raised.location.line >= 2
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0) and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL


def test_a_timer_that_somebody_else_set_runs_on(make_function):
    signal.signal(signal.SIGALRM, lambda number, frame: None)
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        outcome_of(make_function, "def handler(event, context): pass")
        assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] <= 60
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def test_ctrl_c_of_the_user_gets_through_even_where_the_handler_swallows_it(make_function):
    source = "import signal\ndef handler(event, context):\n    try: signal.raise_signal(signal.SIGINT)\n    except: return 'swallowed'"
    loaded = load(make_function(source), "us-east-1")
    with pytest.raises(KeyboardInterrupt):
        loaded.invoke({}, request_id="1")
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert sys.stdout is not loaded._state.log.stdout


def test_in_another_thread_a_handler_runs_without_a_limit(make_function):
    loaded = load(make_function("def handler(event, context): return 1"), "us-east-1")
    found = []
    thread = threading.Thread(target=lambda: found.append(loaded.invoke({}, request_id="1").result))
    thread.start()
    thread.join()
    assert found == [1]


def test_the_context_is_lambdas(make_function):
    source = """
    def handler(event, context):
        return {name: getattr(context, name) for name in event} | {
            'left': context.get_remaining_time_in_millis(), 'identity': context.identity.cognito_identity_id,
            'custom': context.client_context.custom, 'app': context.client_context.client.app_title}
    """
    names = ["aws_request_id", "function_name", "function_version", "invoked_function_arn", "memory_limit_in_mb", "log_group_name"]
    client = {"custom": {"a": 1}, "client": {"app_title": "shop"}}
    outcome = load(make_function(source), "eu-west-1").invoke(names, request_id="r-1", client_context=client)
    assert outcome.result == {
        "aws_request_id": "r-1",
        "function_name": "shop-dev-api",
        "function_version": "$LATEST",
        "invoked_function_arn": "arn:aws:lambda:eu-west-1:123456789012:function:shop-dev-api",
        "memory_limit_in_mb": "128",
        "log_group_name": "/aws/lambda/shop-dev-api",
        "left": 6000,
        "identity": None,
        "custom": {"a": 1},
        "app": "shop",
    }


def test_violations_of_one_invocation_are_not_told_of_the_next(make_function):
    source = "import os\ndef handler(event, context):\n    if event: os.system(event)\n    return 1"
    loaded = load(make_function(source), "us-east-1")
    first, second = loaded.invoke("rm canary", request_id="1"), loaded.invoke("", request_id="2")
    assert [(v.kind, "rm canary" in v.what, str(v.frame)) for v in first.violations] == [("process", True, "app.py:3")]
    assert first.raised.type == "GuardViolation" and (second.violations, second.result) == ((), 1)


def test_a_client_of_the_module_answers_from_the_mock_of_the_day(make_function):
    source = "import boto3\nC = boto3.client('dynamodb')\ndef handler(event, context): return C.list_tables()['TableNames']"
    loaded = load(make_function(source), "us-east-1")
    for names in ([], ["t"]):
        with moto.mock_aws():
            for name in names:
                boto3.client("dynamodb", region_name="us-east-1").create_table(
                    TableName=name,
                    BillingMode="PAY_PER_REQUEST",
                    KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
                )
            assert loaded.invoke({}, request_id="1").result == names


def test_an_invocation_costs_less_than_a_few_milliseconds(make_function):
    loaded = load(make_function("def handler(event, context): return 1"), "us-east-1")
    best = min(timeit.repeat(lambda: loaded.invoke({"a": 1}, request_id="1"), number=20, repeat=5)) / 20
    assert best < 0.005, f"{best * 1e6:.0f} us"


def test_an_answer_that_is_nested_deep_is_no_crash(make_function):
    source = "def handler(event, context):\n    value = []\n    for _ in range(event): value = [value]\n    return value"
    outcome = outcome_of(make_function, source, 100_000)
    assert outcome.raised.phase == "marshal"
    assert json.loads(outcome_of(make_function, source, 50).text)
    assert os.getpid() and time.monotonic() > 0


def test_a_package_that_moto_lacks_is_no_error_of_the_handler(make_function, monkeypatch):
    source = """
    import boto3
    def handler(event, context):
        try:
            boto3.client("cognito-idp").list_users(UserPoolId="us-east-1_a")
        except Exception:
            return 1
    """

    def lacking(self, request):
        raise ModuleNotFoundError("No module named 'joserfc'", name="joserfc")

    with moto.mock_aws():
        loaded = load(make_function(source), "us-east-1")
        monkeypatch.setattr(BotocoreStubber, "process_request", lacking)
        violations = loaded.invoke({}, request_id="r-1").violations
    assert [(found.kind, found.what) for found in violations] == [
        ("aws", "moto needs the package joserfc for cognito-identity-provider:ListUsers; install it with `pip install moto[all]`")
    ]
