"""Hypothesis strategies for what AWS hands to a Lambda handler, and for what a handler stores in DynamoDB."""

from lambdatest.strategies.alb import alb_events
from lambdatest.strategies.authorizer import http_api_authorizer_events, request_authorizer_events, token_authorizer_events
from lambdatest.strategies.cognito import cognito_events
from lambdatest.strategies.custom_resource import custom_resource_events
from lambdatest.strategies.dynamodb import dynamodb_items, dynamodb_keys
from lambdatest.strategies.function_url import function_url_events
from lambdatest.strategies.http_api import http_api_events
from lambdatest.strategies.lambda_context import lambda_contexts
from lambdatest.strategies.rest_api import rest_api_events
from lambdatest.strategies.websocket import websocket_events

__all__ = [
    "alb_events", "cognito_events", "custom_resource_events", "dynamodb_items", "dynamodb_keys", "function_url_events",
    "http_api_authorizer_events", "http_api_events", "lambda_contexts", "request_authorizer_events", "rest_api_events",
    "token_authorizer_events", "websocket_events",
]
