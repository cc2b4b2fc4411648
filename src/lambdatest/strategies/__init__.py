"""Hypothesis strategies for what AWS hands to a Lambda handler, and for what a handler stores in DynamoDB."""

from lambdatest.strategies.attribute_value import attribute_values
from lambdatest.strategies.dynamodb import dynamodb_items, dynamodb_keys
from lambdatest.strategies.dynamodb_request import dynamodb_requests
from lambdatest.strategies.function_url import function_url_events
from lambdatest.strategies.http_api import http_api_events
from lambdatest.strategies.lambda_context import lambda_contexts
from lambdatest.strategies.rejected_item import rejected_dynamodb_items
from lambdatest.strategies.rest_api import rest_api_events

__all__ = [
    "attribute_values",
    "dynamodb_items",
    "dynamodb_keys",
    "dynamodb_requests",
    "function_url_events",
    "http_api_events",
    "lambda_contexts",
    "rejected_dynamodb_items",
    "rest_api_events",
]
