"""Events of a user pool's triggers."""

import json
from typing import Any

import pytest
from aws_lambda_powertools.utilities.parser import models
from botocore.session import get_session
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from lambdatest.event_sources.cognito_response import cognito_error
from lambdatest.strategies import cognito_events
from lambdatest.strategies.cognito import SENDERS, SOURCES, cognito_event

few = settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
state = settings(max_examples=2000, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
MODELS: dict[str, Any] = {
    "PreSignUp": models.CognitoPreSignupTriggerModel, "PostConfirmation": models.CognitoPostConfirmationTriggerModel,
    "PreAuthentication": models.CognitoPreAuthenticationTriggerModel, "PostAuthentication": models.CognitoPostAuthenticationTriggerModel,
    "PreTokenGeneration": models.CognitoPreTokenGenerationTriggerModelV1, "CustomMessage": models.CognitoCustomMessageTriggerModel,
    "DefineAuthChallenge": models.CognitoDefineAuthChallengeTriggerModel,
    "CreateAuthChallenge": models.CognitoCreateAuthChallengeTriggerModel, "CustomSMSSender": models.CognitoCustomSMSSenderTriggerModel,
    "CustomEmailSender": models.CognitoCustomEmailSenderTriggerModel,
}
ONLY_ONE_SOURCE = ("PreSignUp", "PostConfirmation", "CustomSMSSender", "CustomEmailSender")
"""Triggers of which powertools' model knows the first source alone."""


def test_validation_data_that_nobody_sent_is_null_where_cognito_says_so() -> None:
    told = {trigger: cognito_event(trigger, {})["request"].get("validationData", "absent") for trigger in SOURCES}
    assert {trigger: value for trigger, value in told.items() if value != "absent"} == {"PreSignUp": None, "PreAuthentication": None}
    assert cognito_event("UserMigration", {}, validation_data={"a": "b"})["request"]["validationData"] == {"a": "b"}


@pytest.mark.parametrize("trigger", list(MODELS))
def test_powertools_accepts_every_event(trigger: str) -> None:
    model = MODELS[trigger]

    @few
    @given(cognito_events(trigger=trigger))
    def accepted(event: dict[str, Any]) -> None:
        assert json.loads(json.dumps(event)) == event
        known = {**event, "triggerSource": SOURCES[trigger][0]} if trigger in ONLY_ONE_SOURCE else event
        session = event["request"].get("session")
        if session is not None:  # the model lacks the name of the challenge that these triggers are there for
            known = {**known, "request": {**event["request"], "session": [one for one in session if one["challengeName"] == "SRP_A"]}}
        model.model_validate(known)

    accepted()


@few
@given(cognito_events())
def test_an_event_can_be_returned_as_it_came(event: dict[str, Any]) -> None:
    trigger = next(name for name, sources in SOURCES.items() if event["triggerSource"] in sources)
    assert cognito_error(trigger, event) is None
    assert ("response" in event) == (trigger not in SENDERS)
    assert event["userPoolId"].startswith(event["region"] + "_")


@few
@given(cognito_events())
def test_every_attribute_is_text_and_the_user_is_named_after_its_sub(event: dict[str, Any]) -> None:
    attributes = event["request"].get("userAttributes")
    if attributes is not None:
        assert all(isinstance(value, str) for value in attributes.values()) and attributes["sub"] == event["userName"]


def test_every_trigger_that_a_pool_can_name_is_known() -> None:
    shape: Any = get_session().get_service_model("cognito-idp").shape_for("LambdaConfigType")
    assert set(shape.members) - set(SOURCES) <= {"PreTokenGenerationConfig", "KMSKeyID"}


def test_the_second_version_of_token_generation_has_scopes() -> None:
    event = cognito_event("PreTokenGeneration", {}, version="V2_0")
    assert event["version"] == "2" and event["request"]["scopes"] and event["response"] == {"claimsAndScopeOverrideDetails": None}
    assert "scopes" not in cognito_event("PreTokenGeneration", {})["request"]


@pytest.mark.parametrize("condition", [
    lambda e: "email" not in e["request"]["userAttributes"], lambda e: "email" in e["request"]["userAttributes"],
    lambda e: "clientMetadata" in e["request"], lambda e: "clientMetadata" not in e["request"], lambda e: "validationData" in e["request"],
    lambda e: e["triggerSource"] == "PreSignUp_AdminCreateUser", lambda e: "custom:tenant" in e["request"]["userAttributes"],
])
def test_every_optional_field_takes_each_of_its_states(condition: Any) -> None:
    find(cognito_events(trigger="PreSignUp"), condition, settings=state)


@pytest.mark.parametrize(("options", "message"), [
    ({"trigger": "PreSignup"}, "trigger='PreSignup' is not one of .*did you mean"), ({"version": "2"}, "version='2' is not one of"),
    ({"attributes": st.just(1)}, "attributes=1 is not of type"), ({"attributes": {}}, "attributes={} is not of type"),
])
def test_a_bad_argument_is_named_when_drawn_from(options: Any, message: str) -> None:
    with pytest.raises(InvalidArgument, match=message):
        find(cognito_events(**options), lambda _: True, settings=state)
