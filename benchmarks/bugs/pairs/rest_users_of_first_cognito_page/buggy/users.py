"""All users of the pool, for the administrators' page."""

import json
import os

import boto3

cognito = boto3.client("cognito-idp")


def all_users():
    return cognito.list_users(UserPoolId=os.environ["USER_POOL_ID"])["Users"]


def describe(user):
    attributes = {attribute["Name"]: attribute["Value"] for attribute in user.get("Attributes", [])}
    return {"name": user["Username"], "email": attributes.get("email"), "enabled": user["Enabled"]}


def handler(event, context):
    users = sorted((describe(user) for user in all_users()), key=lambda user: user["name"])
    return {"statusCode": 200, "headers": {"Content-Type": "application/json"}, "body": json.dumps({"users": users})}
