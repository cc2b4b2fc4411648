"""User pools with their clients, groups and users, and identity pools, from Terraform's resources to CloudFormation's."""

from collections.abc import Callable, Mapping
from typing import Any

from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.view import View, block, blocks, picked, renamed

_POOL = {
    "UsernameAttributes": "username_attributes", "AliasAttributes": "alias_attributes",
    "AutoVerifiedAttributes": "auto_verified_attributes",
}
_ATTRIBUTE = {
    "Name": "name", "AttributeDataType": "attribute_data_type", "Required": "required", "Mutable": "mutable",
    "DeveloperOnlyAttribute": "developer_only_attribute",
}
_LIMITS = {
    "StringAttributeConstraints": ("string_attribute_constraints", {"MinLength": "min_length", "MaxLength": "max_length"}),
    "NumberAttributeConstraints": ("number_attribute_constraints", {"MinValue": "min_value", "MaxValue": "max_value"}),
}
_CHARACTERS = {
    "RequireLowercase": "require_lowercase", "RequireUppercase": "require_uppercase", "RequireNumbers": "require_numbers",
    "RequireSymbols": "require_symbols",
}
_LENGTHS = {"MinimumLength": "minimum_length", "TemporaryPasswordValidityDays": "temporary_password_validity_days"}
_TRIGGERS = {
    "create_auth_challenge": "CreateAuthChallenge", "custom_message": "CustomMessage", "define_auth_challenge": "DefineAuthChallenge",
    "post_authentication": "PostAuthentication", "post_confirmation": "PostConfirmation", "pre_authentication": "PreAuthentication",
    "pre_sign_up": "PreSignUp", "pre_token_generation": "PreTokenGeneration", "user_migration": "UserMigration",
    "verify_auth_challenge_response": "VerifyAuthChallengeResponse",
}
_CLIENT = {
    "UserPoolId": "user_pool_id", "ClientName": "name", "ExplicitAuthFlows": "explicit_auth_flows", "GenerateSecret": "generate_secret",
    "ReadAttributes": "read_attributes", "WriteAttributes": "write_attributes", "CallbackURLs": "callback_urls",
    "LogoutURLs": "logout_urls", "DefaultRedirectURI": "default_redirect_uri", "AllowedOAuthFlows": "allowed_oauth_flows",
    "AllowedOAuthScopes": "allowed_oauth_scopes", "SupportedIdentityProviders": "supported_identity_providers",
    "PreventUserExistenceErrors": "prevent_user_existence_errors",
}
_VALIDITY = {
    "AccessTokenValidity": "access_token_validity", "IdTokenValidity": "id_token_validity",
    "RefreshTokenValidity": "refresh_token_validity",
}
_UNITS = {"AccessToken": "access_token", "IdToken": "id_token", "RefreshToken": "refresh_token"}
_GROUP = {
    "UserPoolId": "user_pool_id", "GroupName": "name", "Description": "description", "RoleArn": "role_arn", "Precedence": "precedence",
}
_MEMBER = {"UserPoolId": "user_pool_id", "Username": "username", "GroupName": "group_name"}


def _numbers(holder: View | Mapping[str, Any], names: Mapping[str, str]) -> dict[str, int]:
    """`picked`, where it is a number; one that cannot be known is left to AWS."""
    found = picked(holder, names)
    return {name: int(value) for name, value in found.items() if not isinstance(value, Dummy) and str(value).isdecimal()}


def _attribute(given: Mapping[str, Any]) -> dict[str, Any]:
    found = picked(given, _ATTRIBUTE)
    for ours, (theirs, names) in _LIMITS.items():
        limits = {name: str(value) for name, value in picked(block(given, theirs), names).items() if not isinstance(value, Dummy)}
        found |= {ours: limits} if limits else {}
    return found


def _pool(one: View) -> dict[str, Any]:
    found = {"UserPoolName": one.name, **picked(one, _POOL)}
    schema = [_attribute(given) for given in blocks(one, "schema")]
    found |= {"Schema": schema} if schema else {}
    password = block(one, "password_policy")
    policy = {**_numbers(password, _LENGTHS), **picked(password, _CHARACTERS)}
    found |= {"Policies": {"PasswordPolicy": policy}} if policy else {}
    if one.given("mfa_configuration") in ("ON", "OPTIONAL"):
        found["MfaConfiguration"] = str(one.given("mfa_configuration"))
    for ours, theirs, names in (
        ("UsernameConfiguration", "username_configuration", {"CaseSensitive": "case_sensitive"}),
        ("AdminCreateUserConfig", "admin_create_user_config", {"AllowAdminCreateUserOnly": "allow_admin_create_user_only"}),
    ):
        more = picked(block(one, theirs), names)
        found |= {ours: more} if more else {}
    config = _triggers(block(one, "lambda_config"))
    return found | ({"LambdaConfig": config} if config else {})


def _triggers(given: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {_TRIGGERS[name]: value for name, value in given.items() if name in _TRIGGERS and value}
    for config in blocks(given, "pre_token_generation_config"):
        found["PreTokenGenerationConfig"] = picked(config, {"LambdaArn": "lambda_arn", "LambdaVersion": "lambda_version"})
    return found


def _client(one: View) -> dict[str, Any]:
    units = picked(block(one, "token_validity_units"), _UNITS)
    return {**picked(one, _CLIENT), **_numbers(one, _VALIDITY), **({"TokenValidityUnits": units} if units else {})}


def _user(one: View) -> dict[str, Any]:
    attributes = one.given("attributes")
    named = [{"Name": str(name), "Value": value} for name, value in attributes.items()] if isinstance(attributes, Mapping) else []
    return {**picked(one, {"UserPoolId": "user_pool_id", "Username": "username"}), "UserAttributes": named}


def _identity_pool(one: View) -> dict[str, Any]:
    return {"IdentityPoolName": one.name, "AllowUnauthenticatedIdentities": one.given("allow_unauthenticated_identities") is True}


TRANSLATIONS: Mapping[str, Callable[[View], dict[str, Any]]] = {
    "aws_cognito_identity_pool": _identity_pool, "aws_cognito_user": _user, "aws_cognito_user_group": renamed(_GROUP),
    "aws_cognito_user_in_group": renamed(_MEMBER), "aws_cognito_user_pool": _pool, "aws_cognito_user_pool_client": _client,
}
TYPES = {
    "aws_cognito_user": "AWS::Cognito::UserPoolUser", "aws_cognito_user_group": "AWS::Cognito::UserPoolGroup",
    "aws_cognito_user_in_group": "AWS::Cognito::UserPoolUserToGroupAttachment",
}
"""The types of CloudFormation of those that have no computed attributes here."""
