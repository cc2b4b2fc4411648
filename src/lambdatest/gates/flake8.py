"""The gate ``flake8``."""

import re

from lambdatest.gates.configured import configured
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.source import shown, sources
from lambdatest.gates.tool import refused, run_module
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict

_OURS = ("--max-line-length=120",)
_LINE = re.compile(r"\x1f(.*)\x1f(\d+)\x1f(\w+)\x1f(.*)")
_FORMAT = "\x1f%(path)s\x1f%(row)d\x1f%(code)s\x1f%(text)s"
_FILES = re.compile(r"^(\d+)\s+total files processed$", re.MULTILINE)


def judge(site: Site) -> Verdict:
    """flake8 has nothing to say."""
    files = sources(site)
    ours = () if configured(site.root, (".flake8",), "flake8") else _OURS
    # A benchmark is the one place where flake8 says how many files it looked at.
    arguments = [*ours, *site.setting("arguments", []), f"--format={_FORMAT}", "--benchmark", "--no-show-source", *shown(site, files)]
    done = run_module(site, "flake8", *arguments)
    refused(done, 0, 1)
    site.path("flake8.txt").write_text(done.out.replace("\x1f", " ").replace("\n ", "\n"), "utf-8")
    remarks = tuple(Remark(code, text, "error", True, path, int(row)) for path, row, code, text in _LINE.findall(done.out))
    counted = _FILES.search(done.out)
    if counted is None or bool(done.status) != bool(remarks):
        raise NoEvidence(f"its report is not whole (exit status {done.status}): {done.last_words}", "see the log, and run it again")
    if not int(counted[1]):
        raise NoEvidence(f"flake8 looked at none of {plural(len(files), 'file')}", "see what its setting exclude leaves out")
    return Verdict(
        "flake8", "failed" if remarks else "passed", plural(len(remarks), "message") if remarks else "no message",
        plural(int(counted[1]), "file"), "no message", report=site.shown(site.path("flake8.txt")), remarks=remarks,
    )  # fmt: skip


GATES.add("flake8", Gate("flake8", "flake8", judge, "flake8", ("flake8",), seconds=1))
