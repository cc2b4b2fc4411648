"""The project check `traffic_hook`."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from lambdatest.errors import did_you_mean
from lambdatest.model import Function
from lambdatest.project_checks.deployment import deployments
from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject

ACTION = "codedeploy:PutLifecycleEventHookExecutionStatus"


@registered("failure")
def traffic_hook(subject: Subject) -> Iterator[Flaw]:
    """A hook of a gradual deployment is a function of the project, and may report to CodeDeploy.

    A hook that cannot call PutLifecycleEventHookExecutionStatus never reports: the deployment waits an hour for it and fails.
    https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html

    Left alone: roles whose statements the file does not write out, and the role that Serverless makes, to which the plugin itself adds
    the permission.
    """
    functions = {function.name: function for function in subject.project.functions}
    for deployment in deployments(subject):
        for name, place in deployment.hooks:
            hook = functions.get(name)
            if hook is None:
                message = f"the deployment of {deployment.function.name} has the hook {name}, which is no function of the project"
                yield Flaw(place, message, did_you_mean(name, sorted(functions)), deployment.function.name)
            elif not _may(subject, hook):
                message = f"the hook {name} may not report to CodeDeploy: its role does not allow {ACTION}"
                yield Flaw(place, message, f"allow {ACTION} in the role of {name}", name)


def _may(subject: Subject, hook: Function) -> bool:
    if subject.project.format == "serverless":
        own = "serverless-iam-roles-per-function" in subject.plugins and subject.section("functions", hook.name, "iamRoleStatements")
        if not own and not subject.written(hook, "role") and not isinstance(subject.section("provider", "iam", "role"), str):
            return True  # since version 0.5.0: https://github.com/davidgf/serverless-plugin-canary-deployments/blob/master/CHANGELOG.md
    return hook.statements is None or any(_allows(one) for one in hook.statements)


def _allows(statement: Mapping[str, Any]) -> bool:
    """Whether *statement* allows the report; what is not written out as text may."""
    actions = statement.get("Action", "*")
    patterns = actions if isinstance(actions, list) else [actions]
    return statement.get("Effect") == "Allow" and any(fnmatchcase(ACTION.lower(), str(one).lower()) for one in patterns)
