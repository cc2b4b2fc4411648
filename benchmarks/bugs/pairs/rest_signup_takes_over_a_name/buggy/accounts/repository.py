"""The table of accounts."""

import os

import boto3


class NameTaken(Exception):
    """Somebody has that name."""


class Accounts:
    """Accounts by name."""

    def __init__(self):
        self.table = boto3.resource("dynamodb").Table(os.environ["ACCOUNTS_TABLE"])

    def add(self, account):
        self.table.put_item(Item=account)

    def get(self, name):
        return self.table.get_item(Key={"name": name}, ConsistentRead=True).get("Item")
