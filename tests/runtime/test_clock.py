"""The virtual clock: fixed inside an invocation, moved on by sleeps and AWS calls, real everywhere else."""

import asyncio
import threading
import time
from datetime import UTC, datetime

import moto
import pytest

from lambdatest.runtime import clock
from lambdatest.runtime.loading import load

WAIT_FOR_WORK = "async def go(): return await asyncio.wait_for(asyncio.to_thread(work), 5)\nreturn asyncio.run(go())"


def answer(make_function, body, limit=None, **fields):
    """The outcome of a handler with that body."""
    head = "import asyncio, threading, time, datetime\nfrom concurrent.futures import ThreadPoolExecutor\ndef handler(event, context):\n"
    source = head + "".join(f"    {line}\n" for line in body.split("\n"))
    return load(make_function(source, **fields), "us-east-1").invoke({}, request_id="1", limit=limit)


def test_every_clock_shows_the_fixed_instant(make_function):
    body = "now = datetime.datetime.now()\nreturn [time.time(), now.isoformat(), str(datetime.date.today()), time.gmtime()[:4]]"
    outcome = answer(make_function, body)
    assert outcome.result == [clock.START, "2024-03-10T12:00:00", "2024-03-10", [2024, 3, 10, 12]]
    assert clock.START == datetime(2024, 3, 10, 12, tzinfo=UTC).timestamp()
    assert abs(time.time() - datetime.now().timestamp()) < 1 and time.time() > clock.START + 1e6


def test_the_clock_begins_where_the_engine_sets_it_and_goes_on_from_invocation_to_invocation(make_function):
    loaded = load(make_function("import time\ndef handler(event, context): time.sleep(0.25); return time.time()"), "us-east-1")
    clock.start(1_000_000.5)
    first = loaded.invoke({}, request_id="1").result
    clock.advance(3600)
    assert (first, loaded.invoke({}, request_id="2").result, clock.now()) == (1_000_000.75, 1_003_601.0, 1_003_601.0)


@pytest.mark.parametrize(
    "body",
    [
        "time.sleep(2.5)",
        "asyncio.run(asyncio.sleep(2.5))",
        "threading.Event().wait(2.5)",
        "from time import sleep; sleep(2.5)",
        "async def both(): await asyncio.gather(asyncio.sleep(1), asyncio.sleep(2.5))\nasyncio.run(both())",
        "with ThreadPoolExecutor(5) as pool: list(pool.map(time.sleep, [2.5] * 5))",
    ],
)
def test_a_sleep_takes_virtual_time_and_no_real_time(make_function, body):
    read = "return [time.time(), time.monotonic(), time.perf_counter(), context.get_remaining_time_in_millis()]"
    outcome = answer(make_function, f"{body}\n{read}")
    assert outcome.elapsed == pytest.approx(2.5, abs=1e-6)
    assert outcome.result[0] == pytest.approx(clock.START + 2.5, abs=1e-6)
    assert outcome.result[1] == outcome.result[2] == pytest.approx(1002.5, abs=1e-6)
    assert outcome.result[3] == pytest.approx(3500, abs=1)
    assert outcome.duration < 2


def test_the_same_invocation_shows_the_same_times(make_function):
    body = "async def go(): await asyncio.wait_for(asyncio.sleep(0.123), 5)\nasyncio.run(go())\n"
    body += "return [time.time_ns(), time.monotonic_ns()]"
    results = []
    for _ in range(3):
        clock.start()
        results.append(answer(make_function, body).text)
    assert len(set(results)) == 1


def test_a_sleep_beyond_the_functions_timeout_ends_it_there(make_function):
    outcome = answer(make_function, "for n in range(100):\n    time.sleep(1)", timeout=4)
    assert outcome.timed_out and outcome.elapsed == 5 and outcome.duration < 2
    assert (outcome.raised.type, str(outcome.raised.location)) == ("Sandbox.Timedout", "app.py:5")
    swallowed = answer(make_function, "try: time.sleep(10)\nexcept BaseException: return 'done'")
    assert swallowed.timed_out and swallowed.result is None and swallowed.raised.location.line == 4


def test_work_of_a_thread_is_waited_for_before_a_timeout_goes_by(make_function):
    body = "def work(): return sum(range(200_000))\n" + WAIT_FOR_WORK
    assert answer(make_function, body).result == sum(range(200_000))


def test_a_slow_thread_is_waited_for_longer(make_function):
    body = "def work():\n    n = sum(range(9_000_000))\n    return 'done'\n" + WAIT_FOR_WORK
    assert answer(make_function, body).result == "done"


def test_polling_for_a_thread_does_not_use_up_the_timeout(make_function):
    body = "future = ThreadPoolExecutor(1).submit(sum, range(100_000))\n"
    body += "while not future.done(): time.sleep(0.1)\nreturn future.result()"
    outcome = answer(make_function, body)
    assert outcome.result == sum(range(100_000)) and not outcome.timed_out


def test_an_aws_call_takes_a_little_time(make_function):
    with moto.mock_aws():
        outcome = answer(make_function, "import boto3\nfor _ in range(3): boto3.client('dynamodb').list_tables()\nreturn time.time()")
    assert outcome.elapsed == pytest.approx(3 * clock.TICK)
    assert outcome.result == pytest.approx(clock.START + 3 * clock.TICK)


def test_a_negative_sleep_is_refused_as_ever(make_function):
    assert answer(make_function, "time.sleep(-1)").raised.message == "sleep length must be non-negative"


def test_outside_of_an_invocation_time_is_real(make_function):
    answer(make_function, "pass")
    begun = clock.real_monotonic()
    time.sleep(0.02)
    assert not threading.Event().wait(0.02)
    asyncio.run(asyncio.sleep(0.02))
    assert 0.05 < clock.real_monotonic() - begun < 2
    assert abs(time.monotonic() - clock.real_monotonic()) < 1 and time.perf_counter_ns() > 0 and time.monotonic_ns() > 0


def test_another_thread_of_the_process_keeps_real_time(make_function):
    slept, stop = [], threading.Event()

    def beat():
        while not stop.is_set():
            begun = clock.real_monotonic()
            time.sleep(0.02)
            slept.append(clock.real_monotonic() - begun)

    thread = threading.Thread(target=beat)
    thread.start()
    outcome = answer(make_function, "n = sum(range(3_000_000))\nreturn time.time()")
    stop.set()
    thread.join()
    assert outcome.elapsed == 0 and outcome.violations == ()
    assert slept and min(slept) >= 0.019
