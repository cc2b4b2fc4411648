"""Where assets are kept."""

import os

import boto3


class AssetRepository:
    """The table of assets."""

    def __init__(self):
        self._table = boto3.resource("dynamodb").Table(os.environ["ASSETS_TABLE"])

    def save(self, asset):
        self._table.put_item(Item=asset.as_item())
