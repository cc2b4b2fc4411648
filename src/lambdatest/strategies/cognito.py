"""Events of the Lambda triggers of a Cognito user pool.

https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of, check_type
from lambdatest.strategies import client
from lambdatest.strategies import opaque as ids

SOURCES: Mapping[str, tuple[str, ...]] = {
    "PreSignUp": ("PreSignUp_SignUp", "PreSignUp_AdminCreateUser", "PreSignUp_ExternalProvider"),
    "PostConfirmation": ("PostConfirmation_ConfirmSignUp", "PostConfirmation_ConfirmForgotPassword"),
    "PreAuthentication": ("PreAuthentication_Authentication",),
    "PostAuthentication": ("PostAuthentication_Authentication",),
    "CustomMessage": (
        "CustomMessage_SignUp", "CustomMessage_AdminCreateUser", "CustomMessage_ResendCode", "CustomMessage_ForgotPassword",
        "CustomMessage_UpdateUserAttribute", "CustomMessage_VerifyUserAttribute", "CustomMessage_Authentication",
    ),
    "DefineAuthChallenge": ("DefineAuthChallenge_Authentication",),
    "CreateAuthChallenge": ("CreateAuthChallenge_Authentication",),
    "VerifyAuthChallengeResponse": ("VerifyAuthChallengeResponse_Authentication",),
    "PreTokenGeneration": (
        "TokenGeneration_Authentication", "TokenGeneration_HostedAuth", "TokenGeneration_NewPasswordChallenge",
        "TokenGeneration_AuthenticateDevice", "TokenGeneration_RefreshTokens",
    ),
    "UserMigration": ("UserMigration_Authentication", "UserMigration_ForgotPassword"),
    "CustomSMSSender": ("CustomSMSSender_SignUp", "CustomSMSSender_ForgotPassword", "CustomSMSSender_Authentication"),
    "CustomEmailSender": ("CustomEmailSender_SignUp", "CustomEmailSender_ForgotPassword", "CustomEmailSender_ResendCode"),
    "InboundFederation": ("InboundFederation_ExternalProvider",),
}
"""Every trigger of a user pool, with the values that ``triggerSource`` takes."""
SENDERS = ("CustomSMSSender", "CustomEmailSender")
VERSIONS = ("V1_0", "V2_0", "V3_0")

_CHALLENGES = ("CreateAuthChallenge", "DefineAuthChallenge", "VerifyAuthChallengeResponse")
_RESPONSES: Mapping[str, Mapping[str, Any]] = {
    "PreSignUp": {"autoConfirmUser": False, "autoVerifyEmail": False, "autoVerifyPhone": False},
    "CustomMessage": {"smsMessage": None, "emailMessage": None, "emailSubject": None},
    "DefineAuthChallenge": {"challengeName": None, "issueTokens": None, "failAuthentication": None},
    "CreateAuthChallenge": {"publicChallengeParameters": None, "privateChallengeParameters": None, "challengeMetadata": None},
    "VerifyAuthChallengeResponse": {"answerCorrect": None},
    "PreTokenGeneration": {"claimsOverrideDetails": None},
    "UserMigration": {
        "userAttributes": None, "forceAliasCreation": None, "finalUserStatus": None, "messageAction": None, "desiredDeliveryMediums": None,
    },
    "InboundFederation": {"userAttributesToMap": None},
}
_FIRST = ({"challengeName": "SRP_A", "challengeResult": True, "challengeMetadata": None},)
_ANSWERED = {"challengeName": "CUSTOM_CHALLENGE", "challengeResult": False, "challengeMetadata": None}
SESSIONS: tuple[tuple[Mapping[str, Any], ...], ...] = (
    (), _FIRST, (*_FIRST, _ANSWERED), (*_FIRST, {**_ANSWERED, "challengeResult": True}), (*_FIRST, _ANSWERED, _ANSWERED, _ANSWERED),
)
"""What was asked before: nothing, a password, a challenge that failed, one that was met, three that failed."""


def cognito_event(
    trigger: str, attributes: Mapping[str, str], *, source: str | None = None, version: str = "V1_0", client_metadata: Any = None,
    validation_data: Any = None, session: Any = (), user_not_found: bool | None = None, opaque: int = 0, region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of *trigger*, one of `SOURCES`, for a user with those *attributes*.

    *source* is the value of ``triggerSource`` (None: the first), *version* that of PreTokenGeneration's event.  What is None is left
    out of the event, or null where Cognito says null.

    Raises InvalidArgument for another *trigger*, *source* or *version*.
    """
    check_one_of("trigger", trigger, tuple(SOURCES))
    check_one_of("version", version, VERSIONS)
    if source is not None:
        check_one_of("source", source, SOURCES[trigger])
    said = source or SOURCES[trigger][0]
    request: dict[str, Any] = {} if trigger in ("UserMigration", "InboundFederation") else {"userAttributes": dict(attributes)}
    request |= _request(trigger, said, version, [dict(one) for one in session], opaque)
    if trigger in ("PreSignUp", "PreAuthentication") or validation_data is not None and trigger == "UserMigration":
        request["validationData"] = validation_data
    if client_metadata is not None and trigger not in ("PreAuthentication", "InboundFederation"):
        request["clientMetadata"] = client_metadata
    if user_not_found is not None and trigger in (*_CHALLENGES, "PreAuthentication"):
        request["userNotFound"] = user_not_found
    event = {
        "version": version[1] if trigger == "PreTokenGeneration" else "1", "region": region,
        "userPoolId": f"{region}_{ids.hexadecimal(opaque, 'pool', 9)}", "userName": user_name(attributes, opaque),
        "callerContext": {"awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": ids.hexadecimal(opaque, "client", 26)},
        "triggerSource": said, "request": request,
    }
    return event if trigger in SENDERS else {**event, "response": _response(trigger, version)}


