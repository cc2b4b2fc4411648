"""Handlers of vendors that call the function's own one: what is named in an environment variable is what is tried.

https://docs.datadoghq.com/serverless/aws_lambda/installation/python/
https://docs.newrelic.com/docs/serverless-function-monitoring/aws-lambda-monitoring/enable-lambda-monitoring/account-linking/
https://docs.sentry.io/platforms/python/integrations/aws-lambda/manual-layer/
https://docs.lumigo.io/docs/python-tracing
"""

import re
from collections.abc import Mapping

WRAPPERS: Mapping[str, str] = {
    "datadog_lambda.handler.handler": "DD_LAMBDA_HANDLER",
    "newrelic_lambda_wrapper.handler": "NEW_RELIC_LAMBDA_HANDLER",
    "sentry_sdk.integrations.init_serverless_sdk.sentry_lambda_handler": "SENTRY_INITIAL_HANDLER",
    "lumigo_tracer._handler": "LUMIGO_ORIGINAL_HANDLER",
    "thundra.handler.wrapper": "THUNDRA_AGENT_LAMBDA_HANDLER",
    "epsagon.wrapper": "EPSAGON_HANDLER",
}
"""Handler paths of wrappers (without the folder of their layer), and the variable that names the handler that they call."""
_LAYER = re.compile(r"^/?opt/python/(?:lib/python3\.\d+/site-packages/)?")


def unwrapped(handler: str, environment: Mapping[str, str]) -> str | None:
    """The handler path that *handler* calls, where that is the handler of a known wrapper; None where it is not."""
    name = WRAPPERS.get(_LAYER.sub("", handler).replace("/", "."))
    return environment.get(name) or None if name else None
