"""Which managed rule group stops a request: only where the payload is one of its class."""

import json

import pytest

from lambdatest.event_sources.firewall import stopped_by
from lambdatest.model import Case
from lambdatest.strategies.hostile import MARKUP, PAYLOADS, QUOTE
from strategies.service import history


def case(body: str | None = None, labels: tuple[str, ...] = ("hostile",), **request: object) -> Case:
    found: Case = history("POST", "/items", body=body, labels=labels, **request).cases[0]  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if payload.group], ids=lambda payload: payload.text[:12])
def test_a_payload_is_told_in_a_body_and_in_a_query(payload) -> None:
    assert stopped_by(case(json.dumps({"name": payload.text}))) == payload.group
    assert stopped_by(case(query=(("q", payload.text),))) == payload.group


def test_a_payload_is_told_in_a_path() -> None:
    sent = history("GET", "/items/" + MARKUP, route="/items/{id}", parameters={"id": MARKUP}, labels=("hostile",)).cases[0]
    assert stopped_by(sent) == "core rule set"


@pytest.mark.parametrize(
    ("sent", "group"),
    [
        (case(query=(("q", "x" * 3000),), labels=("long",)), "core rule set"),
        (case(json.dumps({"name": "x" * 3000}), labels=("long",)), None),
        (case(json.dumps({"name": "x" * 9000}), labels=("long",)), "core rule set"),
        (case("{", labels=("malformed",)), None),
        (case(json.dumps({"name": QUOTE}), labels=()), None),
        (Case("f", "queue", "sqs", {"Records": [{"body": QUOTE}]}, ("hostile",)), None),
        (Case("f", "GET /", "rest_api", {"headers": {"Accept": "*/*"}}, ("missing_key",)), "core rule set"),
        (Case("f", "GET /", "rest_api", {"headers": {"user-agent": "curl"}}, ("missing_key",)), None),
    ],
)
def test_only_what_a_rule_of_the_group_looks_at_is_claimed(sent: Case, group: str | None) -> None:
    assert stopped_by(sent) == group