def user_name(attributes: Mapping[str, str], opaque: int) -> str:
    """The user's name: a uuid, where the pool lets people sign in with an attribute."""
    return attributes.get("sub") or ids.uuid(opaque, "user")


def _response(trigger: str, version: str) -> dict[str, Any]:
    if trigger == "PreTokenGeneration" and version != "V1_0":
        return {"claimsAndScopeOverrideDetails": None}
    return dict(_RESPONSES.get(trigger, {}))


def _request(trigger: str, source: str, version: str, session: list[Any], opaque: int) -> dict[str, Any]:
    """The members of ``request`` that this trigger has and others have not."""
    match trigger:
        case "PostAuthentication":
            return {"newDeviceUsed": opaque % 2 == 1}
        case "CustomMessage":
            name = {"usernameParameter": "{username}" if source == "CustomMessage_AdminCreateUser" else None}
            return {"codeParameter": "{####}", "linkParameter": "{##Click Here##}", **name}
        case "DefineAuthChallenge":
            return {"session": session}
        case "CreateAuthChallenge":
            return {"challengeName": "CUSTOM_CHALLENGE", "session": session}
        case "VerifyAuthChallengeResponse":
            return {"privateChallengeParameters": {"answer": "5"}, "challengeAnswer": "5" if opaque % 2 else "6"}
        case "PreTokenGeneration":
            groups = [] if opaque % 2 == 0 else ["admin", "users"]
            scopes = {"scopes": ["aws.cognito.signin.user.admin"]} if version != "V1_0" else {}
            return {"groupConfiguration": {"groupsToOverride": groups, "iamRolesToOverride": [], "preferredRole": None}, **scopes}
        case "UserMigration":
            return {"password": "correct horse battery staple"} if source == "UserMigration_Authentication" else {"password": None}
        case "CustomSMSSender" | "CustomEmailSender":
            kind = "customSMSSenderRequestV1" if trigger == "CustomSMSSender" else "customEmailSenderRequestV1"
            return {"type": kind, "code": "AYADeBexampleCiphertext=="}
        case "InboundFederation":
            return _federated(opaque)
    return {}


def _federated(opaque: int) -> dict[str, Any]:
    claims = {"sub": ids.hexadecimal(opaque, "subject", 12), "email": "a@example.com"}
    if opaque % 2:
        return {"providerName": "Saml", "providerType": "SAML", "attributes": {"samlResponse": claims}}
    tokens = {"access_token": "a.b.c", "token_type": "Bearer", "expires_in": "3600"}
    return {"providerName": "Oidc", "providerType": "OIDC", "attributes": {"tokenResponse": tokens, "idToken": claims, "userInfo": claims}}


def standard_attributes(opaque: int) -> dict[str, str]:
    """What Cognito itself gives every user that exists: all values are text."""
    return {"sub": ids.uuid(opaque, "user"), "cognito:user_status": "CONFIRMED"}


def cognito_events(
    *,
    trigger: str | None = None,
    attributes: SearchStrategy[Any] | None = None,
    client_metadata: SearchStrategy[Any] | None = None,
    version: str = "V1_0",
) -> SearchStrategy[dict[str, Any]]:
    """Events of a user pool's triggers, as Lambda hands them to a handler: plain JSON data.

    - *trigger*: ``PreSignUp``, ``PostConfirmation`` …, as the pool's LambdaConfig names it; None is any
    - *attributes*: a strategy of mappings from names to text, the user's attributes beside ``sub``; None draws an e-mail address, a
      phone number and a custom attribute, each there or not
    - *client_metadata*: a strategy of mappings, or None where the app sends none; None draws both
    - *version*: ``V1_0``, ``V2_0`` or ``V3_0`` of PreTokenGeneration

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        if trigger is not None:
            check_one_of("trigger", trigger, tuple(SOURCES))
        check_one_of("version", version, VERSIONS)
        for name, value in (("attributes", attributes), ("client_metadata", client_metadata)):
            if value is not None:
                check_type(name, value, SearchStrategy, "pass a strategy, for example st.just(...)")
        kinds = tuple(SOURCES) if trigger is None else (trigger,)
        sources = st.sampled_from([(kind, source) for kind in kinds for source in SOURCES[kind]])
        metadata = st.sampled_from((None, {"lang": "de"})) if client_metadata is None else client_metadata

        def event(kind: tuple[str, str], own: Any, said: Any, session: Any, unknown: Any, opaque: int) -> dict[str, Any]:
            check_type("attributes", own, Mapping, "draw a mapping of attributes")
            return cognito_event(
                kind[0], {**standard_attributes(opaque), **own}, source=kind[1], version=version, client_metadata=said,
                validation_data=said, session=session, user_not_found=unknown, opaque=opaque)
        return st.builds(
            event, sources, _ATTRIBUTES if attributes is None else attributes, metadata, st.sampled_from(SESSIONS),
            st.sampled_from((None, False, True)), client.OPAQUE)
    return st.deferred(define)


_ATTRIBUTES = st.fixed_dictionaries({}, optional={
    "email": st.sampled_from(("a@example.com", "Zoë@example.com")), "email_verified": st.sampled_from(("true", "false")),
    "phone_number": st.just("+15550100"), "custom:tenant": st.sampled_from(("a", "b")), "name": st.sampled_from(("Ada", "Zoë")),
})
