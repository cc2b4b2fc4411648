"""Register each uploaded object as an asset."""

from media.asset import Asset
from media.repository import AssetRepository

repository = AssetRepository()


def handler(event, context):
    for record in event["Records"]:
        repository.save(Asset.from_record(record))
