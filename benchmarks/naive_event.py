"""A REST event as somebody would write it by hand: each field its own draw."""

from typing import Any

from hypothesis import strategies as st

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,11}", fullmatch=True)
VALUES = st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=20)
DIGITS = st.from_regex(r"[0-9]{12}", fullmatch=True)
IDS = st.from_regex(r"[a-z0-9]{10}", fullmatch=True)
TIMES = st.datetimes()


@st.composite
def naive_rest_events(draw: st.DrawFn, bodies: st.SearchStrategy[str]) -> dict[str, Any]:
    """Events of ``POST /todos/{id}`` with 35 fields, each drawn."""
    headers = draw(st.dictionaries(NAMES, VALUES, max_size=4))
    query = draw(st.none() | st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
    return {
        "resource": draw(st.just("/todos/{id}")),
        "path": draw(VALUES.map("/todos/{}".format)),
        "httpMethod": draw(st.sampled_from(("POST",))),
        "headers": headers,
        "multiValueHeaders": {name: draw(st.lists(VALUES, min_size=1, max_size=2)) for name in headers},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": query and {name: draw(st.lists(VALUES, min_size=1, max_size=2)) for name in query},
        "pathParameters": draw(st.fixed_dictionaries({"id": st.uuids().map(str)})),
        "stageVariables": draw(st.none() | st.dictionaries(NAMES, VALUES, max_size=2)),
        "requestContext": draw(_contexts()),
        "body": draw(bodies),
        "isBase64Encoded": draw(st.just(False)),
    }


@st.composite
def _contexts(draw: st.DrawFn) -> dict[str, Any]:
    at = draw(TIMES)
    return {
        "accountId": draw(DIGITS), "apiId": draw(IDS), "deploymentId": draw(IDS), "resourceId": draw(IDS),
        "authorizer": draw(st.none() | st.fixed_dictionaries({"claims": st.dictionaries(NAMES, VALUES, max_size=3)})),
        "domainName": draw(IDS.map("{}.execute-api.us-east-1.amazonaws.com".format)), "domainPrefix": draw(IDS),
        "extendedRequestId": draw(IDS), "httpMethod": draw(st.sampled_from(("POST",))), "identity": draw(_identities()),
        "path": draw(VALUES.map("/dev/todos/{}".format)), "protocol": draw(st.sampled_from(("HTTP/1.1", "HTTP/2.0"))),
        "requestId": draw(st.uuids().map(str)), "requestTime": at.strftime("%d/%b/%Y:%H:%M:%S +0000"),
        "requestTimeEpoch": draw(st.integers(0, 2**41)), "resourcePath": draw(st.just("/todos/{id}")),
        "stage": draw(st.sampled_from(("dev", "prod"))),
    }


@st.composite
def _identities(draw: st.DrawFn) -> dict[str, Any]:
    optional = st.none() | VALUES
    return {
        "accessKey": draw(optional), "accountId": draw(st.none() | DIGITS), "caller": draw(optional),
        "cognitoIdentityId": draw(st.none() | st.uuids().map(str)), "sourceIp": draw(st.ip_addresses().map(str)),
        "user": draw(st.none() | st.emails()), "userAgent": draw(VALUES), "userArn": draw(optional),
    }
