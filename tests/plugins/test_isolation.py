"""Tests that ask for our fixtures have a fresh account, and fresh modules, at each test and example; others do not notice us."""

import pytest

pytestmark = pytest.mark.searches  # each test runs pytest in a process of its own

KINDS = """
    import unittest

    import pytest
    from hypothesis import example, given, settings, strategies as st
    from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

    import lambdatest

    few = settings(max_examples=8)


    def first(invoke):
        assert invoke("add", {}).json == {"n": 1, "seen": 1}


    @few
    @given(x=st.integers())
    def test_plain(invoke_lambda, x):
        first(invoke_lambda)


    class TestClass:
        @few
        @given(x=st.integers())
        def test_method(self, invoke_lambda, x):
            first(invoke_lambda)


    @pytest.mark.parametrize("p", [1, 2])
    @few
    @given(x=st.integers())
    def test_parametrized(invoke_lambda, p, x):
        first(invoke_lambda)


    @settings(few, phases=["explicit"])
    @given(x=st.integers())
    @example(x=3)
    @example(x=4)
    def test_explicit(invoke_lambda, x):
        first(invoke_lambda)


    @pytest.mark.asyncio
    @few
    @given(x=st.integers())
    async def test_asynchronous(invoke_lambda, x):
        first(invoke_lambda)


    class TestUnit(unittest.TestCase):
        @pytest.fixture(autouse=True)
        def ours(self, aws_account, invoke_lambda):
            self.account, self.invoke = aws_account, invoke_lambda

        def setUp(self):
            self.account.seed("counts", {"id": "set up"})

        @few
        @given(x=st.integers())
        def test_unit(self, x):
            first(self.invoke)
            assert [item["id"] for item in self.account.items("counts")] == ["n", "set up"]


    class Machine(RuleBasedStateMachine):
        count = 0

        @rule()
        def add(self):
            self.count += 1
            assert lambdatest.invoke(lambdatest.load(), "add", {}).json == {"n": self.count, "seen": self.count}

        @invariant()
        def one_item_at_most(self):
            assert len(lambdatest.current_account().items("counts")) == min(self.count, 1)


    Machine.TestCase.settings = settings(max_examples=8, stateful_step_count=5)
    TestMachine = pytest.mark.usefixtures("aws_account")(Machine.TestCase)


    def test_machine_as_function(aws_account):
        run_state_machine_as_test(Machine, settings=settings(max_examples=8, stateful_step_count=5))


    @pytest.mark.parametrize("n", [1, 2])
    def test_without_hypothesis(invoke_lambda, n):
        first(invoke_lambda)
"""
KIND_NAMES = [
    *("test_plain", "test_method", "test_parametrized[1]", "test_parametrized[2]", "test_explicit", "test_asynchronous", "test_unit"),
    *("runTest", "test_machine_as_function", "test_without_hypothesis[1]", "test_without_hypothesis[2]"),
]
FORGETFUL = """
    from lambdatest.engine.session import Session

    Session.renew = Session.fresh = lambda self, checkpoint=None: None
"""


def test_every_kind_of_test_is_fresh_at_every_example(run_pytest):
    ran = run_pytest({"test_kinds.py": KINDS}, "-p", "no:randomly")
    assert ran.tests == dict.fromkeys(KIND_NAMES, "passed"), ran.text


def test_every_kind_of_test_would_leak_without_the_plugin(run_pytest):
    ran = run_pytest({"test_kinds.py": KINDS, "conftest.py": FORGETFUL}, "-p", "no:randomly")
    assert ran.tests == dict.fromkeys(KIND_NAMES, "failed"), ran.text


@pytest.mark.parametrize("arguments", [("-n2", "-p", "no:randomly"), ("-p", "randomly_seed=7")], ids=["xdist", "randomly"])
def test_other_plugins_may_split_and_shuffle_the_tests(run_pytest, arguments):
    arguments = ("-p", "no:cacheprovider", "-p", "randomly") if "randomly_seed=7" in arguments else arguments
    ran = run_pytest({"test_kinds.py": KINDS}, *arguments)
    assert ran.tests == dict.fromkeys(KIND_NAMES, "passed"), ran.text


