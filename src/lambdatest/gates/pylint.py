"""The gate ``pylint``."""

from lambdatest.gates.configured import configured
from lambdatest.gates.gate import GATES, Gate, NoEvidence, Site
from lambdatest.gates.setting import one_of
from lambdatest.gates.source import shown, sources
from lambdatest.gates.tool import parse, refused, run_module, understood
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict, failing, reaches

LEVELS = ("convention", "refactor", "warning", "error", "fatal")
UNLOADED = "E0013"
"""bad-plugin-value: what the plugin would have found, nobody knows."""
_FILES = ("pylintrc", ".pylintrc", "pylintrc.toml", ".pylintrc.toml")
_OURS = (
    "--load-plugins=lambdatest.plugins.pylint",
    "--max-line-length=120",
    "--ignored-argument-names=_.*|^ignored_|^unused_|^event$|^context$",  # Lambda hands both to every handler
)


def judge(site: Site) -> Verdict:
    """pylint has no message of the level of ``fail-on`` or above."""
    files = sources(site)
    level = site.setting("fail-on", "warning")
    ours = () if configured(site.root, _FILES, "pylint") else _OURS
    # The folder of the project comes first on the path, as it does for the pylint that a developer calls.
    hook = f"--init-hook=import sys; sys.path.insert(0, {str(site.root)!r})"
    arguments = [*ours, *site.setting("arguments", []), "--output-format=json2", "--score=n", "--exit-zero", *shown(site, files)]
    done = run_module(site, "pylint", hook, *arguments)
    refused(done, 0)
    report = parse(done.out, done)
    site.path("pylint.json").write_text(done.out, "utf-8")
    with understood("pylint"):
        linted = int(report["statistics"]["modulesLinted"])
        remarks = tuple(_remark(message, level) for message in report["messages"])
    unloaded = [remark.message for remark in remarks if remark.rule == UNLOADED]
    if unloaded:
        raise NoEvidence(unloaded[0], f"install the plugin: {site.python} -m pip install lambdatest, or whatever has it")
    if not linted:
        raise NoEvidence(f"pylint looked at none of {plural(len(files), 'file')}", "see what its settings ignore", examined="0 files")
    failed = failing(remarks)
    return Verdict(
        "pylint", "failed" if failed else "passed", _sentence(remarks), plural(linted, "module"), f"none of level {level} or above",
        report=site.shown(site.path("pylint.json")), remarks=remarks,
    )  # fmt: skip


def _remark(message: dict[str, object], level: str) -> Remark:
    kind = str(message["type"])
    counts = reaches(kind, level, LEVELS)
    text = f"{message['message']} ({message['symbol']})"
    url = f"https://pylint.readthedocs.io/en/stable/user_guide/messages/{kind}/{message['symbol']}.html"
    return Remark(str(message["messageId"]), text, kind, counts, str(message["path"]), int(str(message["line"])), url)


def _sentence(remarks: tuple[Remark, ...]) -> str:
    counts = {level: sum(remark.severity == level for remark in remarks) for level in reversed(LEVELS)}
    return ", ".join(plural(count, level) for level, count in counts.items() if count) or "no message"


GATES.add("pylint", Gate("pylint", "pylint", judge, "pylint", ("pylint",), {"fail-on": one_of(*LEVELS)}, seconds=6))
