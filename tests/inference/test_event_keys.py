"""What a handler reads from its event itself, whichever service sends it."""

import pytest

from lambdatest.inference import infer
from lambdatest.vocabulary import Key


def read(code: str, *trail: str) -> Key | None:
    return infer({"app.py": code}, None, "handler").event_key(*trail)


COGNITO = """
def handler(event, context):
    attributes = event["request"]["userAttributes"]
    if attributes.get("custom:tenant") == "a" and event["triggerSource"] == "PreSignUp_SignUp":
        event["response"]["autoConfirmUser"] = attributes["email"].endswith("@example.com")
    return event
"""


def test_nested_keys_are_known_with_their_types_and_constants() -> None:
    email, tenant = (read(COGNITO, "request", "userAttributes", name) for name in ("email", "custom:tenant"))
    assert email is not None and email.types == {"string"}
    assert tenant is not None and tenant.constants == ("a",) and not tenant.required
    source = read(COGNITO, "triggerSource")
    assert source is not None and source.constants == ("PreSignUp_SignUp",)


def test_what_the_code_only_writes_is_no_key() -> None:
    assert read(COGNITO, "response", "autoConfirmUser") is None


def test_a_text_that_is_parsed_has_the_keys_of_what_it_holds() -> None:
    code = 'import json\ndef handler(event, context):\n    return json.loads(event["authorizationToken"])["exp"] > 0\n'
    token, expires = read(code, "authorizationToken"), read(code, "authorizationToken", "exp")
    assert token is not None and token.types == {"string"} and token.required
    assert expires is not None and expires.types == {"number"}


@pytest.mark.parametrize("trail", [("ResourceProperties", "Size"), ("requestContext", "connectionId"), ("identitySource",)])
def test_the_envelopes_of_aws_are_read_too(trail: tuple[str, ...]) -> None:
    code = "def handler(event, context):\n    return event" + "".join(f'["{name}"]' for name in trail) + ".strip()\n"
    found = read(code, *trail)
    assert found is not None and found.required and "string" in found.types


def test_where_the_code_never_goes_there_is_nothing() -> None:
    assert read(COGNITO, "request", "clientMetadata") is None and read("def handler(event, context):\n    pass\n", "a") is None
