"""Snyk over the dependencies of the package, or one line that says that it was not run.

Snyk exits 0 in some of its failures, so only a report that parses and counts what it examined is a pass.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

SNYK = "snyk@1.1100.0"  # the last one that is a single package; later ones download a binary from a host of their own
SERIOUS = ("high", "critical")


def main() -> str | None:
    """None where the dependencies are clean or Snyk is not wanted, else the reason."""
    if not os.environ.get("SNYK_TOKEN"):
        print("snyk: not run, because SNYK_TOKEN is not set")
        return None
    if not shutil.which("npx"):
        return "snyk: SNYK_TOKEN is set, but there is no npx to run it with; install Node.js"
    reports = _reports()
    if isinstance(reports, str):
        return reports
    serious = {found["id"]: found for report in reports for found in report["vulnerabilities"] if found["severity"] in SERIOUS}
    for found in serious.values():
        print(f"snyk: {found['severity']}: {found['packageName']} {found['version']}: {found['title']} ({found['id']})")
    count = sum(report["dependencyCount"] for report in reports)
    print(f"snyk: {count} dependencies examined, {len(serious)} of severity {' or '.join(SERIOUS)}")
    return "snyk: see above" if serious else None


def _reports() -> list[dict] | str:
    """The reports, or why there is none that can be trusted."""
    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    with tempfile.TemporaryDirectory() as folder:
        requirements = Path(folder, "requirements.txt")
        requirements.write_text("\n".join(project["dependencies"]) + "\n", encoding="utf-8")
        command = ["npx", "--yes", SNYK, "test", "--json", f"--file={requirements}", "--package-manager=pip", f"--command={sys.executable}"]
        environment = {**os.environ, "SNYK_DISABLE_ANALYTICS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=600, check=False)
    try:
        parsed = json.loads(done.stdout)
    except ValueError:
        return f"snyk: exit status {done.returncode} and no report: {(done.stdout or done.stderr).strip()[:500]}"
    reports = parsed if isinstance(parsed, list) else [parsed]
    if done.returncode not in (0, 1) or not all("vulnerabilities" in report and report.get("dependencyCount") for report in reports):
        return f"snyk: exit status {done.returncode}, and the report does not say what was examined: {done.stdout[:500]}"
    return reports


if __name__ == "__main__":
    sys.exit(main())
