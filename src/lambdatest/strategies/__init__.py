"""Hypothesis strategies for what AWS hands to a Lambda handler, and for what a handler stores in DynamoDB."""

from lambdatest.strategies.alb import alb_events
from lambdatest.strategies.attribute_value import attribute_values
from lambdatest.strategies.authorizer import http_api_authorizer_events, request_authorizer_events, token_authorizer_events
from lambdatest.strategies.cognito import cognito_events
from lambdatest.strategies.custom_resource import custom_resource_events
from lambdatest.strategies.dynamodb import dynamodb_items, dynamodb_keys
from lambdatest.strategies.dynamodb_request import dynamodb_requests
from lambdatest.strategies.dynamodb_stream import dynamodb_stream_events
from lambdatest.strategies.eventbridge import eventbridge_events, scheduled_events
from lambdatest.strategies.firehose import firehose_events
from lambdatest.strategies.function_url import function_url_events
from lambdatest.strategies.http_api import http_api_events
from lambdatest.strategies.kinesis import kinesis_events
from lambdatest.strategies.lambda_context import lambda_contexts
from lambdatest.strategies.rejected_item import rejected_dynamodb_items
from lambdatest.strategies.rest_api import rest_api_events
from lambdatest.strategies.s3 import s3_events
from lambdatest.strategies.sns import sns_events, sns_notifications
from lambdatest.strategies.sqs import sqs_events
from lambdatest.strategies.websocket import websocket_events

__all__ = [
    "alb_events", "attribute_values", "cognito_events", "custom_resource_events", "dynamodb_items", "dynamodb_keys", "dynamodb_requests",
    "dynamodb_stream_events", "eventbridge_events", "firehose_events", "function_url_events", "http_api_authorizer_events",
    "http_api_events", "kinesis_events", "lambda_contexts", "rejected_dynamodb_items", "request_authorizer_events", "rest_api_events",
    "s3_events", "scheduled_events", "sns_events", "sns_notifications", "sqs_events", "token_authorizer_events", "websocket_events",
]
