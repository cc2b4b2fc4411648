"""Application Load Balancers: ``alb`` events of serverless.yml, and target groups of a template whose target is a function."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from lambdatest.event_sources import request, response
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known
from lambdatest.event_sources.http_declaration import DEFAULT, method
from lambdatest.event_sources.resource import function_named, listed
from lambdatest.model import Declaration, Mutation, Request, Service, Trigger, strings
from lambdatest.strategies.alb import alb_event, health_check_event
from lambdatest.strategies.client import FEW_OPAQUE
from lambdatest.strategies.http_message import headers_fit
from lambdatest.vocabulary import Vocabulary

_TARGET_GROUP, _RULE = "AWS::ElasticLoadBalancingV2::TargetGroup", "AWS::ElasticLoadBalancingV2::ListenerRule"
_WILDCARD = re.compile(r"\*|\?")


def recognise(declaration: Declaration) -> Trigger | None:
    """The trigger of an ``alb`` event; options as every HTTP kind has them, and *routes*: each method and path that leads here."""
    if declaration.type != "alb":
        return None
    properties = declaration.properties
    conditions: Mapping[str, Any] = properties["conditions"] if isinstance(properties.get("conditions"), Mapping) else {}
    paths = [template(str(pattern)) for pattern in listed(conditions.get("path"))] or [DEFAULT]
    methods = [method(name) for name in listed(conditions.get("method"))] or ["ANY"]
    options = {
        "method": methods[0] if len(methods) == 1 else "ANY", "path": paths[0], "stage": "",
        "routes": tuple((name, path) for path in paths for name in methods), "authorizer": None, "cors": False, "schema": None,
        "integration": "proxy", "binary_types": (), "multi_value": str(properties.get("multiValueHeaders")).lower() == "true",
        "health_check": properties.get("healthCheck") not in (None, False),
    }
    label = "ALB" if paths == [DEFAULT] else f"ALB {options['method']} {paths[0]}"
    return Trigger("alb", label, declaration.function, declaration.location, options)


def template(pattern: str) -> str:
    """A path condition as a route: ``/items/*`` is ``/items/{proxy+}``.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
    """
    if pattern in ("*", "/*"):
        return DEFAULT
    pattern = "/" + pattern.lstrip("/")
    if pattern.endswith("/*"):
        pattern = pattern[:-1] + "{proxy+}"
    return _WILDCARD.sub(lambda found: "a", pattern)


def elsewhere(service: Service) -> Iterator[Declaration]:
    """The target groups of a template: their target, whether headers have several values, and the rules that lead there."""
    for resource in service.resources:
        if resource.type != _TARGET_GROUP:
            continue
        attributes = [one for one in listed(resource.properties.get("TargetGroupAttributes")) if isinstance(one, Mapping)]
        settings = {str(one.get("Key")): one.get("Value") for one in attributes}
        properties = {
            "multiValueHeaders": settings.get("lambda.multi_value_headers.enabled"),
            "healthCheck": str(resource.properties.get("HealthCheckEnabled")).lower() == "true",
            "conditions": _conditions(service, resource.identity),
        }
        for target in listed(resource.properties.get("Targets")):
            name = function_named(service, target.get("Id")) if isinstance(target, Mapping) else None
            if name:
                yield Declaration(service.format, "alb", name, properties, resource.location)


def _conditions(service: Service, group: str) -> dict[str, list[Any]]:
    """What the rules of listeners that forward to the target group ask of a path and a method; nothing where one rule asks neither.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticloadbalancingv2-listenerrule.html
    """
    found: dict[str, list[Any]] = {"path": [], "method": []}
    for rule in service.resources:
        actions = [one for one in listed(rule.properties.get("Actions")) if isinstance(one, Mapping)]
        if rule.type != _RULE or not group or not any(group in strings(action) for action in actions):
            continue
        conditions = [one for one in listed(rule.properties.get("Conditions")) if isinstance(one, Mapping)]
        paths = _values(conditions, "path-pattern", "PathPatternConfig")
        if not paths:
            return {}
        found["path"] += paths
        found["method"] += _values(conditions, "http-request-method", "HttpRequestMethodConfig")
    return found


def _values(conditions: Sequence[Mapping[str, Any]], field: str, key: str) -> list[Any]:
    mine = [one for one in conditions if one.get("Field") == field]
    inner = [one[key] for one in mine if isinstance(one.get(key), Mapping)]
    return [value for one in (*mine, *inner) for value in listed(one.get("Values"))]


def events(trigger: Trigger, vocabulary: Vocabulary, mutation: Mutation | None, known: Known) -> SearchStrategy[Any]:
    """Events of the requests to *trigger*, and the balancer's own health checks where they are on."""
    options = trigger.options
    many = bool(options.get("multi_value"))
    routes = options.get("routes") or ((options.get("method", "ANY"), options.get("path", DEFAULT)),)
    sent = [request.requests(_at(trigger, *route), vocabulary, mutation, known) for route in routes]
    found = st.builds(partial(render, trigger), st.one_of(sent).filter(headers_fit), FEW_OPAQUE)
    if mutation is not None or not options.get("health_check"):
        return found
    return found | st.builds(lambda opaque: health_check_event(multi_value=many, opaque=opaque), FEW_OPAQUE)


def render(trigger: Trigger, sent: Request, opaque: int) -> dict[str, Any]:
    """The event that the load balancer makes of the request *sent*."""
    return alb_event(sent, multi_value=bool(trigger.options.get("multi_value")), opaque=opaque)


def _at(trigger: Trigger, verb: str, path: str) -> Trigger:
    return replace(trigger, options={**trigger.options, "method": verb, "path": path})


def response_error(trigger: Trigger, _event: Any, result: Any) -> str | None:
    """What the load balancer refuses of *result*."""
    return response.alb_error(result, multi_value=bool(trigger.options.get("multi_value")))


EVENT_SOURCES.add("alb", EventSource(
    "alb", "Application Load Balancer", "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html",
    recognise, request.mutations, events, response_error, elsewhere=elsewhere, render=render,
))
