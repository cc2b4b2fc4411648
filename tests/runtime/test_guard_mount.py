"""A worker's /tmp is its own and empty, and holds what it needs; the one of everybody else is as it was."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

SCRIPT = """
import os, sys
from lambdatest.runtime import guard
kept, foreign = sys.argv[1:]
if not guard.private_tmp([kept, sys.prefix, *filter(None, sys.path)]):
    sys.exit(77)
assert not os.path.exists(foreign)
assert open(os.path.join(kept, "app.py")).read() == "x = 1"
open(foreign, "w").write("mine")
open(os.path.join(kept, "made.txt"), "w").write("made")
print(os.getcwd())
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mount namespaces are Linux's")
def test_what_a_worker_writes_to_tmp_is_seen_by_nobody_else() -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as kept, tempfile.NamedTemporaryFile("w+", dir="/tmp") as foreign:  # noqa: S108
        Path(kept, "app.py").write_text("x = 1")
        foreign.write("theirs")
        foreign.flush()
        done = subprocess.run([sys.executable, "-c", SCRIPT, kept, foreign.name], cwd=kept, capture_output=True, text=True, check=False)
        if done.returncode == 77:
            pytest.skip("this system allows no mount namespace")
        assert (done.returncode, done.stderr, done.stdout.strip()) == (0, "", os.path.realpath(kept))
        assert Path(foreign.name).read_text() == "theirs"
        assert Path(kept, "made.txt").read_text() == "made"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mount namespaces are Linux's")
def test_a_project_that_stands_in_tmp_itself_keeps_it() -> None:
    code = "from lambdatest.runtime import guard\nimport os\nassert not guard.private_tmp(['/tmp', '/'])\nassert os.listdir('/tmp')"
    with tempfile.NamedTemporaryFile(dir="/tmp"):  # noqa: S108
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
