"""Schedules: ``schedule`` of serverless.yml, ``Schedule`` and ``ScheduleV2`` of SAM, and the rules and schedules of CloudFormation."""

from collections.abc import Mapping
from typing import Any

from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import message, rule_input
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.model import Declaration, Mutation, Trigger
from lambdatest.strategies import batch
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.eventbridge import SCHEDULED, eventbridge_event, scheduled_event
from lambdatest.vocabulary import Vocabulary

_RATES = {
    ("serverless", "schedule"): "rate", ("serverless", "eventBridge"): "schedule", ("sam", "Schedule"): "Schedule",
    ("sam", "ScheduleV2"): "ScheduleExpression", ("cloudformation", "AWS::Events::Rule"): "ScheduleExpression",
    ("cloudformation", "AWS::Scheduler::Schedule"): "ScheduleExpression",
}
_SCHEDULERS = (("sam", "ScheduleV2"), ("cloudformation", "AWS::Scheduler::Schedule"))
_MINUTE = 60_000


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of a schedule: its *name*, whether EventBridge *scheduler* runs it, and what its target gets (`rule_input`)."""
    declared = (declaration.format, declaration.type)
    given = declaration.properties
    rate = given.get(_RATES[declared]) if declared in _RATES else None
    if not rate:
        return None
    shown = ", ".join(map(str, rate)) if isinstance(rate, list) else str(rate)
    options = {
        "name": str(given.get("name") or given.get("Name") or f"{declaration.function}-schedule"),
        "scheduler": declared in _SCHEDULERS or given.get("method") == "scheduler", **rule_input.options(declaration),
    }
    return Trigger("schedule", f"schedule {shown}", declaration.function, declaration.location, options)


def mutations(_trigger: Trigger, _vocabulary: Vocabulary) -> tuple[Mutation, ...]:
    """None: nobody but AWS and the service's own file writes these events."""
    return ()


def events(trigger: Trigger, _vocabulary: Vocabulary, _mutation: Mutation | None, _known: Known) -> SearchStrategy[Any]:
    """The event of the schedule, at one of a few full minutes."""
    options = trigger.options
    return FEW_OPAQUE.map(lambda n: rule_input.handed_over(options, _event(options, n)))


def _event(options: Mapping[str, Any], n: int) -> dict[str, Any]:
    epoch = message.NOW - n * _MINUTE
    if not options["scheduler"]:
        return scheduled_event(options["name"], region=options["region"], opaque=n, epoch=epoch)
    # https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
    arn = batch.arn("scheduler", f"schedule/default/{options['name']}", options["region"])
    return eventbridge_event(
        "{}", source="aws.scheduler", detail_type=SCHEDULED, resources=[arn], region=options["region"], opaque=n,
        epoch=epoch - epoch % _MINUTE)


def response_error(_trigger: Trigger, _event: Any, _result: Any) -> str | None:
    """A schedule calls a function asynchronously: nobody reads the answer."""
    return None


EVENT_SOURCES.add("schedule", EventSource(
    "schedule", "schedule", "https://docs.aws.amazon.com/lambda/latest/dg/with-eventbridge-scheduler.html",
    recognise, mutations, events, response_error,
))
