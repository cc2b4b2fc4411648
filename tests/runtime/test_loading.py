"""Loading: each function in a state of its own, and one clear line where it cannot be loaded."""

import os
import sys
from pathlib import Path

import pytest

from lambdatest.errors import HandlerError
from lambdatest.runtime.loading import load

ANSWER = "def handler(event, context): return {!r}"


@pytest.mark.parametrize(
    ("file", "handler"),
    [
        ("app.py", "app.handler"),
        ("list.py", "list.handler"),
        ("todos/create.py", "todos/create.handler"),
        ("todos/create.py", "todos.create.handler"),
        ("a/b/c.py", "a/b.c.handler"),
        ("pkg/__init__.py", "pkg.handler"),
        ("tests/app.py", "tests/app.handler"),
        ("calendar.py", "calendar.handler"),
        ("yaml.py", "yaml.handler"),
    ],
)
def test_a_handler_path_is_split_as_lambda_does_it(make_function, file, handler):
    loaded = load(make_function(ANSWER.format(file), file=file, handler=handler), "us-east-1")
    assert loaded.invoke({}, request_id="1").result == file
    assert list(loaded.sources()) == [file]


def test_a_module_called_like_one_that_the_runtime_has_loaded_is_not_found(make_function):
    with pytest.raises(HandlerError, match="does not define"):
        load(make_function(ANSWER.format(1), file="json.py", handler="json.handler"), "us-east-1")


def test_two_functions_of_the_same_module_name_live_side_by_side(make_function):
    source = "import helper\nSEEN = []\ndef handler(event, context):\n    SEEN.append(event)\n    return [helper.NAME, SEEN]"
    loaded = []
    for root in ("one", "two"):
        make_function(f"NAME = {root!r}", file="helper.py", root=root)
        loaded.append(load(make_function(source, root=root), "us-east-1"))
    assert [one.invoke(1, request_id="1").result for one in loaded] == [["one", [1]], ["two", [1]]]
    assert loaded[0].invoke(2, request_id="2").result == ["one", [1, 2]]
    loaded[0].reload()
    assert loaded[0].invoke(3, request_id="3").result == ["one", [3]]
    assert loaded[1].invoke(3, request_id="3").result == ["two", [1, 3]]
    assert "app" not in sys.modules and "helper" not in sys.modules
    assert list(loaded[0].sources()) == ["app.py", "helper.py"]


def test_modules_outside_of_the_code_root_are_imported_once_for_all(make_function):
    source = "import decimal, boto3\ndef handler(event, context): return [id(decimal), id(boto3)]"
    loaded = [load(make_function(source, root=root), "us-east-1") for root in ("one", "two")]
    assert loaded[0].invoke({}, request_id="1").result == loaded[1].invoke({}, request_id="1").result


def test_a_module_that_is_imported_late_belongs_to_its_function_too(make_function):
    for root in ("one", "two"):
        make_function(f"NAME = {root!r}", file="late.py", root=root)
    source = "def handler(event, context):\n    import late\n    return late.NAME"
    loaded = [load(make_function(source, root=root), "us-east-1") for root in ("one", "two")]
    assert [one.invoke({}, request_id=n).result for one in loaded for n in "12"] == ["one", "one", "two", "two"]
    assert "late" not in sys.modules
    assert "late.py" in loaded[0].sources()


def test_installed_packages_in_the_code_root_are_not_the_users_code(make_function):
    source = "import vendored, wheel_like\ndef handler(event, context): return 1"
    make_function("", file="node_modules/x.py")
    make_function("", file=".venv/lib/python3.11/site-packages/y.py")
    make_function("X = 1", file="vendored.py")
    make_function("vendored", file="vendored-1.0.dist-info/top_level.txt")
    make_function("X = 1", file="wheel_like/__init__.py")
    make_function("", file="wheel_like-2.0.dist-info/RECORD")
    try:
        loaded = load(make_function(source), "us-east-1")
        assert list(loaded.sources()) == ["app.py"]
        assert {"vendored", "wheel_like"} <= sys.modules.keys()
    finally:
        sys.modules.pop("vendored", None)
        sys.modules.pop("wheel_like", None)


