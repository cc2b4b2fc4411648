"""Gradual deployments: what a serverless.yml says under ``deploymentSettings``, and SAM under DeploymentPreference.

https://github.com/davidgf/serverless-plugin-canary-deployments#configuration
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/automating-updates-to-serverless-apps.html
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lambdatest.model import Function, Location
from lambdatest.project_checks.subject import Subject
from lambdatest.readers.location import Dummy, Elements, Fields
from lambdatest.readers.serverless_generated import lambda_function

PLUGIN = "serverless-plugin-canary-deployments"
ALERTS = "serverless-plugin-aws-alerts"
_ALARMS = ("AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm")


@dataclass(frozen=True, slots=True)
class Deployment:
    """How new versions of *function* get their traffic: logical ids of *alarms*, and *hooks* (before and after), each with its place."""

    function: Function
    location: Location
    alarms: tuple[tuple[str, Location], ...] = ()
    hooks: tuple[tuple[str, Location], ...] = ()


def deployments(subject: Subject) -> Iterator[Deployment]:
    """Each function's gradual deployment, where its plugin is there and its stage is one of those."""
    for function in subject.project.functions:
        if subject.project.format == "serverless":
            found = subject.section("functions", function.name, "deploymentSettings")
            if isinstance(found, Fields) and PLUGIN in subject.plugins and _staged(subject):
                shared = subject.section("custom", "deploymentSettings")
                members = {**(shared if isinstance(shared, Fields) else {}), **found}
                yield _serverless(function, Fields(found.location, members, found.places))
        elif found := next((one for one in reversed(subject.written(function, "deploymentPreference")) if isinstance(one, Fields)), None):
            yield _sam(function, found)


def _staged(subject: Subject) -> bool:
    stages = subject.section("custom", "deploymentSettings", "stages")
    return not stages or not isinstance(stages, Elements) or subject.project.stage in stages


def _serverless(function: Function, found: Fields) -> Deployment:
    hooks = [(str(found[key]), found.place(key)) for key in ("preTrafficHook", "postTrafficHook") if _known(found.get(key))]
    alarms = found.get("alarms")
    named = zip(alarms, alarms.places, strict=True) if isinstance(alarms, Elements) else ()
    return Deployment(function, found.location, tuple((one, place) for one, place in named if _known(one)), tuple(hooks))


def _sam(function: Function, found: Fields) -> Deployment:
    given, hooks = found.get("Alarms"), found.get("Hooks")
    members = zip(given, given.places, strict=True) if isinstance(given, Elements) else ()
    alarms = [(str(one["Ref"]), place) for one, place in members if isinstance(one, Fields) and "Ref" in one]
    named = [(hooks[key], hooks.place(key)) for key in ("PreTraffic", "PostTraffic") if key in hooks] if isinstance(hooks, Fields) else []
    referred = [(str(one["Ref"]), place) for one, place in named if isinstance(one, Fields) and "Ref" in one]
    return Deployment(function, found.location, tuple(alarms), tuple(referred))


def _known(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Dummy) and bool(value)


def created_alarms(subject: Subject) -> set[str]:
    """The logical ids of all alarms that the deployment creates: the file's own, and those of the alerts plugin, which are called by
    function, alarm and ``Alarm``."""
    found = {one.logical_id for one in subject.project.resources if one.type in _ALARMS}
    config = subject.section("custom", "alerts")
    if ALERTS not in subject.plugins or not isinstance(config, Fields) or config.get("externalStack"):
        return found
    stages = config.get("stages")
    if isinstance(stages, Elements) and subject.project.stage not in stages:
        return found
    shared = [one for key in ("alarms", "global", "function") for one in _names(config.get(key), config)]
    for function in subject.project.functions:
        own = subject.section("functions", function.name, "alarms")
        found |= {alert_id(function.name, name) for name in (*shared, *_names(own, config))}
    return found


def _names(value: Any, config: Fields) -> Iterator[str]:
    """The names of the alarms in a list, without those that are switched off."""
    definitions = config.get("definitions")
    for one in value if isinstance(value, Elements) else ():
        name = str(one.get("name")) if isinstance(one, Fields) else str(one)
        definition = definitions.get(name) if isinstance(definitions, Fields) else None
        off = next((part["enabled"] for part in (one, definition) if isinstance(part, Fields) and "enabled" in part), True)
        if off is not False:
            yield name


def alert_id(function: str, alarm: str) -> str:
    """The logical id of the alarm that the alerts plugin makes for *function*."""
    return f"{_normalised(function)}{_normalised(alarm)}Alarm"


def _normalised(name: str) -> str:
    return lambda_function(name).removesuffix("LambdaFunction")
