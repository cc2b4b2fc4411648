"""Calling Snyk's command line: which one, with which token, over which projects."""

import json
import os
import shutil
from pathlib import Path

from lambdatest.gates.gate import NoEvidence, Site
from lambdatest.gates.tool import Done, run

PINNED = "snyk@1.1100.0"
"""The last one that is a single package; later ones download a binary from a host of their own, and exit 0 where they cannot."""
TOKENS = ("SNYK_TOKEN", "SNYK_OAUTH_TOKEN")
_EXCLUDED = ".tox,.venv,venv,node_modules,.lambdatest"


def called(site: Site, *words: str) -> Done:
    """Call Snyk's command line.  Raises NoEvidence where there is none, or no token."""
    if not _token():
        raise NoEvidence(
            "there is no token for Snyk",
            'set SNYK_TOKEN, or call snyk auth; a project that can live without says optional = ["snyk"] in [tool.lambdatest.gates]',
        )
    table = site.settings
    organisation = [f"--org={table['organisation']}"] if "organisation" in table else []
    # Without this the wrapper of newer versions ends with 0 where its own report to its makers fails.
    environment = {"SNYK_DISABLE_ANALYTICS": os.environ.get("SNYK_DISABLE_ANALYTICS", "1")}
    return run(site, [*_command_line(site), *words, *organisation], environment=environment, remedy="install it: npm install -g snyk")


def projects(site: Site) -> tuple[str, ...]:
    """The options of ``snyk test`` and ``snyk monitor``: every project below the root, with the interpreter that has its packages."""
    return ("--all-projects", f"--exclude={_EXCLUDED}", f"--command={site.python}")


def _command_line(site: Site) -> list[str]:
    if "cli" in site.settings:
        return list(site.settings["cli"])
    own = site.root / "node_modules" / ".bin" / "snyk"
    found = shutil.which("snyk") or (str(own) if own.exists() else None)
    if found:
        return [found]
    npx = shutil.which("npx")
    if npx is None:
        raise NoEvidence("there is no snyk, and no npx to fetch it", "install Node.js, and then: npm install -g snyk")
    return [npx, "--yes", PINNED]


def _token() -> bool:
    """Whether there is a token in the environment, or where ``snyk auth`` leaves it."""
    if any(os.environ.get(name) for name in TOKENS):
        return True
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    try:
        kept = json.loads((home / "configstore" / "snyk.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(kept, dict) and any(key == "api" or "OAUTH" in key for key in kept)
