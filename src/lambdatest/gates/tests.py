"""The gate ``tests``: pytest, with the lines that it reaches measured for the gate ``coverage``."""

import re
from xml.etree import ElementTree

from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.source import sources
from lambdatest.gates.tool import Done, read, run
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict

REPORT = "tests.xml"
DATA = "coverage.data"
RCFILE = "coverage.ini"
NO_TESTS = 5
"""https://docs.pytest.org/en/stable/reference/exit-codes.html"""
_STOPPED = re.compile(r"^!{3,} (.*\bExit: .*?) !{3,}$", re.MULTILINE)
"""What pytest says where a test called pytest.exit: its exit status is the caller's choice, 0 included."""
_CONFIGURATION = """\
[run]
branch = true
parallel = true
patch =
    subprocess
    _exit
    fork
disable_warnings =
    no-data-collected
    module-not-imported
    no-sysmon
source =
    {source}
"""


def judge(site: Site) -> Verdict:
    """Every test that pytest collects passes, and at least one does."""
    for stale in site.folder.glob(f"{DATA}*"):
        stale.unlink()
    site.path(REPORT).unlink(missing_ok=True)
    command = [*_interpreter(site), "-m", "pytest", f"--junitxml={site.path(REPORT)}", *site.setting("arguments", [])]
    remedy = f"install them: {site.python} -m pip install pytest coverage"
    done = run(site, command, remedy=remedy)
    if done.status == 1 and "No module named" in done.err and not site.path(REPORT).exists():
        raise NoEvidence(done.last_words, remedy)
    return _verdict(site, done)


def _interpreter(site: Site) -> list[str]:
    """Python under coverage, where there is code to measure."""
    try:
        folders = sorted({str(file.parent) for file in sources(site)})
    except NoEvidence:
        return [site.python]  # the gate coverage says so; the tests can run all the same
    site.path(RCFILE).write_text(_CONFIGURATION.format(source="\n    ".join(folders)), "utf-8")
    return [site.python, "-m", "coverage", "run", f"--rcfile={site.path(RCFILE)}", f"--data-file={site.path(DATA)}"]


def _verdict(site: Site, done: Done) -> Verdict:
    if done.status == NO_TESTS:
        raise NoEvidence("no test was collected", "write one, or let the triggers be tests: arguments = [\"serverless.yml\"]")
    cases = list(_cases(read(site.path(REPORT), done), done))
    ran = [case for case in cases if case.find("skipped") is None]
    remarks = tuple(remark for case in cases for remark in _remarks(case))
    if not ran:
        raise NoEvidence(f"none of {plural(len(cases), 'test')} ran", "see why each was skipped in the report")
    if stopped := _STOPPED.search(done.out):
        raise NoEvidence(f"pytest stopped before its end: {stopped[1]}", "let every test run: a call of pytest.exit, or the option -x")
    if done.status not in (0, 1) or (done.status == 0) != (not remarks):
        reason = f"pytest ended with exit status {done.status}, and its report has {plural(len(remarks), 'failure')}: {done.last_words}"
        raise NoEvidence(reason, "see the log; a process that a test ends with os._exit is the usual reason")
    message = f"{len(remarks)} of {plural(len(ran), 'test')} failed" if remarks else f"{plural(len(ran), 'test')} passed"
    return Verdict(
        "tests", "failed" if remarks else "passed", message, plural(len(ran), "test"), "none fails", report=site.shown(site.path(REPORT)),
        remarks=remarks,
    )  # fmt: skip


def _cases(text: str, done: Done) -> list[ElementTree.Element]:
    try:
        return list(ElementTree.fromstring(text).iter("testcase"))  # nosec B314: what pytest wrote a moment ago
    except ElementTree.ParseError as error:
        reason = f"{REPORT} cannot be parsed ({error}; exit status {done.status}): {done.last_words}"
        raise NoEvidence(reason, "see the log, and run it again") from error


def _remarks(case: ElementTree.Element) -> list[Remark]:
    name = f"{case.get('classname', '')}.{case.get('name', '')}".lstrip(".")
    return [
        Remark(name, (child.get("message") or child.text or "no message").strip(), child.tag, file=case.get("file", ""))
        for child in case
        if child.tag in ("failure", "error")
    ]


GATES.add("tests", Gate("tests", "pytest, every test", judge, "tests", ("pytest", "coverage"), seconds=20))
