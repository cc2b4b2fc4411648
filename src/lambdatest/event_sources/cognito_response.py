"""What Cognito refuses of a trigger's answer: it wants the event back, with ``response`` filled in the types of that trigger.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.event_sources.response import shown
from lambdatest.strategies.cognito import SENDERS

REFUSED = "Cognito answers InvalidLambdaResponseException"
_TEXT, _FLAG, _OBJECT, _LIST = (str,), (bool,), (dict,), (list,)
_NAMES: Mapping[tuple[type, ...], str] = {_TEXT: "text", _FLAG: "a boolean", _OBJECT: "an object", _LIST: "a list"}
FIELDS: Mapping[str, Mapping[str, tuple[type, ...]]] = {
    "PreSignUp": {"autoConfirmUser": _FLAG, "autoVerifyEmail": _FLAG, "autoVerifyPhone": _FLAG},
    "CustomMessage": {"smsMessage": _TEXT, "emailMessage": _TEXT, "emailSubject": _TEXT},
    "DefineAuthChallenge": {"challengeName": _TEXT, "issueTokens": _FLAG, "failAuthentication": _FLAG},
    "CreateAuthChallenge": {"publicChallengeParameters": _OBJECT, "privateChallengeParameters": _OBJECT, "challengeMetadata": _TEXT},
    "VerifyAuthChallengeResponse": {"answerCorrect": _FLAG},
    "PreTokenGeneration": {"claimsOverrideDetails": _OBJECT, "claimsAndScopeOverrideDetails": _OBJECT},
    "UserMigration": {
        "userAttributes": _OBJECT, "forceAliasCreation": _FLAG, "finalUserStatus": _TEXT, "messageAction": _TEXT,
        "desiredDeliveryMediums": _LIST,
    },
    "InboundFederation": {"userAttributesToMap": _OBJECT},
}
"""The members of ``response`` by trigger; null is always nothing said."""


def cognito_error(trigger: str, result: Any) -> str | None:
    """What Cognito refuses of *result*, the answer of a trigger of that name; what a sender of messages answers is not looked at."""
    if trigger in SENDERS:
        return None
    if not isinstance(result, Mapping):
        return f"{REFUSED}: the answer {shown(result)} is not the event; return it, with response filled"
    response = result.get("response")
    if not isinstance(response, Mapping):
        return f"{REFUSED}: response {shown(response)} of the answer is not an object; return the event itself"
    for name, types in FIELDS.get(trigger, {}).items():
        value = response.get(name)
        if value is not None and not isinstance(value, types):
            return f"{REFUSED}: {name} {shown(value)} of the response is not {_NAMES[types]}"
    return None
