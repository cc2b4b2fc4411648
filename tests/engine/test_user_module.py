"""The modules in which a team registers strategies: which are imported, and how they are kept apart."""

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import lambdatest
from lambdatest.engine.registered import registered
from lambdatest.engine.user_module import imported, places
from lambdatest.errors import LambdatestError
from lambdatest.model import Project
from lambdatest.setting import read
from strategies.service import write

HEADER = "import lambdatest\nfrom hypothesis import strategies as st\n"
ROOT = Path(__file__).parents[2]


def service(folder: Path) -> Project:
    """A service of one function in *folder*."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "def handler(event, context):\n    return {}\n")
    return lambdatest.load(folder)


def put(path: Path, text: str) -> None:
    """Write a file and its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def header(name: str) -> str:
    """A module that registers a header of that name."""
    return HEADER + f"lambdatest.register_header({name!r}, st.just('x'))\n"


def names(project: Project) -> list[str]:
    """The headers that are registered for *project*, in order."""
    return [given.registration.name for given in registered(project).givens]


def test_every_file_of_the_folder_is_imported_but_private_ones_and_tests(tmp_path: Path) -> None:
    for name in ("orders", "carts", "_private", "test_orders", "conftest", "not-a-name"):
        put(tmp_path / "strategies" / f"{name}.py", header(name))
    assert names(service(tmp_path)) == ["carts", "orders"]


def test_a_package_comes_before_its_files_and_may_import_them(tmp_path: Path) -> None:
    put(tmp_path / "strategies" / "__init__.py", header("package") + "from strategies.orders import ORDERS\n")
    put(tmp_path / "strategies" / "orders.py", header("orders") + "ORDERS = 1\n")
    assert names(service(tmp_path)) == ["package", "orders"]


def test_a_folder_that_never_names_lambdatest_is_somebody_elses(tmp_path: Path) -> None:
    put(tmp_path / "strategies" / "__init__.py", "raise RuntimeError('connecting to the exchange')\n")
    assert places(service(tmp_path)) == []


def test_settings_name_modules_instead_and_none_turns_the_folder_off(tmp_path: Path) -> None:
    put(tmp_path / "strategies" / "__init__.py", header("folder"))
    put(tmp_path / "tests" / "given" / "orders.py", header("named"))
    put(tmp_path / "pyproject.toml", '[tool.lambdatest]\nstrategies = ["tests.given.orders"]\n')
    assert names(service(tmp_path)) == ["named"]
    put(tmp_path / "pyproject.toml", "[tool.lambdatest]\nstrategies = []\n")
    assert names(service(tmp_path)) == []


def test_a_folder_that_settings_name_stands_for_its_files(tmp_path: Path) -> None:
    put(tmp_path / "tests" / "strategies" / "orders.py", header("orders"))
    put(tmp_path / "tests" / "strategies" / "carts.py", header("carts"))
    put(tmp_path / "pyproject.toml", '[tool.lambdatest]\nstrategies = ["tests.strategies"]\n')
    assert names(service(tmp_path)) == ["carts", "orders"]


def test_the_folders_of_the_iac_file_and_of_the_nearest_settings_count(tmp_path: Path) -> None:
    project = service(tmp_path / "services" / "shop")
    put(project.root / "strategies" / "own.py", header("own"))
    put(tmp_path / "strategies" / "shared.py", header("shared"))
    assert names(service(project.root)) == ["own"]
    put(tmp_path / "pyproject.toml", "[tool.black]\n")
    assert names(service(project.root)) == ["own"]
    put(tmp_path / "pyproject.toml", "[tool.lambdatest]\nseed = 3\n")
    assert names(service(project.root)) == ["shared", "own"] and read(project.root) == {"seed": 3}


def test_settings_above_a_repository_are_not_its_own(tmp_path: Path) -> None:
    project = service(tmp_path / "repository")
    put(tmp_path / "strategies" / "shared.py", header("shared"))
    put(tmp_path / "pyproject.toml", "[tool.lambdatest]\n")
    (project.root / ".git").mkdir()
    assert names(project) == [] and read(project.root) == {}


def test_the_strategies_of_this_repository_are_not_those_of_its_examples() -> None:
    assert places(lambdatest.load(ROOT / "examples" / "todos")) == []


def test_two_projects_in_one_process_know_nothing_of_each_other(tmp_path: Path) -> None:
    found = []
    for name in ("first", "second"):
        put(tmp_path / name / "strategies" / "__init__.py", "from strategies import shared\n" + header(name))
        put(tmp_path / name / "strategies" / "shared.py", f"NAME = {name!r}\n")
        found.append(service(tmp_path / name))
    assert [names(project) for project in (*found, *found)] == [["first"], ["second"]] * 2


