"""Write the invoices of a month, one for each customer."""

import logging
import os
import uuid
from datetime import datetime, timezone

import boto3
from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

log = logging.getLogger(__name__)
resource = boto3.resource("dynamodb")
customers = resource.Table(os.environ["CUSTOMERS"])
invoices = resource.Table(os.environ["INVOICES"])


def all_customers():
    """Every customer, over all pages."""
    arguments = {"ProjectionExpression": "customer_id, monthly_price"}
    while True:
        page = customers.scan(**arguments)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        arguments["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def write(invoice):
    try:
        invoices.put_item(Item=invoice, ConditionExpression=Attr("invoice_id").not_exists())
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        log.info("invoice %s is there already", invoice["invoice_id"])


def run(event, context):
    month = datetime.now(timezone.utc).strftime("%Y-%m")
    for customer in all_customers():
        write({
            "invoice_id": f"{month}-{uuid.uuid4()}",
            "customer_id": customer["customer_id"],
            "month": month,
            "amount": customer.get("monthly_price", 0),
        })
