"""Histories: drawn whole, and references to earlier answers put in."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from hypothesis import given
from hypothesis import strategies as st

from lambdatest.engine.history import Subject, histories, mutations, resolved, world
from lambdatest.engine.shrink import examples, simplest
from lambdatest.engine.sweep import swept
from lambdatest.model import Function, History, Location, Table, Trigger
from lambdatest.vocabulary import Key, Vocabulary

HERE = Location("serverless.yml", 1)
TODOS = Table("todos", ("id",), {"id": "S"})
TEXT = Key("text", True, frozenset({"string"}))
DONE = Key("done", False, frozenset({"boolean"}))
WORDS = Vocabulary(body=(TEXT, DONE), attributes=(TEXT, DONE, Key("price")), numeric_attributes=frozenset({"price"}), parses_json=True)


def subject(name: str, method: str, path: str, words: Vocabulary = WORDS) -> Subject:
    trigger = Trigger("rest_api", f"{method} {path}", name, HERE, {"method": method, "path": path, "stage": "dev"})
    function = Function(name, name, f"app.{name}", "python3.12", Path("."), HERE, triggers=(trigger,))
    return Subject(function, (trigger,), words)


CREATE = subject("create", "POST", "/todos")
UPDATE = subject("update", "PUT", "/todos/{todoId}")
WORLD = world(UPDATE, [CREATE], [TODOS])
TRIGGER = UPDATE.triggers[0]


def drawn(count: int = 150) -> list[History]:
    found: list[History] = []
    examples(histories(WORLD, TRIGGER, "all"), found.append, count, 3)
    return found


def test_a_history_is_plain_data_that_survives_json() -> None:
    for history in drawn(40):
        assert History.from_json(history.to_json()) == history


def test_the_last_case_is_the_trigger_under_test_and_at_most_two_stand_before_it() -> None:
    for history in drawn():
        assert history.cases[-1].trigger == "PUT /todos/{todoId}"
        assert len(history.cases) <= 3
        assert all(not case.labels for case in history.cases[:-1])


def test_ids_exist_are_unknown_or_come_from_an_earlier_answer() -> None:
    ids = {history.cases[-1].event["pathParameters"]["todoId"] for history in drawn(400) if not history.cases[-1].labels}
    assert {"a", "b", "c", "zz", "~1.id~"} <= ids


def test_every_mode_gives_its_own() -> None:
    for mode, negative in (("positive", False), ("negative", True)):
        found: list[History] = []
        examples(histories(WORLD, TRIGGER, mode), found.append, 20, 3)
        assert {bool(history.cases[-1].labels) for history in found} == {negative}


def test_required_keys_are_in_every_positive_body_and_optional_ones_are_left_out_at_times() -> None:
    bodies = [history.cases[-1].event["body"] for history in drawn() if not history.cases[-1].labels]
    assert all('"text"' in body for body in bodies)
    assert {'"done"' in body for body in bodies} == {True, False}


def test_seeded_items_have_their_key_numbers_and_attributes_that_are_missing_at_times() -> None:
    items = [item for history in drawn() for item in history.seeds["todos"]]
    assert {item["id"]["S"] for item in items} == {"a", "b", "c"}
    assert any("N" in item["price"] for item in items if "price" in item)
    assert any("price" not in item for item in items)
    assert any("lt_number" in item for item in items)


def test_items_of_unknown_types_are_marked() -> None:
    for history in drawn():
        assert bool(history.stored) == any(name.startswith("lt_") for item in history.seeds["todos"] for name in item)


def test_each_entry_of_the_sweep_has_one_case_and_its_mutation_as_label() -> None:
    for mutation in mutations(UPDATE, TRIGGER)[:30]:
        history = simplest(swept(WORLD, TRIGGER, mutation, 1))
        (case,) = history.cases
        assert case.labels == (mutation.label,)
        assert len(history.seeds["todos"]) == 1


def test_items_of_a_table_with_a_sort_key_share_a_partition() -> None:
    table = Table("notes", ("owner", "n"), {"owner": "S", "n": "N"})
    history = simplest(swept(world(UPDATE, [], [table]), TRIGGER, None, 2))
    assert [(item["owner"], item["n"]) for item in history.seeds["notes"]] == [({"S": "a"}, {"N": "1"}), ({"S": "a"}, {"N": "2"})]


def test_a_reference_is_the_id_of_the_earlier_answer() -> None:
    event = {"path": "/todos/~1.id~", "list": ["~1.id~", 1]}
    assert resolved(event, [{"todoId": "t-7", "text": "x"}]) == {"path": "/todos/t-7", "list": ["t-7", 1]}
    assert resolved(event, [{"item": {"id": 7}}])["path"] == "/todos/7"
    assert resolved(event, [None])["path"] == "/todos/zz"


@given(st.recursive(st.none() | st.integers() | st.text("ab/"), lambda inner: st.lists(inner) | st.dictionaries(st.text("ab"), inner)))
def test_an_event_without_references_stays_as_it_is(event: object) -> None:
    assert resolved(event, [{"id": "x"}]) == event


def consumer(kind: str, **options: Any) -> Subject:
    trigger = Trigger(kind, kind, "consume", HERE, {"region": "us-east-1", **options})
    return Subject(Function("consume", "consume", "app.f", "python3.12", Path("."), HERE, triggers=(trigger,)), (trigger,), WORDS)


def test_the_account_holds_what_the_events_of_a_history_speak_of() -> None:
    stream = consumer(
        "dynamodb_stream", stream="arn:aws:dynamodb:us-east-1:123456789012:table/todos/stream/x", table="todos", keys=["id"],
        types={"id": "S"}, ttl=None, view="NEW_IMAGE", batch_size=3)
    bucket = consumer("s3", bucket="uploads", rules=[{"events": ["s3:ObjectCreated:*"]}])
    for one in (stream, bucket):
        found: list[History] = []
        examples(histories(world(one, [CREATE], [TODOS]), one.triggers[0], "all"), found.append, 60, 3)
        assert any(len(history.cases) > 1 for history in found)
        for history in found:
            assert History.from_json(history.to_json()) == history
            record = history.cases[-1].event["Records"][-1]
            if one is stream:
                shown = record["dynamodb"].get("NewImage")
                assert shown is None or [item for item in history.seeds["todos"] if item["id"] == shown["id"]] == [shown]
            else:
                assert unquote_plus(record["s3"]["object"]["key"]) in [item["Key"] for item in history.seeds["s3:uploads"]]


def test_a_table_that_is_not_the_project_s_is_not_seeded() -> None:
    stream = consumer(
        "dynamodb_stream", stream="arn:aws:dynamodb:us-east-1:123456789012:table/other/stream/x", table="other", keys=["id"],
        types={"id": "S"}, ttl=None, view="NEW_IMAGE", batch_size=3)
    assert simplest(swept(world(stream, [], [TODOS]), stream.triggers[0], None, 1)).seeds.keys() == {"todos"}


def test_an_object_that_the_code_is_not_seen_to_read_is_labelled() -> None:
    bucket = consumer("s3", bucket="uploads", rules=[{"events": ["s3:ObjectCreated:*"]}])
    for content, stored in (("json", ()), ("unknown", ("stored_object",))):
        one = replace(bucket, vocabulary=Vocabulary(content=content))
        assert simplest(swept(world(one, [], []), one.triggers[0], None, 0)).stored == stored


def test_a_reference_by_name_is_that_very_member_of_the_answer() -> None:
    answers = [{"PhysicalResourceId": "made", "LogicalResourceId": "Thing", "id": 7}, None]
    event = {"a": "~1.PhysicalResourceId~", "b": ["~2.PhysicalResourceId~"], "c": "~1.id~", "d": "~3.PhysicalResourceId~"}
    assert resolved(event, answers) == {"a": "made", "b": ["zz"], "c": "7", "d": "~3.PhysicalResourceId~"}


def test_an_update_or_deletion_follows_the_create_that_it_refers_to() -> None:
    options = {"type": "Custom::X", "name": "X", "properties": {"Size": "3"}}
    trigger = Trigger("custom_resource", "Custom::X X", "own", HERE, options)
    function = Function("own", "own", "app.own", "python3.12", Path("."), HERE, triggers=(trigger,))
    found: list[History] = []
    examples(histories(world(Subject(function, (trigger,), Vocabulary()), [CREATE], [TODOS]), trigger, "all"), found.append, 80, 3)
    lasts = [(history, history.cases[-1].event) for history in found]
    referring = [history for history, event in lasts if event.get("PhysicalResourceId") == "~1.PhysicalResourceId~"]
    assert referring and all([case.event["RequestType"] for case in history.cases][0] == "Create" for history in referring)
    assert all(len(history.cases) == 2 for history in referring)
    assert all("~" not in str(case.event.get("PhysicalResourceId")) for history in found for case in history.cases[:-1])