def test_a_handler_sees_lambdas_environment_and_no_secret_of_the_developer(make_function, monkeypatch):
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAREAL")
    monkeypatch.setenv("STRIPE_SECRET", "real")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://localhost:4566")
    source = "import os, time\ndef handler(event, context): return [dict(os.environ), os.getcwd(), time.tzname[0]]"
    function = make_function(source, environment={"TABLE": "todos"}, memory=512, runtime="python3.13")
    environment, folder, zone = load(function, "eu-west-1").invoke({}, request_id="1").result
    root = os.path.realpath(function.code_root)
    expected = {
        "TABLE": "todos",
        "AWS_REGION": "eu-west-1",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_LAMBDA_FUNCTION_NAME": "shop-dev-api",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/shop-dev-api",
        "AWS_EXECUTION_ENV": "AWS_Lambda_python3.13",
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SESSION_TOKEN": "testing",
        "LAMBDA_TASK_ROOT": root,
        "_HANDLER": "app.handler",
        "TZ": ":UTC",
        "PATH": os.environ["PATH"],
    }
    assert expected.items() <= environment.items()
    assert not {"AWS_PROFILE", "STRIPE_SECRET", "AWS_ENDPOINT_URL"} & environment.keys()
    assert (folder, zone) == (root, "UTC")


def state():
    """What of the process a handler must not change."""
    names = {name for name in sys.modules if getattr(sys.modules[name], "__file__", None) and "/code/" in str(sys.modules[name].__file__)}
    return dict(os.environ), os.getcwd(), list(sys.path), names, sys.stdout, sys.stderr, sys.getrecursionlimit(), sys.dont_write_bytecode


MESSY = """
    import os, sys, decimal, logging, boto3
    os.environ['LEFT'] = 'x'; os.environ.pop('PATH', None); sys.path.append('/nowhere'); os.chdir('/tmp')
    sys.setrecursionlimit(5000); sys.stdout = None; decimal.getcontext().prec = 3; logging.disable(); logging.getLogger().setLevel(1)
    logging.getLogger('botocore').setLevel(1); boto3.setup_default_session()
"""


def test_nothing_leaks_out_of_a_load_or_an_invocation(make_function):
    before = state()
    load(make_function(MESSY + "    def handler(event, context): pass"), "us-east-1").invoke({}, request_id="1")
    load(make_function("def handler(event, context):" + MESSY.replace("\n    ", "\n        ")), "us-east-1").invoke({}, request_id="1")
    assert state() == before


def test_nothing_leaks_out_of_a_load_that_fails(make_function):
    before = state()
    with pytest.raises(HandlerError):
        load(make_function(MESSY + "    1 / 0"), "us-east-1")
    assert state() == before


def test_what_a_module_sets_at_import_is_there_in_each_invocation(make_function):
    source = """
    import os, sys, decimal
    os.environ['AT_IMPORT'] = 'x'
    sys.path.append('/opt/lib')
    decimal.getcontext().prec = 5
    def handler(event, context):
        found = [os.environ.get('AT_IMPORT'), '/opt/lib' in sys.path, decimal.getcontext().prec, os.environ.get('LATER')]
        os.environ['LATER'] = 'y'
        return found
    """
    loaded = load(make_function(source), "us-east-1")
    assert [loaded.invoke({}, request_id=n).result for n in "12"] == [["x", True, 5, None], ["x", True, 5, "y"]]
    loaded.renew()  # another environment
    assert loaded.invoke({}, request_id="3").result == ["x", True, 5, None]


