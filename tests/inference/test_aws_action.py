"""Code that names a method needs its action; code that names none, and leaves nothing to others, does not."""

import boto3
import botocore.session
import pytest
from botocore import xform_name
from hypothesis import given
from hypothesis import strategies as st

from lambdatest.checks.iam_action import needs
from lambdatest.inference.aws_action import ACTIONS, joined, named
from lambdatest.results import Call

CLIENT = "import boto3\nT = boto3.resource('dynamodb').Table('t')\n"
ALL = sorted(ACTIONS)
SERVICES = sorted({service for service, _, _ in ACTIONS.values()})


@pytest.mark.parametrize("service", SERVICES)
def test_every_method_of_a_client_that_needs_a_known_action_is_named_with_it(service):
    model = botocore.session.get_session().get_service_model(service)
    for operation in model.operation_names:
        for action, _ in needs(Call(service, operation, {})):
            if action.lower() in ACTIONS:
                assert xform_name(operation) in ACTIONS[action.lower()][2], (operation, action)


@pytest.mark.parametrize("service", sorted(set(SERVICES) & set(boto3.Session().get_available_resources())))
def test_every_method_of_a_resource_that_needs_a_known_action_is_named_with_it(service):
    """A resource's identifiers lead to objects, which load themselves: what stands for that is the name of the object."""
    data = boto3.Session()._loader.load_service_model(service, "resources-1")  # pylint: disable=protected-access
    for kind, one in {**data["resources"], "": data["service"]}.items():
        requests = {name: action["request"]["operation"] for name, action in one.get("actions", {}).items()}
        for name, operation in requests.items():
            for action, _ in needs(Call(service, operation, {})):
                if action.lower() in ACTIONS:
                    assert {xform_name(name), kind} & ACTIONS[action.lower()][2], (kind, name, action)


@given(st.data())
def test_an_action_whose_method_is_called_is_never_unused(data):
    action = data.draw(st.sampled_from(ALL))
    service, operation, methods = ACTIONS[action]
    name = data.draw(st.sampled_from(sorted({operation, *methods})))
    made = f"import boto3\nC = boto3.client({service!r})\n"
    how = data.draw(st.sampled_from(["C.{}()", "getattr(C, '{}')()", "C.get_paginator('{}')", "call(C, operation='{}')"]))
    code = named([made, how.format(name)], ())
    assert not code.unused(action) and not code.unused(action.upper())
    others = [one for one in ALL if ACTIONS[one][0] == service and name not in {ACTIONS[one][1], *ACTIONS[one][2]}]
    assert [one for one in others if not code.unused(one)] == []


@pytest.mark.parametrize("text", [
    "T.get_item(Key={})",
    "import json, os\nfrom . import store\nfrom store.items import find",
    "import requests, jwt\nfrom aws_lambda_powertools import Logger\nfrom aws_lambda_powertools.utilities.typing import LambdaContext",
    "from mypy_boto3_dynamodb.service_resource import Table",
    "'''Scan, put_item and PutItem are documentation.'''",
    "getattr(T, 'query')()",
    "def scan(): pass",
])
def test_what_leaves_nothing_to_others_is_a_whole(text):
    code = named([CLIENT, text], {"store"})
    assert code.whole and code.unused("dynamodb:PutItem") and code.unused("dynamodb:Scan")


@pytest.mark.parametrize("text", [
    "import pynamodb",
    "from pynamodb.models import Model",
    "from aws_lambda_powertools.utilities.idempotency import idempotent",
    "from aws_lambda_powertools.utilities import parameters",
    "import aws_lambda_powertools",
    "import something_of_a_layer",
    "def call(name): getattr(T, name)()",
    "T.meta.client.get_paginator(NAME)",
    "T.meta.client.generate_presigned_url(ClientMethod=NAME)",
    "from operator import methodcaller as m\nfrom operator import methodcaller\nmethodcaller(NAME)(T)",
    "import subprocess",
    "from subprocess import run",
    "import importlib\nimportlib.import_module('x')",
    "from botocore.auth import SigV4Auth",
    "eval('T.' + NAME)",
    "import os\nHEADERS = {'X-Aws-Parameters-Secrets-Token': os.environ['AWS_SESSION_TOKEN']}",
    "not Python at all",
])
def test_of_code_that_leaves_calls_to_others_nothing_is_said(text):
    code = named([CLIENT, text], {"store"})
    assert not code.whole and not any(map(code.unused, ALL))


def test_a_service_without_a_client_of_that_name_is_left_alone():
    code = named([CLIENT + "import os\nS = boto3.client(os.environ['SERVICE'])\nE = boto3.Session().client(service_name='events')"], ())
    assert [one for one in ALL if code.unused(one) and not one.startswith("dynamodb:")] == ["events:putevents"]
    assert not code.unused("dynamodb:DescribeTable") and not code.unused("dynamodb:Put*")


def test_functions_that_share_a_role_are_looked_at_together():
    writes, reads = named([CLIENT + "T.put_item(Item={})"], ()), named([CLIENT + "T.scan()"], ())
    assert [joined([writes, reads]).unused(f"dynamodb:{name}") for name in ("PutItem", "Scan", "Query")] == [False, False, True]
    assert not joined([writes, None]).unused("dynamodb:Query")
