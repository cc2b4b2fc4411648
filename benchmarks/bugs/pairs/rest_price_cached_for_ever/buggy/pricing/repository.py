"""The table of prices."""

import os
from functools import lru_cache

import boto3

table = boto3.resource("dynamodb").Table(os.environ["PRICES"])


@lru_cache(maxsize=1024)
def price_of(article):
    item = table.get_item(Key={"article": article}).get("Item")
    return item and item.get("cents")


@lru_cache(maxsize=1)
def currency():
    """The shop's only currency."""
    return os.environ.get("CURRENCY", "EUR")


def set_price(article, cents):
    table.put_item(Item={"article": article, "cents": cents})
