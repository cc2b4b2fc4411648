"""Events of Amazon EventBridge: rules, and schedules.

https://docs.aws.amazon.com/eventbridge/latest/ref/events-structure.html
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.model import ACCOUNT_ID
from lambdatest.strategies import batch, event_pattern
from lambdatest.strategies import opaque as ids
from lambdatest.strategies.client import OPAQUE

SCHEDULED = "Scheduled Event"


def eventbridge_event(
    detail: Any, *, source: str, detail_type: str, resources: Sequence[str] = (), region: str = ids.REGION, opaque: int = 0,
    epoch: int | None = None,
) -> dict[str, Any]:
    """One event of a bus; its time has whole seconds."""
    at = ids.epoch(opaque) if epoch is None else epoch
    return {
        "version": "0", "id": ids.uuid(opaque, "event"), "detail-type": detail_type, "source": source, "account": ACCOUNT_ID,
        "time": ids.iso_time(at, fraction=False), "region": region, "resources": list(resources), "detail": detail,
    }


def scheduled_event(rule: str, *, region: str = ids.REGION, opaque: int = 0, epoch: int | None = None) -> dict[str, Any]:
    """The event of a rule with a schedule: it fires on the full minute."""
    at = ids.epoch(opaque) if epoch is None else epoch
    return eventbridge_event(
        {}, source="aws.events", detail_type=SCHEDULED, resources=[batch.arn("events", f"rule/{rule}", region)], region=region,
        opaque=opaque, epoch=at - at % 60_000,
    )


def eventbridge_events(
    *,
    details: SearchStrategy[Mapping[str, Any]] | None = None,
    source: str | SearchStrategy[str] = "example.app",
    detail_type: str | SearchStrategy[str] = "Something Happened",
    resources: SearchStrategy[Sequence[str]] | None = None,
    pattern: Mapping[str, Any] | None = None,
    replayed: bool | None = None,
) -> SearchStrategy[dict[str, Any]]:
    """Events of an EventBridge rule, as Lambda hands them to a handler: plain JSON data.

    - *details*: a strategy of mappings; None draws few of them
    - *source*, *detail_type*: a text or a strategy of texts; *resources*: a strategy of lists of ARNs
    - *pattern*: the rule's event pattern: every event is one that it lets through, whatever the other options say
    - *replayed*: whether an archive sent the event again, which adds ``replay-name``; None draws both

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        check_type("replayed", replayed, (bool, type(None)))
        check_type("pattern", pattern, (Mapping, type(None)), "pass the rule's event pattern as a mapping")
        made = st.builds(
            lambda detail, origin, kind, arns, opaque, again: eventbridge_event(
                detail, source=origin, detail_type=kind, resources=arns, opaque=opaque) | ({"replay-name": "replay"} if again else {}),
            _details(details), _texts("source", source), _texts("detail_type", detail_type), _resources(resources), OPAQUE,
            st.booleans() if replayed is None else st.just(replayed),
        )
        return made if pattern is None else st.builds(event_pattern.applied, event_pattern.wanted(pattern), made)
    return st.deferred(define)


def scheduled_events(*, rule: str = "rule") -> SearchStrategy[dict[str, Any]]:
    """Events of the EventBridge rule *rule* with a schedule: ``detail`` is empty, ``time`` a full minute.

    Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        check_type("rule", rule, str)
        return OPAQUE.map(lambda opaque: scheduled_event(rule, opaque=opaque))
    return st.deferred(define)


def _details(details: Any) -> Any:
    if details is None:
        values = st.sampled_from(("a", 1, 1.5, None, True, ["x"], {"id": "a"}))
        return st.dictionaries(st.sampled_from(("id", "name", "count", "state")), values, max_size=3)
    check_type("details", details, SearchStrategy, "pass a strategy, for example st.just({'id': 'a'})")

    def checked(drawn: Any) -> Mapping[str, Any]:
        if not isinstance(drawn, Mapping):
            raise InvalidArgument(f"details drew {drawn!r}, which is no mapping: the detail of an event is a JSON object")
        return drawn

    return details.map(checked)


def _texts(argument: str, given: Any) -> SearchStrategy[str]:
    check_type(argument, given, (str, SearchStrategy), "pass a text or a strategy of texts")
    strategy = st.just(given) if isinstance(given, str) else given
    return batch.texts(argument, strategy, st.just(""), lambda text: None if text else "it is empty")


def _resources(resources: Any) -> Any:
    if resources is None:
        return st.sampled_from(((), (batch.arn("ec2", "instance/i-1234567890abcdef0"),)))
    check_type("resources", resources, SearchStrategy, "pass a strategy of lists of ARNs")
    return resources
