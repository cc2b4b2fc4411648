"""Hypothesis strategies for what AWS hands to a Lambda handler, and for what a handler stores in DynamoDB."""

from lambdatest.strategies.dynamodb import dynamodb_items, dynamodb_keys
from lambdatest.strategies.function_url import function_url_events
from lambdatest.strategies.http_api import http_api_events
from lambdatest.strategies.lambda_context import lambda_contexts
from lambdatest.strategies.rest_api import rest_api_events

__all__ = ["dynamodb_items", "dynamodb_keys", "function_url_events", "http_api_events", "lambda_contexts", "rest_api_events"]
