"""Apply entries to accounts, in the order in which they were sent."""

import json
import logging
import os

import boto3

logger = logging.getLogger()
table = boto3.resource("dynamodb").Table(os.environ["LEDGER"])


def apply(record):
    """Set what the entry says; entries of one account come in one message group."""
    entry = json.loads(record["body"])
    account, state = entry["account"], entry["state"]
    if not isinstance(account, str) or not account.isascii() or not 1 <= len(account) <= 100:
        raise ValueError("no account")
    if not isinstance(state, str) or state not in ("open", "frozen", "closed"):
        raise ValueError("no state")
    table.put_item(Item={"account": account, "state": state})


def handler(event, context):
    failures = []
    for record in event["Records"]:
        try:
            apply(record)
        except Exception:
            logger.exception("entry %s failed", record["messageId"])
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
