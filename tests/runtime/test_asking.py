"""What a handler asks its event for while it runs."""

import json
from typing import Any

import pytest

from lambdatest.runtime.asking import Asked, asking


def asked(handler: Any, event: Any) -> Asked:
    found = Asked()
    with asking(event, found) as given:
        handler(given)
    return found


def test_keys_of_a_parsed_body_are_known_with_what_they_are_compared_with() -> None:
    def handler(event: Any) -> None:
        body = json.loads(event["body"])
        body.get("note")
        if body["kind"] == "a" or body["kind"] in ("b", "c"):
            print("size" in body)

    found = asked(handler, {"body": json.dumps({"kind": "x"}), "path": "/"})
    assert found.keys == {("body", "note"): False, ("body", "kind"): True} and found.parsed
    assert found.compared == {("body", "kind"): ["a", "b", "c"]}


def test_parameters_and_details_are_places_of_their_own_and_the_event_is_none() -> None:
    found = asked(lambda event: (event["queryStringParameters"]["q"], event["detail"]["id"], event.get("other")),
                  {"queryStringParameters": {"q": "1"}, "detail": {"id": "a"}})
    assert found.keys == {("query", "q"): True, ("body", "id"): True} and not found.parsed


@pytest.mark.parametrize("record", [{"body": '{"id": "a"}'}, {"Sns": {"Message": '{"id": "a"}'}}])
def test_messages_are_bodies(record: dict[str, Any]) -> None:
    text = record.get("body") or record["Sns"]["Message"]
    assert asked(lambda event: json.loads(text)["id"], {"Records": [record]}).keys == {("body", "id"): True}


def test_other_texts_are_nobodys_and_the_event_is_as_it_was() -> None:
    event = {"body": '{"id": "a"}', "n": [1, {"x": None}]}
    given: list[Any] = []
    assert asked(lambda one: given.append((json.loads('{"z": 1}')["z"], json.dumps(one), one == event)), event).keys == {}
    assert given == [(1, json.dumps(event), True)]
    assert type(json.loads(event["body"])) is dict


def test_what_is_missing_is_missing() -> None:
    with pytest.raises(KeyError):
        asked(lambda event: json.loads(event["body"])["none"], {"body": "{}"})
