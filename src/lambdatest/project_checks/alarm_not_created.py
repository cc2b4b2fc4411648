"""The project check `alarm_not_created`."""

from collections.abc import Iterator

from lambdatest.errors import did_you_mean
from lambdatest.project_checks.deployment import ALERTS, PLUGIN, created_alarms, deployments
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject

_NO_ALARMS = frozenset({
    PLUGIN, ALERTS, "serverless-python-requirements", "serverless-offline", "serverless-dynamodb-local", "serverless-domain-manager",
    "serverless-iam-roles-per-function", "serverless-prune-plugin", "serverless-pseudo-parameters", "serverless-wsgi", "serverless-esbuild",
    "serverless-plugin-tracing", "serverless-s3-sync", "serverless-plugin-warmup", "serverless-deployment-bucket", "serverless-webpack",
    "serverless-dotenv-plugin", "serverless-plugin-split-stacks", "serverless-apigw-binary",
    "serverless-offline-sqs", "serverless-offline-sns", "serverless-plugin-lambda-dead-letter", "serverless-api-gateway-throttling",
    "serverless-bundle", "serverless-plugin-typescript", "serverless-associate-waf",
})
"""Plugins that are known to create no alarm but by the rules that are followed here."""


@registered("failure")
def alarm_not_created(subject: Subject) -> Iterator[Flaw]:
    """Every alarm that a gradual deployment watches is created by the same deployment.

    A name in ``deploymentSettings`` becomes a Ref, and CloudFormation refuses a template with a Ref to nothing.  The alerts plugin calls
    its alarms by function, alarm and ``Alarm``: the alarm ``functionErrors`` of ``create`` is ``CreateFunctionErrorsAlarm``.
    https://github.com/davidgf/serverless-plugin-canary-deployments#configuration

    Where another plugin stands in the file that may create alarms, it is a warning.  Left alone: alarms that are named by ``name``, which
    may stand outside of the stack.
    """
    created = created_alarms(subject)
    unsure = subject.plugins - _NO_ALARMS
    for deployment in deployments(subject):
        for name, place in deployment.alarms:
            if name not in created and name not in _parameters(subject):
                message = f"the deployment of {deployment.function.name} watches the alarm {name}, which nothing creates"
                hint = did_you_mean(name, sorted(created)) if created else "declare it under resources, or with the alerts plugin"
                yield Flaw(place, message, hint, deployment.function.name, "warning" if unsure else None)


def _parameters(subject: Subject) -> frozenset[str]:
    """The parameters of a template: one may be an alarm's name."""
    found = subject.document.get("Parameters") if subject.project.format == "sam" else None
    return frozenset(found) if isinstance(found, dict) else frozenset()
