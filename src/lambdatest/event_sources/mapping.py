"""Event source mappings (of queues and streams) in every spelling of serverless.yml, SAM and CloudFormation.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.model import Declaration, Resource, parse_json
from lambdatest.strategies import batch
from lambdatest.strategies import opaque as ids

MAPPING = ("cloudformation", "AWS::Lambda::EventSourceMapping")
REPORT = "ReportBatchItemFailures"
_MOST_RECORDS = 3
"""Records of a batch that we draw: two of them show what there is to see, and a third that order matters."""


def source(declaration: Declaration, *names: str) -> str | None:
    """The ARN or name of what the function is called for: the first of the properties *names*, or a mapping's ``EventSourceArn``."""
    found = next((declaration.properties[name] for name in (*names, "EventSourceArn") if declaration.properties.get(name)), None)
    return None if found is None else str(found)


def is_of(declaration: Declaration, service: str, *types: tuple[str, str]) -> bool:
    """Whether *declaration* is one of *types* (format and type), or a mapping of that AWS *service*, as its ARN says."""
    declared = (declaration.format, declaration.type)
    arn = str(declaration.properties.get("EventSourceArn") or "")
    return declared in types or (declared == MAPPING and arn.split(":")[2:3] == [service])


def options(declaration: Declaration, default_batch: int) -> dict[str, Any]:
    """What queues and streams share: ``batch_size``, ``reports`` (failed records are named one by one), ``patterns``, ``window``."""
    given = declaration.properties
    response = given.get("functionResponseType") or given.get("functionResponseTypes") or given.get("FunctionResponseTypes") or ()
    window = _whole(given.get("tumblingWindowInSeconds") or given.get("TumblingWindowInSeconds"))
    return {
        "batch_size": _whole(given.get("batchSize") or given.get("BatchSize")) or default_batch,
        "reports": REPORT in ([response] if isinstance(response, str) else list(response)),
        "patterns": patterns(given),
        "window": window,
    }


def patterns(given: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """The filter patterns, any one of which lets a record through: mappings, or JSON text in SAM."""
    criteria = given.get("FilterCriteria")
    filters = (criteria.get("Filters") if isinstance(criteria, Mapping) else None) or ()
    found = [*(given.get("filterPatterns") or ()), *(one.get("Pattern") for one in filters if isinstance(one, Mapping))]
    read = [parse_json(pattern) if isinstance(pattern, str) else pattern for pattern in found]
    return tuple(pattern for pattern in read if isinstance(pattern, Mapping))


def records(trigger_options: Mapping[str, Any]) -> int:
    """How many records of a batch to draw at most."""
    return min(int(trigger_options.get("batch_size") or 1), _MOST_RECORDS)


def _whole(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def resource(declaration: Declaration, type_: str, **named: str) -> Resource | None:
    """The resource of that type with the property that *named* gives (``QueueName="in"``), if the project has it."""
    return next((
        found for found in declaration.resources
        if found.type == type_ and all(str(found.properties.get(name)) == value for name, value in named.items())
    ), None)


def name_of(arn: str) -> str:
    """The name at the end of a queue's, topic's, stream's or table's *arn*; of a name the name itself."""
    parts = batch.resource_of(arn).split("/")
    return parts[1] if len(parts) > 1 else parts[0].rpartition(":")[2]


def region(declaration: Declaration) -> str:
    """The region that the project is deployed to."""
    return str(declaration.service.get("region") or ids.REGION)


def arn_of(declaration: Declaration, service: str, name: str) -> str:
    """*name* as an ARN of *service* in the project's region, where it is none yet."""
    return name if name.startswith("arn:") else batch.arn(service, name, region(declaration))


def is_function(target: Any, declaration: Declaration) -> bool:
    """Whether the ARN *target* is that of the function of *declaration*, in any version."""
    return str(target).partition(":function:")[2].partition(":")[0] == declaration.service.get("deployed_name")
