"""The event as the views of frameworks show it: powertools' data classes, Flask's and Chalice's requests.

https://docs.powertools.aws.dev/lambda/python/latest/utilities/data_classes/
"""

from lambdatest.inference.access import read_key
from lambdatest.inference.place import Place
from lambdatest.inference.record import RECORD_PLACES, data, view_record
from lambdatest.inference.scope import Arguments, Run
from lambdatest.inference.value import EventView, Value, join, mark, texts

_PLACES = {
    "query_string_parameters": ("queryStringParameters",), "resolved_query_string_parameters": ("multiValueQueryStringParameters",),
    "multi_value_query_string_parameters": ("multiValueQueryStringParameters",), "query_params": ("queryStringParameters",),
    "path_parameters": ("pathParameters",), "uri_params": ("pathParameters",), "view_args": ("pathParameters",), "headers": ("headers",),
    "resolved_headers_field": ("headers",), "args": ("queryStringParameters",), "raw_body": ("body",), "data": ("body",),
    "body": ("body",), "request_context": ("requestContext",), "detail": ("detail",), "cookies": ("cookies",),
    "authorization_token": ("authorizationToken",), "identity_source": ("identitySource",),
}  # fmt: skip
_PARSED = frozenset({"json_body", "json"})
_CONTEXT = {"authorizer": "authorizer", "claims": "claims", "jwt_claim": "claims", "scopes": "scopes", "http": "http"}
_GETTERS = {"get_query_string_value": "queryStringParameters", "get_header_value": "headers"}


def parse(text: Place) -> Value:
    """What the JSON text at *text* holds."""
    return (text.loaded(),)


def view_attribute(run: Run, view: EventView, name: str) -> Value | None:
    """What attribute *name* of *view* is; None where it is a method or nothing that is known."""
    place = view.place
    if place.name in RECORD_PLACES or view.kind or name == "records":
        of_record = view_record(view, name)
        if of_record is not None:
            return of_record
    if name in ("raw_event", "_data"):
        return (EventView(place),)
    if name in ("is_base64_encoded", "decoded_body") or name in _PARSED:
        run.facts.decodes_base64 |= name not in ("json",)
    if name in _PARSED:
        return parse(place.child("body"))
    if name == "decoded_body":
        return (place.child("body"),)
    if name in _PLACES:
        for part in _PLACES[name]:
            place = place.child(part)
        return (EventView(place),) if name == "request_context" else (place,)
    if place.name in ("requestContext", "authorizer"):
        if name in _CONTEXT:
            found = place.child(_CONTEXT[name])
            return (EventView(found),) if name == "authorizer" else (found,)
    return None


def call_view(run: Run, place: Place, name: str, arguments: Arguments) -> Value | None:
    """What a view's method gives: ``event.get_query_string_value("limit", "10")``, ``request.get_json()``."""
    if name == "get_json":
        return parse(place.child("body"))
    if name.startswith("data_as_"):
        return data(place, name)
    if name in _GETTERS:
        default = arguments.at(1, "default_value")
        keys = texts(arguments.at(0, "name"))
        value = join(*(read_key(run, (place.child(_GETTERS[name]),), key, arguments.scope, optional=True) for key in keys))
        mark(value, "string")
        return join(value, default)
    return None
