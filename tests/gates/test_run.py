"""Gates in parallel: the long one first, one a core, and a gate that breaks has no evidence."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lambdatest.gates import GATES, Gate, NoEvidence
from lambdatest.gates.run import run_gates
from lambdatest.gates.setting import Choice
from lambdatest.gates.tool import Running
from lambdatest.verdict import Remark, Verdict, exit_status


@pytest.fixture
def gates(monkeypatch, tmp_path):
    """Registers gates of the test's own in the place of ours, and runs them: their verdicts, and the names in the order of their start."""
    begun = []

    def run(cores=2, values=None, **judges):
        monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(cores)))
        records = {}
        for name, record in judges.items():
            judge, options = record if isinstance(record, tuple) else (record, {})

            def begin(site, judge=judge):
                begun.append(site.name)
                return judge(site)

            records[name] = Gate(name, name, begin, "tests", **options)
        monkeypatch.setattr(GATES, "_records", records)
        return run_gates(Choice(tmp_path, values or {}), list(records), sys.executable), begun

    return run


def passing(site):
    return Verdict(site.name, "passed", "all well", "1 file")


def sleeping(seconds):
    def judge(site):
        time.sleep(seconds)
        return passing(site)

    return judge


def test_the_long_gate_begins_first_and_what_it_holds_up_counts_as_its_own(gates):
    _, begun = gates(1, b=(passing, {"seconds": 2}), a=(passing, {"seconds": 1}), c=(passing, {"seconds": 30, "after": ("a",)}))
    assert begun == ["a", "c", "b"]


def test_how_long_a_gate_took_decides_the_next_time(gates, tmp_path):
    (tmp_path / ".lambdatest/gates").mkdir(parents=True)
    (tmp_path / ".lambdatest/gates/seconds.json").write_text('{"b": 9}')
    assert gates(1, a=(passing, {"seconds": 2}), b=(passing, {"seconds": 1}))[1] == ["b", "a"]


def test_no_more_gates_run_than_there_are_cores_and_those_that_wait_for_the_network(gates):
    running, most, lock = [], [], threading.Lock()

    def judge(site):
        with lock:
            running.append(site.name)
            most.append(len([name for name in running if name != "net"]))
        time.sleep(0.05)
        with lock:
            running.remove(site.name)
        return passing(site)

    begun = time.monotonic()
    gates(2, a=judge, b=judge, c=judge, d=judge, net=(sleeping(0.1), {"online": True, "seconds": 0.01}))
    assert max(most) == 2
    assert time.monotonic() - begun < 1


def test_a_gate_sees_the_verdicts_of_those_before_it(gates):
    def last(site):
        return Verdict(site.name, "passed", ",".join(verdict.gate for verdict in site.verdicts))

    verdicts, _ = gates(z=(last, {"after": ("a", "b", "absent")}), a=passing, b=passing, y=(last, {"whole": True}), c=passing)
    assert (verdicts[0].message, verdicts[3].message) == ("a,b", "z,a,b,c")


def test_a_gate_that_breaks_has_no_evidence_and_the_others_go_on(gates):
    def breaking(site):
        raise KeyError("x")

    def without(site):
        raise NoEvidence("it is dark", "light a lamp")

    verdicts, _ = gates(a=breaking, b=without, c=passing)
    assert [verdict.status for verdict in verdicts] == ["error", "error", "passed"]
    assert "the gate itself failed: KeyError" in verdicts[0].message
    assert (verdicts[1].message, verdicts[1].remedy) == ("it is dark", "light a lamp")
    assert exit_status(verdicts) == 3


def test_a_full_disk_is_no_pass(gates, monkeypatch):
    def full(path, text):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("lambdatest.gates.run.write_file", full)
    verdicts, _ = gates(a=passing)
    assert verdicts[0].status == "error" and "No space left on device" in verdicts[0].message and "free the disk" in verdicts[0].remedy


@pytest.mark.parametrize(
    ("statuses", "code"),
    [
        ([], 3), (["passed"], 0), (["passed", "failed"], 1), (["error", "failed"], 1), (["error", "passed"], 3),
        (["optional", "passed"], 0), (["optional", "failed"], 1), (["optional"], 0),
    ],
)  # fmt: skip
def test_the_exit_status_is_the_worst_that_counts(statuses, code):
    assert exit_status([Verdict("x", "error" if s == "optional" else s, "", required=s != "optional") for s in statuses]) == code


def test_an_optional_gate_that_finds_something_counts(gates):
    failed = Verdict("a", "failed", "bad", remarks=(Remark("r", "m", "high"),))
    verdicts, _ = gates(values={"optional": ["a"]}, a=lambda site: failed)
    assert verdicts[0].counts


def test_a_verdict_survives_its_file():
    remark = Remark("r", "m", "high", True, "f.py", 3, "https://x")
    verdict = Verdict("a", "failed", "bad", "1 file", "none", "", "a.json", (remark,), False, 1.5)
    assert Verdict.from_json(json.loads(json.dumps(verdict.to_json()))) == verdict
    with pytest.raises(ValueError, match="status='green'"):
        Verdict.from_json({**verdict.to_json(), "status": "green"})


def command(shop: Path, *arguments: str, **options):
    line = [sys.executable, "-m", "lambdatest.cli", "gate", "--root", str(shop), *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=120, check=False, **options)


def limited() -> None:
    """No file may grow beyond 64 bytes: what a full disk is to a program."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def test_a_disk_that_is_full_from_the_start_is_never_green(shop, tool):
    done = command(shop, "pylint", "--python", tool('{"messages": [], "statistics": {"modulesLinted": 2}}'), preexec_fn=limited)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "File too large" in done.stdout


def test_a_table_that_nobody_can_read_is_never_green(shop, tool):
    python = tool('{"messages": [], "statistics": {"modulesLinted": 2}}')
    assert command(shop, "pylint", "--python", python).returncode == 0
    with open("/dev/full", "w", encoding="utf-8") as full:
        line = [sys.executable, "-m", "lambdatest.cli", "gate", "--root", str(shop), "pylint", "--python", python]
        done = subprocess.run(line, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == 3 and "cannot be printed: No space left on device" in done.stderr


def test_what_an_earlier_run_left_and_cannot_be_removed_ends_the_run(shop, tool):
    (shop / ".lambdatest" / "gates" / "pylint.gates.json").mkdir()
    done = command(shop, "--group", "pylint", "--python", tool('{"messages": [], "statistics": {"modulesLinted": 2}}'))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "pylint.gates.json of an earlier run cannot be removed" in done.stderr


def test_nothing_is_started_once_the_run_was_interrupted():
    running = Running()
    running.end()
    with pytest.raises(NoEvidence, match="interrupted"):
        running.start([sys.executable, "-c", ""], Path(), {})


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_interrupted_leaves_no_tool_behind(shop, tmp_path, number):
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\necho $$ > '{tmp_path}/pid'\nsleep 60\n")
    script.chmod(0o755)
    line = [sys.executable, "-m", "lambdatest.cli", "gate", "--root", str(shop), "pylint", "flake8", "--python", str(script)]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as process:
        until = time.monotonic() + 30
        while not ((tmp_path / "pid").exists() and (tmp_path / "pid").read_text().strip()) and time.monotonic() < until:
            time.sleep(0.02)
        process.send_signal(number)
        assert process.wait(30) == 130
    pid = int((tmp_path / "pid").read_text())
    while _alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _alive(pid)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