def test_nothing_of_it_stays_in_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = ModuleType("strategies")
    monkeypatch.setitem(sys.modules, "strategies", other)
    put(tmp_path / "strategies" / "__init__.py", header("x") + "import shop\n")
    put(tmp_path / "shop.py", "")
    before = dict(sys.modules), list(sys.path)
    assert names(service(tmp_path)) == ["x"]
    assert sys.modules["strategies"] is other and sys.path == before[1] and "shop" not in sys.modules
    assert {name for name in sys.modules if name.startswith("strategies.")} == {n for n in before[0] if n.startswith("strategies.")}


def test_a_strategy_may_import_its_own_modules_when_it_is_drawn(tmp_path: Path) -> None:
    text = HEADER + (
        "@st.composite\ndef tenants(draw):\n    from strategies.late import NAMES\n    return draw(st.sampled_from(NAMES))\n"
        "lambdatest.register_header('x-tenant', tenants())\n")
    put(tmp_path / "strategies" / "__init__.py", text)
    put(tmp_path / "strategies" / "late.py", "NAMES = ['t-1']\n")
    (given,) = registered(service(tmp_path)).givens
    assert given.samples == ("t-1",)
    assert given.place == "strategies/__init__.py:7"


def test_modules_are_imported_once_a_process(tmp_path: Path) -> None:
    put(tmp_path / "strategies" / "__init__.py", header("x") + "open('count', 'a').write('x')\n")
    project = service(tmp_path)
    assert imported(project) == imported(lambdatest.load(tmp_path))
    Path("count").unlink()


def test_a_test_may_import_the_same_modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "team_strategies" / "__init__.py", header("x") + "ORDERS = st.just(1)\n")
    put(tmp_path / "pyproject.toml", '[tool.lambdatest]\nstrategies = ["team_strategies"]\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    mine = importlib.import_module("team_strategies")
    assert names(service(tmp_path)) == ["x"] and sys.modules.pop("team_strategies") is mine


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1 / 0", "strategies/__init__.py:3: ZeroDivisionError: division by zero; mend it; where that folder is not meant for"),
        ("x = (", "strategies/__init__.py:3: SyntaxError: '(' was never closed; mend it"),
        ("import nowhere_at_all", "strategies/__init__.py:3: ModuleNotFoundError: No module named 'nowhere_at_all'; mend it"),
        ("raise SystemExit(3)", "strategies/__init__.py:3: SystemExit: 3; mend it"),
        ("raise ValueError('two\\nlines')", "strategies/__init__.py:3: ValueError: two; mend it"),
        ("class Odd(Exception): pass\nraise Odd", "strategies/__init__.py:4: Odd; mend it"),
        ("import strategies.deep", "strategies/deep.py:2: NameError: name 'nothing' is not defined; mend it"),
        ("lambdatest.register_body(1, function='api')", "strategies/__init__.py:3: strategy=1 is not of type SearchStrategy"),
        ("lambdatest.regster_body(1)", "strategies/__init__.py:3: AttributeError: module 'lambdatest' has no attribute 'regster_body'"),
    ],
)
def test_a_broken_module_is_one_line_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    put(tmp_path / "strategies" / "__init__.py", HEADER + text + "\n")
    put(tmp_path / "strategies" / "deep.py", "\nnothing\n")
    project = service(tmp_path)
    for _ in range(2):
        with pytest.raises(LambdatestError) as caught:
            registered(project)
        assert str(caught.value).startswith(message) and "\n" not in str(caught.value)


def test_a_module_that_settings_name_and_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    put(tmp_path / "pyproject.toml", '[tool.lambdatest]\nstrategies = ["tests.oders"]\n')
    put(tmp_path / "tests" / "__init__.py", "")
    with pytest.raises(LambdatestError) as caught:
        registered(service(tmp_path))
    assert "pyproject.toml: [tool.lambdatest] strategies names 'tests.oders', which is not below" in str(caught.value)


@pytest.mark.parametrize(("value", "message"), [("'orders'", "is not a list of modules"), ("[1]", "is not a list of modules")])
def test_a_wrong_setting_is_refused(tmp_path: Path, value: Any, message: str) -> None:
    put(tmp_path / "pyproject.toml", f"[tool.lambdatest]\nstrategies = {value}\n")
    with pytest.raises(LambdatestError, match=message):
        registered(service(tmp_path))
