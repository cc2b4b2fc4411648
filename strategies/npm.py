"""Tools that npm installs below the user's cache: oracles that nobody here wrote."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

_SECONDS = 300


class Missing(Exception):
    """A tool is not to be had; the text says why and what to do."""


def installed(name: str, version: str) -> Path:
    """The folder of that package in that version, installed when it is first asked for.  Raises Missing."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "lambdatest" / f"{name}-{version}"
    package = folder / "node_modules" / name
    if not shutil.which("node"):
        raise Missing(f"{name} {version} needs Node.js; install it, version 20 or later, with npm")
    if not package.exists():
        _install(folder, name, version)
    return package


def _install(folder: Path, name: str, version: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing(f"{name} {version} is installed by npm, which is not there; install Node.js with npm, version 20 or later")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        command = [npm, "install", "--prefix", place, "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", f"{name}@{version}"]
        try:
            done = subprocess.run(command, cwd=place, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except subprocess.TimeoutExpired as late:
            raise Missing(f"npm did not install {name} {version} within {_SECONDS} s") from late
        if done.returncode:
            raise Missing(f"npm could not install {name} {version}: {' '.join(done.stderr.split())[-300:]}")
        try:
            Path(place).rename(folder)
        except OSError:
            # Another process of this run was quicker, and its folder is as good.
            if not folder.exists():
                raise
        Path(place).mkdir(exist_ok=True)
