"""The tox plugin: environments for the gates, in every project whose tox requires lambdatest.

A user's own ``[testenv:lambdatest-…]``, or its like in tox.toml and pyproject.toml, wins over what stands here, and this wins over
the shared ``[testenv]``.  tox loads the module in every run: it imports nothing of ours that is heavy.
"""

import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from threading import Lock
from typing import Any

from tox.config.loader.memory import MemoryLoader
from tox.config.sets import ConfigSet, EnvConfigSet
from tox.config.types import Command, EnvList
from tox.execute.api import Outcome
from tox.plugin import impl
from tox.session.state import State
from tox.tox_env.api import ToxEnv

from lambdatest._version import VERSION

PREFIX = "lambdatest-"
LABEL = "lambdatest"
MODULE = "lambdatest.cli"
PASSED_ON = ("CI", "CODEBUILD_*", "GITHUB_*", "HYPOTHESIS_*", "LAMBDATEST_*", "NPM_CONFIG_*", "PIP_AUDIT_*", "SNYK_*", "XDG_*")
SETUPTOOLS = "setuptools<81"
"""Snyk's command line asks the environment's Python for pkg_resources, which later ones do without."""
_ELSEWHERE = frozenset({"node_modules", "site-packages", "tests", "test", "build", "dist", "venv"})


@dataclass(frozen=True, slots=True)
class Environment:
    """One environment: what tox says of it, the *packages* of its tools, and which environments come first.

    *imports* is True where the functions' code is imported, or its imports are resolved: the environment has lambdatest then.
    *requirements* is True where it has the project's own requirements.
    """

    description: str
    packages: tuple[str, ...] = ()
    imports: bool = False
    requirements: bool = False
    depends: tuple[str, ...] = ()


ENVIRONMENTS = {
    "tests": Environment("the tests, with the lines that they reach measured", ("pytest", "coverage[toml]"), True, True),
    "coverage": Environment("lines and branches that the tests reached", ("coverage[toml]",), depends=("tests",)),
    "pylint": Environment("pylint over the functions' code", ("pylint",), True, True),
    "flake8": Environment("flake8 over the functions' code", ("flake8",)),
    "security": Environment("bandit, pip-audit and Snyk", ("bandit", "pip-audit", SETUPTOOLS), requirements=True),
    "iac": Environment("cfn-lint and the checks of the project", ("cfn-lint",)),
    "fuzz": Environment("every trigger of every function, with generated events", (), True, True),
}


@dataclass
class Run:
    """This run of tox: its *state*, when each of our environments began, how its commands ended, which ran gates, and which are done."""

    state: State | None = None
    begun: dict[str, float] = field(default_factory=dict)
    exits: dict[str, int] = field(default_factory=dict)
    gates: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)


RUN = Run()


@impl
def tox_extend_envs() -> Iterable[str]:
    """The names of our environments."""
    return [PREFIX + name for name in ENVIRONMENTS]


@impl
def tox_add_core_config(core_conf: ConfigSet, state: State) -> None:
    """Keep the state, for the list of the environments that are run."""
    del core_conf
    RUN.state = state


@impl
def tox_add_env_config(env_conf: EnvConfigSet, state: State) -> None:
    """Put what an environment of ours is behind the user's own section for it, and before the shared one."""
    name = _ours(env_conf.name)
    if not name:
        return
    loader = MemoryLoader(**configuration(name, ENVIRONMENTS[name], Path(state.conf.core["tox_root"])))
    own = [place for place, found in enumerate(env_conf.loaders, 1) if found.section.name == env_conf.name]
    env_conf.loaders.insert(max(own, default=0), loader)


@impl
def tox_before_run_commands(tox_env: ToxEnv) -> None:
    """Remember when the environment began: what an earlier run left is no evidence of this one."""
    if name := _ours(tox_env.conf.name):
        RUN.begun[name] = time.time()


@impl
def tox_after_run_commands(tox_env: ToxEnv, exit_code: int, outcomes: list[Outcome]) -> None:
    """Remember how the environment ended, and whether its commands were gates or a user's own."""
    name = _ours(tox_env.conf.name)
    if name:
        RUN.exits[name] = exit_code
    if name and any(MODULE in map(str, outcome.request.cmd) for outcome in outcomes):
        RUN.gates.add(name)


@impl
def tox_env_teardown(tox_env: ToxEnv) -> None:
    """The last of our environments prints the summary, if there is more than one to sum up, and a gate among them."""
    name = _ours(tox_env.conf.name)
    if not name or RUN.state is None or RUN.state.conf.options.no_test:
        return
    selected = [found for found in map(_ours, RUN.state.envs.iter()) if found]
    with RUN.lock:
        RUN.done.add(name)
        last = len(selected) > 1 and RUN.done >= set(selected)
    if last and RUN.gates & set(selected):
        from lambdatest.plugins.tox_summary import show_summary  # pylint: disable=import-outside-toplevel  # rich is heavy

        show_summary(Path(RUN.state.conf.core["tox_root"]), [(one, RUN.exits.get(one), RUN.begun.get(one)) for one in selected])


def configuration(group: str, environment: Environment, root: Path) -> dict[str, Any]:
    """The settings of the environment for the gates of *group*."""
    # The gate runs in tox's own Python, which has lambdatest; the tool in the environment's, which comes first on its path.
    command = [sys.executable, "-m", MODULE, "gate", "--group", group, "--root", str(root), "--python", "python"]
    needed = [requirement()] if environment.imports else []
    found = [f"-r {path}" for path in requirements(root)] if environment.requirements else []
    return {
        "description": environment.description,
        "labels": [LABEL],
        "skip_install": True,
        "deps": [*environment.packages, *needed, *found],
        "commands": [Command(command)],
        "allowlist_externals": [sys.executable],
        "depends": EnvList([PREFIX + one for one in environment.depends]),
        "pass_env": list(PASSED_ON),
        "change_dir": root,
    }


def requirement() -> str:
    """What pip installs to have this lambdatest in an environment: the file or folder that this one came from, else its version."""
    try:
        text = distribution("lambdatest").read_text("direct_url.json")  # https://packaging.python.org/en/latest/specifications/direct-url/
    except PackageNotFoundError:
        text = None
    told = json.loads(text) if text else {}
    url = str(told.get("url", ""))
    if "vcs_info" in told:
        return f"lambdatest @ {told['vcs_info']['vcs']}+{url}@{told['vcs_info']['commit_id']}"
    return f"lambdatest @ {url}" if url else f"lambdatest=={VERSION}"


def requirements(root: Path) -> list[Path]:
    """The requirements files of the project, those that name what the tests need included, and of each folder right below it."""
    return sorted({*root.glob("requirements*.txt"), *_below(root)})


def _below(root: Path) -> Iterator[Path]:
    for path in root.glob("*/requirements.txt"):
        if path.parent.name not in _ELSEWHERE and not path.parent.name.startswith("."):
            yield path


def _ours(name: str | None) -> str:
    """The *name* of an environment without its prefix; empty where it is none of ours."""
    group = str(name).removeprefix(PREFIX)
    return group if group != name and group in ENVIRONMENTS else ""
