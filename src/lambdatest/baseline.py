"""The baseline: ids of findings that are known and do not count."""

import json
from pathlib import Path

from lambdatest.errors import LambdatestError
from lambdatest.finding import Report
from lambdatest.reports.file import write_file


def read(path: Path, *, missing: bool = False) -> tuple[str, ...]:
    """The ids in the JSON list of *path*; none where *missing* allows that the file is not there.  Raises LambdatestError."""
    if missing and not path.exists():
        return ()
    try:
        ids = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise LambdatestError(f"there is no baseline {path}; --update-baseline writes it") from error
    except (OSError, ValueError, RecursionError) as error:
        reason = error or type(error).__name__
        raise LambdatestError(f"the baseline {path} cannot be read: {reason}; mend it or move it away") from error
    if not isinstance(ids, list) or not all(isinstance(member, str) for member in ids):
        raise LambdatestError(f"the baseline {path} is not a JSON list of ids, such as [\"unhandled_exception-1f3a9c\"]")
    return tuple(ids)


def updated(old: tuple[str, ...], report: Report) -> tuple[str, ...]:
    """The ids of the report's findings, sorted; the old ones stay where the run did not see everything.

    An id does not say its function, so a run of some functions or checks, an interrupted one and one in which something could
    not run only ever adds.
    """
    partial = report.interrupted or report.options.get("functions") or report.options.get("checks")
    partial = partial or any(function.status == "not_run" for function in report.functions)
    return tuple(sorted({finding.id for finding in report.findings} | (set(old) if partial else set())))


def write(path: Path, ids: tuple[str, ...]) -> None:
    """Write the ids as a JSON list, one a line.  Raises LambdatestError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_file(path, json.dumps(sorted(ids), indent=1) + "\n")
    except OSError as error:
        raise LambdatestError(f"the baseline {path} cannot be written: {error.strerror or error}") from error