FAILURES = [
    ("x = (", {}, "syntax error in app.py:1", "mend that line"),
    ("", {"handler": "missing.handler"}, "needs the file missing.py", "serverless.yml:7"),
    ("", {"handler": "deep/missing.handler"}, "needs the file deep/missing.py", "serverless.yml:7"),
    ("def create(e, c): pass", {"handler": "app.creat"}, "'creat', which app.py does not define; did you mean 'create'?", "yml:7"),
    ("handler = 3", {}, "names a int, which cannot be called", "serverless.yml:7"),
    ("", {"handler": "app"}, "is not of the form file.function", "serverless.yml:7"),
    ("", {"handler": "sys.handler"}, "built into Python", "serverless.yml:7"),
    ("", {"handler": "../app.handler"}, "must not begin with a dot", "serverless.yml:7"),
    ("import a\nimport no_such_package.x", {"file": "app.py"}, "app.py:1 imports a, which is not installed", "pip install a"),
    ("\nimport jwt_no, yaml", {}, "app.py:2 imports jwt_no, which is not installed", "pip install jwt-no"),
    ("\nfrom os import no_such_name", {}, "app.py:2: cannot import name 'no_such_name'", "install the version"),
    ("import os\nT = os.environ['NO_SUCH_TABLE']", {}, "app.py:2 needs the environment variable NO_SUCH_TABLE", "declare it"),
    ("{}['a']", {}, "app.py:1 raises KeyError: 'a'", "mend it"),
    ("import sys\nsys.exit(3)", {}, "app.py:2 calls sys.exit(3)", "without it"),
    ("def f():\n    raise ValueError('bad\\nworse')\nf()", {}, "app.py:2 raises ValueError: bad", "runtime is python3.12"),
    ("raise KeyboardInterrupt", {}, "app.py:1 raises KeyboardInterrupt", ""),
    ("import socket\nsocket.create_connection(('192.0.2.77', 80))", {}, "app.py:2 does what is not allowed", "mock it"),
    ("", {"code_root": Path("/nowhere/at/all")}, "the code root /nowhere/at/all is not there", "serverless.yml:7"),
    ("", {"environment": {"A": "x\0"}}, "'A' with the value 'x\\x00' is no environment variable", "serverless.yml:7"),
]


@pytest.mark.parametrize(("source", "fields", "reason", "remedy"), FAILURES)
def test_what_cannot_be_loaded_says_why_in_one_line_and_what_to_do(make_function, source, fields, reason, remedy):
    if sys.version_info[:2] == (3, 12):
        fields = {"runtime": "python3.13", **fields}
        remedy = remedy.replace("3.12", "3.13")
    with pytest.raises(HandlerError) as error:
        load(make_function(source, **fields), "us-east-1")
    assert reason in error.value.reason and remedy in error.value.remedy
    assert "\n" not in str(error.value)


def test_a_missing_package_is_called_by_its_name_on_pypi_and_requirements_are_mentioned(make_function, monkeypatch):
    monkeypatch.setitem(sys.modules, "jwt", None)
    make_function("PyJWT", file="requirements.txt")
    with pytest.raises(HandlerError) as error:
        load(make_function("import jwt"), "us-east-1")
    assert error.value.remedy.startswith("pip install PyJWT (or pip install -r ")
    assert "requirements.txt)" in error.value.remedy


def test_a_module_of_the_project_that_lies_elsewhere_is_named(make_function):
    make_function("", file="attic/shared.py")
    with pytest.raises(HandlerError, match=r"the project has attic/shared\.py"):
        load(make_function("import shared"), "us-east-1")


def test_an_import_that_never_ends_is_ended(make_function, monkeypatch):
    monkeypatch.setattr("lambdatest.runtime.loading.IMPORT_LIMIT", 0.2)
    with pytest.raises(HandlerError, match=r"does not end within 10 s.*app\.py:[12]"):
        load(make_function("while True:\n    pass"), "us-east-1")


def test_a_folder_under_another_name_is_the_same_code(make_function, tmp_path):
    function = make_function(ANSWER.format(1))
    (tmp_path / "link").symlink_to(function.code_root)
    loaded = load(make_function(ANSWER.format(1), code_root=tmp_path / "link"), "us-east-1")
    assert list(loaded.sources()) == ["app.py"]


def test_the_same_module_imported_by_a_test_is_another_one(make_function, monkeypatch):
    function = make_function("COUNT = []\ndef handler(event, context): COUNT.append(1); return len(COUNT)", file="twice_loaded.py")
    monkeypatch.syspath_prepend(function.code_root)
    mine = __import__("twice_loaded")
    loaded = load(make_function(file="app.py", handler="twice_loaded.handler"), "us-east-1")
    assert loaded.invoke({}, request_id="1").result == 1
    assert mine.COUNT == [] and sys.modules.pop("twice_loaded") is mine
