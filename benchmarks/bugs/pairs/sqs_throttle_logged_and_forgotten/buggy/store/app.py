"""Store what the sensors measured."""

import json
import logging
import os
from dataclasses import dataclass
from decimal import Decimal

import boto3
from botocore.exceptions import ClientError

logging.getLogger().setLevel(logging.INFO)
log = logging.getLogger("store")
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


@dataclass
class Reading:
    """One measurement."""

    sensor: str
    taken_at: int
    celsius: Decimal

    def __post_init__(self):
        if not isinstance(self.sensor, str) or not self.sensor.isascii() or not 1 <= len(self.sensor) <= 50:
            raise ValueError("sensor is not a name")
        if type(self.taken_at) is not int or not 0 <= self.taken_at < 2**40:
            raise ValueError("taken_at is not a time")
        if type(self.celsius) not in (int, Decimal) or not -300 < self.celsius < 5000 or len(str(self.celsius)) > 20:
            raise ValueError("celsius is not a temperature")


def parse(body):
    values = json.loads(body, parse_float=Decimal)
    if not isinstance(values, dict):
        raise ValueError("a reading is an object")
    return Reading(values.get("sensor"), values.get("taken_at"), values.get("celsius"))


def handler(event, context):
    failed = []
    for record in event["Records"]:
        try:
            reading = parse(record["body"])
            table.put_item(Item=vars(reading))
        except ClientError as error:
            log.error("could not store %s: %s", record["messageId"], error.response["Error"]["Code"])
        except (ValueError, ArithmeticError) as error:
            log.warning("%s is no reading: %s", record["messageId"], error)
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