def test_the_debugger_finds_the_account_as_the_test_left_it(run_pytest):
    test = """
        from hypothesis import given, strategies as st

        @given(x=st.integers())
        def test_fails(aws_account, x):
            aws_account.seed("counts", {"id": "left"})
            assert x < 3

        def test_next(aws_account):
            assert aws_account.items("counts") == []
    """
    ran = run_pytest({"test_a.py": test}, "--pdb", stdin='p aws_account.items("counts"), x\nc\n')
    assert "([{'id': 'left'}], 3)" in ran.text
    assert ran.tests == {"test_fails": "failed", "test_next": "passed"}, ran.text


LAYERS = {
    "conftest.py": """
        import pytest

        @pytest.fixture(scope="session")
        def tenant(aws_account):
            aws_account.seed("counts", {"id": "session"})

        @pytest.fixture(scope="session")
        def late(aws_account):
            aws_account.seed("counts", {"id": "late"})

        @pytest.fixture(scope="module")
        def orders(aws_account, dynamodb_tables):
            aws_account.seed("counts", {"id": "module"})
            yield
            assert "Attributes" in dynamodb_tables["counts"].delete_item(Key={"id": "module"}, ReturnValues="ALL_OLD")

        @pytest.fixture
        def mine(aws_account):
            aws_account.seed("counts", {"id": "function"})

        @pytest.fixture
        def ids(aws_account):
            return lambda: sorted(item["id"] for item in aws_account.items("counts"))
    """,
    "test_a.py": """
        import os
        from hypothesis import given, strategies as st

        @given(x=st.integers())
        def test_layers(tenant, orders, mine, ids, aws_account, x):
            assert ids() == ["function", "module", "session"]
            aws_account.seed("counts", {"id": str(x)})

        def test_a_later_test_has_the_layers_below(tenant, orders, ids):
            assert ids() == ["module", "session"]

        def test_a_session_fixture_above_a_module_fixture(late, orders, ids):
            assert ids() == ["late", "module", "session"]

        def test_that_did_not_ask_ends_the_module():
            assert os.environ.get("AWS_ACCESS_KEY_ID") != "testing"
    """,
    "test_b.py": """
        def test_the_data_of_the_other_module_are_gone(tenant, late, ids):
            assert ids() == ["late", "session"]

        def test_what_was_not_asked_for_is_there_while_its_fixture_lives(ids):
            assert ids() == ["late", "session"]
    """,
}


def test_fixtures_of_every_scope_keep_their_data_in_layers(run_pytest):
    ran = run_pytest(LAYERS, "-p", "no:randomly")
    assert ran.outcomes() == {"passed"} and len(ran.tests) == 6, ran.text


def test_a_fixture_of_a_tests_own_scope_that_is_not_ours_stays_refused_by_hypothesis(run_pytest):
    test = """
        from hypothesis import given, strategies as st

        @given(x=st.integers())
        def test_a(aws_account, tmp_path, x):
            pass
    """
    assert "function-scoped fixture 'tmp_path'" in run_pytest({"test_a.py": test}).messages["test_a"]


