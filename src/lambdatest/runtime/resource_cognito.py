"""User pools with their clients, groups and users, and identity pools.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Cognito.html
"""

from functools import partial
from typing import Any

from lambdatest.runtime.resource import Client, Properties, boolean, register

_POOL = (
    *("Policies", "AutoVerifiedAttributes", "AliasAttributes", "UsernameAttributes", "UsernameConfiguration", "SmsVerificationMessage"),
    *("EmailVerificationMessage", "EmailVerificationSubject", "VerificationMessageTemplate", "SmsAuthenticationMessage"),
    *("AdminCreateUserConfig", "AccountRecoverySetting", "DeviceConfiguration", "UserAttributeUpdateSettings"),
)
_CLIENT = (
    *("ClientName", "ExplicitAuthFlows", "AllowedOAuthFlows", "AllowedOAuthScopes", "CallbackURLs", "LogoutURLs", "DefaultRedirectURI"),
    *("ReadAttributes", "WriteAttributes", "SupportedIdentityProviders", "TokenValidityUnits", "PreventUserExistenceErrors"),
)
_IDENTITY_POOL = {
    "SupportedLoginProviders": "SupportedLoginProviders", "DeveloperProviderName": "DeveloperProviderName",
    "OpenIdConnectProviderARNs": "OpenIdConnectProviderARNs", "SamlProviderARNs": "SamlProviderARNs",
    "CognitoIdentityProviders": "CognitoIdentityProviders",
}


@register("AWS::Cognito::UserPool")
def user_pool(client: Client, properties: Properties) -> None:
    """A pool with the id that references to it have; its triggers are events of their functions and are not called."""
    request = properties.taken(_POOL)
    schema = properties.take("Schema")
    if schema:
        request["Schema"] = [_attribute(one) for one in schema]
    mfa = properties.take("MfaConfiguration", "OFF")
    name = properties.take("UserPoolName") or properties.resource.logical_id
    made = client("cognito-idp").create_user_pool(PoolName=name, MfaConfiguration=mfa, **request)
    properties.identify(made["UserPool"]["Id"])
    if properties.take("LambdaConfig"):
        properties.note("its triggers are not called by what a handler does")
    properties.tags()
    properties.without_effect("EmailConfiguration", "SmsConfiguration", "EnabledMfas", "UserPoolAddOns", "UserPoolTags", "UserPoolTier")
    properties.without_effect("DeletionProtection", "EmailAuthenticationMessage", "EmailAuthenticationSubject", "WebAuthnRelyingPartyID")
    properties.without_effect("WebAuthnUserVerification")


def _attribute(given: Any) -> dict[str, Any]:
    """An attribute of the schema, whose truth values and numbers templates may write as text."""
    truths = ("Mutable", "Required", "DeveloperOnlyAttribute")
    found: dict[str, Any] = {name: boolean(value) if name in truths else value for name, value in given.items()}
    for limits in ("NumberAttributeConstraints", "StringAttributeConstraints"):
        if found.get(limits):
            found[limits] = {name: str(value) for name, value in found[limits].items()}
    return {"AttributeDataType": "String", **found}


@register("AWS::Cognito::UserPoolClient")
def user_pool_client(client: Client, properties: Properties) -> None:
    """A client with the id that references to it have."""
    pool = properties.require("UserPoolId")
    if pool not in properties.names("AWS::Cognito::UserPool"):
        properties.note(f"its user pool {pool} is not in this file; not built")
        properties.ignore()
        return
    request = properties.taken(_CLIENT)
    request |= {name: boolean(value) for name, value in properties.taken(("AllowedOAuthFlowsUserPoolClient", "GenerateSecret")).items()}
    hours = ("AccessTokenValidity", "IdTokenValidity", "RefreshTokenValidity")
    request |= {name: int(value) for name, value in properties.taken(hours).items()}
    request.setdefault("ClientName", properties.resource.logical_id)
    made = client("cognito-idp").create_user_pool_client(UserPoolId=pool, **request)
    properties.identify(made["UserPoolClient"]["ClientId"])
    properties.without_effect("AnalyticsConfiguration", "AuthSessionValidity", "EnableTokenRevocation", "RefreshTokenRotation")
    properties.without_effect("EnablePropagateAdditionalUserContextData")


@register("AWS::Cognito::UserPoolGroup")
def user_pool_group(client: Client, properties: Properties) -> None:
    """A group of a pool that is there."""
    name = properties.take("GroupName") or properties.resource.logical_id
    request = properties.taken(("Description", "RoleArn"))
    rank = properties.take("Precedence")
    if rank is not None:
        request["Precedence"] = int(rank)
    _in_pool(client, properties, "create_group", GroupName=name, **request)


@register("AWS::Cognito::UserPoolUser")
def user_pool_user(client: Client, properties: Properties) -> None:
    """A user of a pool that is there."""
    name = properties.take("Username") or properties.resource.logical_id
    attributes = properties.take("UserAttributes") or []
    properties.without_effect("ClientMetadata", "DesiredDeliveryMediums", "ForceAliasCreation", "MessageAction", "ValidationData")
    _in_pool(client, properties, "admin_create_user", Username=name, UserAttributes=attributes)


@register("AWS::Cognito::UserPoolUserToGroupAttachment")
def user_pool_member(client: Client, properties: Properties) -> None:
    """A user who belongs to a group, once both are there."""
    names = properties.taken(("Username", "GroupName"))
    properties.later(partial(_in_pool, client, properties, "admin_add_user_to_group", **names))


def _in_pool(client: Client, properties: Properties, operation: str, **request: Any) -> None:
    pool = properties.require("UserPoolId")
    if pool in properties.names("AWS::Cognito::UserPool"):
        getattr(client("cognito-idp"), operation)(UserPoolId=pool, **request)
    else:
        properties.note(f"its user pool {pool} is not in this file; not built")


@register("AWS::Cognito::IdentityPool")
def identity_pool(client: Client, properties: Properties) -> None:
    """An identity pool with the id that references to it have."""
    request = properties.renamed(_IDENTITY_POOL)
    name = properties.take("IdentityPoolName") or properties.resource.logical_id
    open_ = boolean(properties.take("AllowUnauthenticatedIdentities", False))
    made = client("cognito-identity").create_identity_pool(IdentityPoolName=name, AllowUnauthenticatedIdentities=open_, **request)
    properties.identify(made["IdentityPoolId"])
    properties.without_effect("AllowClassicFlow", "CognitoEvents", "CognitoStreams", "PushSync", "IdentityPoolTags")
