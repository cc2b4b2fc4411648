"""Events of a CloudFormation custom resource: Create, Update and Delete.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
"""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_one_of, check_type
from lambdatest.model import ACCOUNT_ID
from lambdatest.strategies import client
from lambdatest.strategies import opaque as ids

CREATE, UPDATE, DELETE = "Create", "Update", "Delete"
REQUESTS = (CREATE, UPDATE, DELETE)


def custom_resource_event(
    request: str, properties: Mapping[str, Any], *, physical_id: str | None = None, old: Mapping[str, Any] | None = None,
    resource_type: str = "Custom::Thing", logical_id: str = "Thing", service_token: str | None = None, opaque: int = 0,
    region: str = ids.REGION,
) -> dict[str, Any]:
    """The event of a *request* out of `REQUESTS`.

    *properties* are the resource's own, of which CloudFormation makes text (numbers and booleans too); *old* are those before an
    update.  An Update and a Delete name the *physical_id* that the function answered to the Create (None: one that it never gave).

    Raises InvalidArgument for another *request*.
    """
    check_one_of("request", request, REQUESTS)
    token = service_token or f"arn:aws:lambda:{region}:{ACCOUNT_ID}:function:custom-resource"
    stack = f"arn:aws:cloudformation:{region}:{ACCOUNT_ID}:stack/app/{ids.uuid(opaque, 'stack')}"
    bucket = f"cloudformation-custom-resource-response-{region.replace('-', '')}"
    path = f"{stack}%7C{logical_id}%7C{ids.uuid(opaque, 'request')}".replace(":", "%3A")
    signed = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Expires=7200&X-Amz-Signature={ids.hexadecimal(opaque, 'signature', 64)}"
    event: dict[str, Any] = {
        "RequestType": request, "ServiceToken": token, "ResponseURL": f"https://{bucket}.s3.{region}.amazonaws.com/{path}?{signed}",
        "StackId": stack, "RequestId": ids.uuid(opaque, "request"), "LogicalResourceId": logical_id, "ResourceType": resource_type,
        "ResourceProperties": {"ServiceToken": token, **_texts(properties)},
    }
    if request != CREATE:
        event["PhysicalResourceId"] = f"app-{logical_id}-{ids.hexadecimal(opaque, 'physical', 12)}" if physical_id is None else physical_id
    if request == UPDATE:
        event["OldResourceProperties"] = {"ServiceToken": token, **_texts(properties if old is None else old)}
    return event


def _texts(value: Any) -> Any:
    """Property values as CloudFormation sends them: scalars are text."""
    if isinstance(value, Mapping):
        return {str(name): _texts(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [_texts(member) for member in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def custom_resource_events(
    *,
    properties: SearchStrategy[Any] | None = None,
    requests: SearchStrategy[str] | None = None,
    physical_ids: SearchStrategy[str] | None = None,
    resource_type: str = "Custom::Thing",
) -> SearchStrategy[dict[str, Any]]:
    """Events of a custom resource, as Lambda hands them to a handler: plain JSON data.

    - *properties*: a strategy of mappings, the resource's properties; an update changes from one draw to another, or changes nothing
    - *requests*: a strategy of ``Create``, ``Update`` and ``Delete``; None draws all three
    - *physical_ids*: a strategy of the ids that the function gave before; None makes them up
    - *resource_type*: ``Custom::X`` or ``AWS::CloudFormation::CustomResource``

    The ``ResponseURL`` looks like CloudFormation's own; `lambdatest.invoke` sends what the handler puts there to a server of its own,
    on this machine.  Raises InvalidArgument when drawn from.
    """
    def define() -> SearchStrategy[dict[str, Any]]:
        for name, value in (("properties", properties), ("requests", requests), ("physical_ids", physical_ids)):
            if value is not None:
                check_type(name, value, SearchStrategy, "pass a strategy, for example st.just(...)")
        if not resource_type.startswith(("Custom::", "AWS::CloudFormation::CustomResource")):
            raise InvalidArgument(f"resource_type={resource_type!r} begins with neither Custom:: nor AWS::CloudFormation::CustomResource")
        drawn = _PROPERTIES if properties is None else properties

        def event(kind: str, new: Any, other: Any, changed: bool, physical: str | None, opaque: int) -> dict[str, Any]:
            check_type("properties", new, Mapping, "draw a mapping of properties")
            old = other if changed else new
            return custom_resource_event(kind, new, old=old, physical_id=physical, resource_type=resource_type, opaque=opaque)
        return st.builds(
            event, st.sampled_from(REQUESTS) if requests is None else requests, drawn, drawn, st.booleans(),
            st.none() if physical_ids is None else physical_ids, client.OPAQUE)
    return st.deferred(define)


_PROPERTIES = st.dictionaries(
    st.sampled_from(("Name", "Size", "Enabled", "Tags")), st.one_of(st.integers(0, 99), st.booleans(), st.text(max_size=8)), max_size=3)
