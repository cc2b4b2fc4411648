"""What a custom resource's handler sends to its ResponseURL arrives on this machine, in whichever way it is sent."""

from pathlib import Path
from typing import Any

import pytest

from lambdatest.model import Function, Location
from lambdatest.results import Outcome
from lambdatest.runtime import callback
from lambdatest.runtime.account import Account
from lambdatest.runtime.loading import Loaded, load
from lambdatest.strategies.custom_resource import custom_resource_event

EVENT = custom_resource_event("Create", {"Size": 3})
HEAD = "import http.client, json, os, urllib.request\nfrom urllib.parse import urlsplit\nimport urllib3\nBODY = b'{}'\n"
WAYS = {
    "urllib": 'urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], data=BODY, method="PUT"), timeout=5).read()',
    "urllib3": 'urllib3.PoolManager().request("PUT", event["ResponseURL"], body=BODY, headers={"content-type": ""})',
    "http.client": 'c = http.client.HTTPConnection(u.netloc); c.request("PUT", u.path + "?" + u.query, body=BODY); c.getresponse().read()',
    "nobody reads the answer": 'http.client.HTTPConnection(u.netloc).request("PUT", u.path + "?" + u.query, body=BODY)',
    "TLS": 'c = http.client.HTTPSConnection(u.netloc); c.request("PUT", u.path + "?" + u.query, body=BODY); c.getresponse().read()',
    "in chunks": 'c = http.client.HTTPConnection(u.netloc); c.request("PUT", u.path + "?" + u.query, body=iter([BODY]))',
}


def loaded(folder: Path, statement: str) -> Loaded:
    (folder / "app.py").write_text(f'{HEAD}def handler(event, context):\n    u = urlsplit(event["ResponseURL"])\n    {statement}\n')
    return load(Function("f", "f", "app.handler", "python3.12", folder, Location("serverless.yml", 1), timeout=6), "us-east-1")


def run(folder: Path, statement: str, event: Any = EVENT) -> Outcome:
    with Account():
        return loaded(folder, statement).invoke(event, request_id="00000000-0000-4000-8000-000000000001")


@pytest.mark.parametrize("way", list(WAYS))
def test_a_put_arrives_in_whichever_way_it_is_sent(tmp_path: Path, way: str) -> None:
    outcome = run(tmp_path, WAYS[way])
    assert outcome.raised is None and outcome.violations == ()
    assert [(one.method, one.body, one.size) for one in outcome.received] == [("PUT", "{}", 2)]
    assert EVENT["ResponseURL"].endswith(outcome.received[0].path)


def test_every_put_of_one_invocation_is_kept_and_none_of_another(tmp_path: Path) -> None:
    with Account():
        function = loaded(tmp_path, f'[{WAYS["urllib"]} for _ in range(event["count"])]')
        outcomes = [function.invoke({**EVENT, "count": n}, request_id="00000000-0000-4000-8000-000000000001") for n in (2, 0, 1)]
    assert [len(outcome.received) for outcome in outcomes] == [2, 0, 1]


def test_the_real_address_is_never_connected_to(tmp_path: Path) -> None:
    outcome = run(tmp_path, f'urllib.request.urlopen("{EVENT["ResponseURL"]}")')
    assert outcome.received == () and [violation.kind for violation in outcome.violations] == ["network"]


def test_an_event_without_a_response_url_is_left_as_it_is(tmp_path: Path) -> None:
    event = {"ResponseURL": "https://example.com/"}
    assert callback.start(event) is event and not callback.wanted([1])
    outcome = run(tmp_path, 'return [event["ResponseURL"], os.environ.get("SSL_CERT_FILE")]', event)
    assert outcome.result == ["https://example.com/", None] and outcome.received == ()
