"""The verdicts of gates as JUnit XML: CodeBuild and Jenkins know no SARIF.  A suite a gate, a test case a file."""

from collections.abc import Iterator, Sequence
from xml.etree import ElementTree

from lambdatest.reports.gate_format import GATE_REPORTS, GateFormat, line, sentence
from lambdatest.reports.junit import document, legal
from lambdatest.reports.text import plural
from lambdatest.verdict import Remark, Verdict, failing


def render(verdicts: Sequence[Verdict]) -> str:
    """The verdicts as a JUnit document."""
    return document("lambdatest gate", sum(verdict.duration for verdict in verdicts), map(_suite, verdicts))


def _suite(verdict: Verdict) -> ElementTree.Element:
    """One case for each file that the gate has something against, and one for the gate itself, so that no suite is empty."""
    suite = ElementTree.Element("testsuite", name=legal(verdict.gate), time=f"{verdict.duration:.3f}")
    files = dict.fromkeys(remark.file for remark in failing(verdict.remarks) if remark.file)
    for file in files:
        _fail(_case(suite, verdict, file), [remark for remark in failing(verdict.remarks) if remark.file == file])
    case = _case(suite, verdict, verdict.gate, verdict.duration)
    placeless = [remark for remark in failing(verdict.remarks) if not remark.file]
    if verdict.status == "error":
        tag = "error" if verdict.required else "skipped"
        ElementTree.SubElement(case, tag, message=legal(sentence(verdict)))
    elif placeless or (verdict.status == "failed" and not files):
        _fail(case, placeless, verdict.message or f"{verdict.gate} failed")
    ElementTree.SubElement(case, "system-out").text = legal("\n".join(_facts(verdict)))
    return suite


def _case(suite: ElementTree.Element, verdict: Verdict, name: str, seconds: float = 0.0) -> ElementTree.Element:
    return ElementTree.SubElement(suite, "testcase", classname=legal(verdict.gate), name=legal(name), time=f"{seconds:.3f}")


def _fail(case: ElementTree.Element, remarks: Sequence[Remark], message: str = "") -> None:
    """One failure element a case, since many readers show only the first."""
    first = message or (line(remarks[0]) if len(remarks) == 1 else f"{plural(len(remarks), 'remark')}: {line(remarks[0])}")
    failure = ElementTree.SubElement(case, "failure", type=legal(remarks[0].rule if remarks else "threshold"), message=legal(first))
    failure.text = legal("\n".join(map(line, remarks)))


def _facts(verdict: Verdict) -> Iterator[str]:
    yield f"{verdict.status}: {verdict.message}"
    for word in ("examined", "threshold", "report"):
        if getattr(verdict, word):
            yield f"{word}: {getattr(verdict, word)}"
    yield from (f"below the threshold: {line(remark)}" for remark in verdict.remarks if not remark.counts)


GATE_JUNIT = GATE_REPORTS.add("junit", GateFormat("junit", "JUnit XML, for CodeBuild and Jenkins", render))
