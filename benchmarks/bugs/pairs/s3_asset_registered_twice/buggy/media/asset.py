"""An asset is an uploaded object that the library knows."""

import uuid
from dataclasses import asdict, dataclass
from urllib.parse import unquote_plus


@dataclass(frozen=True)
class Asset:
    """One version of one object."""

    asset_id: str
    bucket: str
    key: str
    size: int
    uploaded_at: str

    @classmethod
    def from_record(cls, record):
        thing = record["s3"]["object"]
        bucket, key = record["s3"]["bucket"]["name"], unquote_plus(thing["key"])
        asset_id = str(uuid.uuid4())
        return cls(asset_id, bucket, key, thing.get("size", 0), record["eventTime"])

    def as_item(self):
        return asdict(self)
