"""The table of accounts."""

import os

import boto3
from boto3.dynamodb.conditions import Attr


class NameTaken(Exception):
    """Somebody has that name."""


class Accounts:
    """Accounts by name."""

    def __init__(self):
        self.table = boto3.resource("dynamodb").Table(os.environ["ACCOUNTS_TABLE"])

    def add(self, account):
        try:
            self.table.put_item(Item=account, ConditionExpression=Attr("name").not_exists())
        except self.table.meta.client.exceptions.ConditionalCheckFailedException as error:
            found = self.get(account["name"])
            if found != account:
                raise NameTaken(account["name"]) from error

    def get(self, name):
        return self.table.get_item(Key={"name": name}, ConsistentRead=True).get("Item")
