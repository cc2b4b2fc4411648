"""A report format, and the registry of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lambdatest._registry import Registry
from lambdatest.finding import Finding, Report


def replayed(finding: Finding) -> str:
    """The command line that runs *finding* again in the folder of its IaC file."""
    return f"lambdatest replay {finding.id}"


@dataclass(frozen=True, slots=True)
class View:
    """What a report needs beyond the results.

    *root* is the project's root, which the locations of findings are relative to; *fail_on* the lowest severity that counts;
    *documents* maps the ids of checks and relations to their docstrings; *quiet* leaves out all but findings and summary; *again*
    gives the command that has a finding again.
    """

    root: Path
    fail_on: str = "failure"
    documents: Mapping[str, str] = field(default_factory=dict)
    quiet: bool = False
    again: Callable[[Finding], str] = replayed


@dataclass(frozen=True, slots=True)
class Format:
    """One format of ``--report FORMAT=PATH``: *render* gives the file's whole text, which is always encodable as UTF-8."""

    name: str
    title: str
    render: Callable[[Report, View], str]


REPORTS: Registry[Format] = Registry("report format", "lambdatest.reports")
