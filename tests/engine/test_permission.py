"""What a role grants and nobody used is said once, with how much of the code was reached."""

from pathlib import Path

from lambdatest.engine.permission import advice
from lambdatest.finding import FunctionResult
from lambdatest.model import RESOURCE_POLICY, Excess, Function, Location

ROLE = (
    {"Effect": "Allow", "Action": ["dynamodb:GetItem", "dynamodb:Scan", "logs:PutLogEvents", "sqs:ReceiveMessage"], "Resource": "*"},
    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"},
    {"Sid": RESOURCE_POLICY, "Effect": "Allow", "Action": "sns:*", "Resource": "*"},
)


def function(name, statements=ROLE, **more):
    return Function(name, name, f"{name}.handler", "python3.12", Path(), Location("serverless.yml", 7), statements=statements, **more)


def result(name, *actions, share=0.9):
    return FunctionResult(name, f"{name}.handler", "passed", lines_covered=share, actions=actions)


def test_a_shared_role_is_held_against_what_all_of_its_functions_used():
    lines = advice([function("a"), function("b")], {"a": result("a", "dynamodb:GetItem"), "b": result("b", "s3:GetObject", share=0.5)})
    assert lines == [
        "serverless.yml:7: the role of a, b grants dynamodb:Scan, which was not used (50% of the lines reached)",
        "serverless.yml:7: the role of a, b grants s3:*; used of it: s3:GetObject",
    ]


def test_nothing_is_said_where_a_function_of_the_role_did_not_run_or_everything_was_used():
    used = ROLE[:1]
    assert advice([function("a"), function("b")], {"a": result("a")}) == []
    assert advice([function("a", used)], {"a": result("a", "dynamodb:GetItem", "dynamodb:Scan")}) == []
    assert advice([function("a", None), function("c", ())], {"a": result("a"), "c": result("c")}) == []


def test_what_is_a_finding_is_not_advice_too():
    told = Excess(("a", "b"), ("s3:*",), ("dynamodb:Scan",))
    assert advice([function("a", excess=told), function("b")], {"a": result("a", "dynamodb:GetItem"), "b": result("b")}) == []