def test_what_would_leave_the_process_is_refused_where_our_fixtures_are_asked_for(run_pytest):
    test = """
        import socket, subprocess, sys, urllib.request
        from pathlib import Path

        import boto3, pytest
        from hypothesis import given, strategies as st
        from moto import mock_aws

        @given(x=st.integers())
        def test_connection(aws_account, x):
            urllib.request.urlopen("http://203.0.113.1/")

        def test_connection_that_is_caught(lambda_context):
            try:
                socket.create_connection(("203.0.113.1", 80), timeout=1)
            except BaseException:
                pass

        def test_process(invoke_lambda):
            subprocess.run([sys.executable, "-c", ""])

        def test_aws(dynamodb_tables):
            boto3.client("s3", endpoint_url="https://storage.example.com").list_buckets()

        def test_files_and_loopback_are_free(aws_account, tmp_path):
            (tmp_path / "a").write_text("a")
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(server.getsockname()).close()

        def test_without_our_fixtures():
            subprocess.run([sys.executable, "-c", ""], check=True)
            with mock_aws():
                boto3.client("dynamodb", region_name="us-east-1").create_table(
                    TableName="own", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                    AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])

        def test_after_it(aws_account):
            assert aws_account.tables == ["counts"]
    """
    ran = run_pytest({"test_a.py": test}, "-p", "no:randomly")
    refused = {
        "test_connection": "looks up the host 203.0.113.1",
        "test_connection_that_is_caught": "looks up the host 203.0.113.1",
        "test_process": "starts a process",
        "test_aws": "s3:ListBuckets goes to https://storage.example.com/, for which there is no mock",
    }
    for name, what in refused.items():
        assert what in ran.messages[name] and "patch that call" in ran.messages[name], ran.text
    assert "guard_audit.py" not in ran.text, "frames of ours"
    assert {ran.tests[name] for name in ("test_files_and_loopback_are_free", "test_without_our_fixtures", "test_after_it")} == {"passed"}


SPELLINGS = """
    import boto3, pytest
    from hypothesis import given, settings, strategies as st
    from moto import mock_aws

    TABLE = dict(TableName="own", BillingMode="PAY_PER_REQUEST", KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
                 AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}])

    def create():
        boto3.client("dynamodb").create_table(**TABLE)

    @given(x=st.integers())
    def test_fixture(aws_account, x):
        create()

    @pytest.fixture(scope="session")
    def own():
        with mock_aws():
            yield

    @mock_aws
    @given(x=st.integers())
    def test_above(aws_account, x):
        create()

    @given(x=st.integers())
    @mock_aws
    def test_below(aws_account, x):
        create()

    @pytest.fixture
    def small():
        with mock_aws():
            yield

    def test_own_fixture(aws_account, small):
        create()

    def test_own_fixture_alone(own):
        boto3.client("dynamodb", region_name="us-east-1").list_tables()

    def test_own_fixture_that_is_still_there(aws_account):
        create()
"""


def test_the_four_spellings_with_moto_work_or_are_refused_with_the_remedy(run_pytest):
    ran = run_pytest({"test_a.py": SPELLINGS}, "-p", "no:randomly")
    assert (ran.tests["test_fixture"], ran.tests["test_own_fixture_alone"]) == ("passed", "passed"), ran.text
    for name in ("test_above", "test_below", "test_own_fixture"):
        assert "mock_aws is started inside of a mocked account" in ran.messages[name], ran.text
        assert "remove mock_aws there, or do without ours" in ran.messages[name]
    assert "moto's mock_aws is active already" in ran.messages["test_own_fixture_that_is_still_there"]


def test_a_slow_import_and_a_busy_handler_are_not_the_tests_own_time(run_pytest):
    busy = """
        import time

        def busy(seconds):
            end = time.process_time() + seconds
            while time.process_time() < end:
                pass

        busy(0.4)

        def add(event, context):
            busy(0.25)
            return {"statusCode": 200, "body": "{}"}
    """
    test = """
        from hypothesis import given, settings, strategies as st

        @settings(max_examples=4)
        @given(x=st.integers())
        def test_a(invoke_lambda, x):
            assert invoke_lambda("add", {}).status == 200
    """
    ran = run_pytest({"app.py": busy, "test_a.py": test})
    assert ran.outcomes() == {"passed"}, ran.text


def test_a_run_that_asks_for_none_of_our_fixtures_imports_nothing(run_pytest):
    test = """
        import sys

        def test_a():
            assert not {"boto3", "moto", "lambdatest", "botocore"} & set(sys.modules)
    """
    assert run_pytest({"test_a.py": test}).outcomes() == {"passed"}
