"""Packages of npm that the tests ask: pinned, and installed below the user's cache when they are first asked for."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

SECONDS = 300


class Missing(Exception):
    """The package is not to be had; the text says why and what to do."""


def installed(package: str, version: str) -> Path:
    """The folder of that version of *package* below the user's cache, installed there when it is first asked for.  Raises Missing."""
    name = package.replace("/", "-").lstrip("@")
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lambdatest" / f"{name}-{version}"
    found = folder / "node_modules" / package
    if not shutil.which("node"):
        raise Missing(f"{package} {version} needs Node.js; install it, version 20 or later, with npm")
    if not found.exists():
        _install(folder, package, version)
    return found


def _install(folder: Path, package: str, version: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing(f"{package} {version} is installed by npm, which is not there; install Node.js with npm, version 20 or later")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        command = [npm, "install", "--prefix", place, "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", f"{package}@{version}"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as late:
            raise Missing(f"npm did not install {package} {version} within {SECONDS} s") from late
        if done.returncode:
            raise Missing(f"npm could not install {package} {version}: {' '.join(done.stderr.split())[-300:]}")
        try:
            Path(place).rename(folder)
        except OSError:
            # Another process of this run was quicker, and its folder is as good.
            if not folder.exists():
                raise
        Path(place).mkdir(exist_ok=True)
