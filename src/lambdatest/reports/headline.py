"""What broke, in the words of someone who builds APIs: what the client would see."""

import re

from lambdatest.finding import Finding
from lambdatest.reports.request import KINDS
from lambdatest.reports.text import compact, shown

# What the service answers when the function fails; Lambda itself has told it nothing but "Unhandled".
# https://docs.aws.amazon.com/apigateway/latest/developerguide/handle-errors-in-lambda-integration.html
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
# https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
UNHANDLED = {"rest_api": 502, "http_api": 500, "function_url": 502}

_CLIENT_ERROR = re.compile(r"ClientError: An error occurred \((\S+)\) when calling the (\S+) operation(?: \([^)]*\))?:? ?(.*)", re.DOTALL)
_ANSWERS = re.compile(r"(answers \d{3}) .*", re.DOTALL)


def kind(finding: Finding) -> str:
    """The event source's kind of the case that did not hold."""
    return finding.history.cases[finding.step].kind


def headline(finding: Finding) -> str:
    """One line for a finding: ``DELETE /todos/{id} answers 502: KeyError: 'Attributes'``."""
    message = shown(plainer(finding), 400)
    trigger = shown(finding.trigger, 120)
    if message.startswith(trigger):
        return message
    if message.startswith("answers "):
        return f"{trigger} {message}"
    unhandled = finding.exception is not None and finding.response is None
    if unhandled and kind(finding) in KINDS and " answers " not in message:
        return f"{trigger} answers {UNHANDLED[kind(finding)]}: {message}"
    return f"{trigger}: {message}"


def plainer(finding: Finding) -> str:
    """The finding's message without boto3's wrapping, and without the answer's text, which the report shows apart."""
    refused = _CLIENT_ERROR.fullmatch(finding.message)
    if refused:
        return f"{refused[1]} from {refused[2]}: {refused[3]}"
    answered = _ANSWERS.fullmatch(finding.message)
    return answered[1] if answered and finding.response is not None else finding.message


def answer(finding: Finding) -> str:
    """What the client got, on one line; empty where the handler gave no answer."""
    response = finding.response
    if response is None:
        return ""
    if kind(finding) not in KINDS or not isinstance(response, dict):
        return compact(response)
    body = response.get("body", "")
    text = shown(body) if isinstance(body, str) else compact(body)
    return f"{compact(response.get('statusCode', 200), 20)} {text}".strip()


def received(finding: Finding) -> str:
    """What the client gets on one line, also where the service answers in the place of a handler that failed: ``502``."""
    refused = finding.response is None or finding.check == "response_shape"
    return str(UNHANDLED[kind(finding)]) if refused and kind(finding) in KINDS else answer(finding)
