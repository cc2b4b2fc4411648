"""Registered strategies: what the handler is given in the sweep, the random pass, the seeds and a replay."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lambdatest
from lambdatest.engine import Options, fuzz, replay
from lambdatest.engine.explore import Exploration
from lambdatest.engine.history import Subject, histories, mutations, world
from lambdatest.engine.registered import registered
from lambdatest.engine.run import Runner
from lambdatest.engine.shrink import examples, simplest
from lambdatest.engine.stage import staged
from lambdatest.engine.sweep import swept, swept_varied
from lambdatest.engine.watch import Deaf
from lambdatest.errors import LambdatestError
from lambdatest.model import History, Project
from lambdatest.strategies.body import MALFORMED_LABELS, content, members
from lambdatest.strategies.registration import register_body
from strategies.service import write

pytestmark = pytest.mark.searches

Register = Callable[..., Project]
HANDLER = """
def handler(event, context):
    order = json.loads(event["body"])
    quantity = int(order["quantity"])
    item = TABLE.get_item(Key={"id": event["pathParameters"]["id"]}).get("Item")
    return {"statusCode": 200, "body": json.dumps({"price": str((item or {}).get("price")), "quantity": quantity})}
"""
ROUTE = "POST /items/{id}"
BODY = 'st.fixed_dictionaries({"quantity": st.integers(1, 99), "sku": st.sampled_from(["sku-1", "sku-2"])})'


@pytest.fixture
def project(tmp_path: Path) -> Register:
    """Writes a service of one function, and a package `strategies` with the calls that are given; loads it."""

    def make(*calls: str, code: str = HANDLER, routes: tuple[str, ...] = (ROUTE,), **options: Any) -> Project:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        (folder / "strategies").mkdir(parents=True)
        write(folder, code, *routes, **options)
        head = "from decimal import Decimal\nimport json\nimport lambdatest\nfrom hypothesis import strategies as st\n"
        (folder / "strategies" / "__init__.py").write_text(head + "\n".join(f"lambdatest.{call}" for call in calls) + "\n")
        return lambdatest.load(folder)

    return make


def drawn(project: Project, count: int = 40, mode: str = "all") -> list[History]:
    """Every entry of the sweep, then *count* histories of the random pass, as an exploration makes them."""
    found: list[History] = []
    with staged(project, "api") as stage:
        around = world(stage.subject, (), project.tables)
        for trigger in stage.subject.triggers:
            entries = [swept(around, trigger, None, 2), swept_varied(around, trigger)]
            entries += [swept(around, trigger, one, 1) for one in mutations(stage.subject, trigger)]
            found += [simplest(one) for one in entries]
            examples(histories(around, trigger, mode), found.append, max(count, 1), 1)
    return found


def subject(project: Project) -> Subject:
    with staged(project, "api") as stage:
        return stage.subject


def positive(found: list[History]) -> list[Any]:
    return [case.event for history in found for case in history.cases if not case.labels]


def test_positive_bodies_are_the_registered_ones_and_negative_ones_are_those_with_one_change(project: Register) -> None:
    found = drawn(project(f"register_body({BODY}, route={ROUTE!r})"))
    bodies = [json.loads(event["body"]) for event in positive(found)]
    assert len(bodies) > 40 and all(set(body) == {"quantity", "sku"} for body in bodies)
    assert all(1 <= body["quantity"] <= 99 and body["sku"].startswith("sku-") for body in bodies)
    wrong = [history.cases[-1] for history in found if history.cases[-1].labels and history.cases[-1].labels[0] in ("wrong_type", "null")]
    for case in wrong:
        body = json.loads(case.event["body"])
        assert set(body) == {"quantity", "sku"}
        right = [isinstance(body["quantity"], int) and 1 <= body["quantity"] <= 99, body["sku"] in ("sku-1", "sku-2")]
        assert right.count(False) == 1 or body["quantity"] is True
    assert {"absent", "malformed", "nonobject", "missing_key", "extra"} <= {label for h in found for label in h.cases[-1].labels}


def test_keys_that_the_code_is_not_seen_to_read_are_only_broken_in_ways_that_are_a_warning(project: Register) -> None:
    one = subject(project(f"register_body({BODY}, route={ROUTE!r})"))
    found = mutations(one, one.triggers[0])
    assert {mutation.label for mutation in found if mutation.key == "sku"} >= {"wrong_type", "null", "missing_key"}
    assert {mutation.label for mutation in found if mutation.key == "sku"} <= MALFORMED_LABELS
    assert "number" in {mutation.label for mutation in found if mutation.key == "quantity"}


@pytest.mark.parametrize(
    ("strategy", "texts"),
    [
        ("st.sampled_from(['plain', 'text'])", {"plain", "text"}),
        ("st.sampled_from([[1], [2]])", {"[1]", "[2]"}),
        ("st.sampled_from([b'\\x00', b'\\x01'])", {"AA==", "AQ=="}),
        ("st.sampled_from([None, 'x'])", {None, "x"}),
        ("st.sampled_from([json.dumps({'quantity': 3}, indent=1)])", {'{\n "quantity": 3\n}'}),
    ],
)
def test_bodies_may_be_text_json_bytes_and_none(project: Register, strategy: str, texts: set[str | None]) -> None:
    found = drawn(project(f"register_body({strategy}, function='api')", routes=("POST /items",), kind="httpApi"), 40)
    assert {event.get("body") for event in positive(found)} == texts


def test_a_change_reaches_into_json_text_and_lists_of_objects(project: Register) -> None:
    for strategy in ("st.just(json.dumps({'quantity': 3}))", "st.just([{'quantity': 3}, {'quantity': 4}])"):
        found = drawn(project(f"register_body({strategy}, route={ROUTE!r})"), 0)
        null = next(history.cases[-1] for history in found if history.cases[-1].labels == ("null",))
        assert members(null.event["body"]) and all(member == {"quantity": None} for member in members(null.event["body"]))


def test_a_parameter_and_a_header_are_the_registered_ones(project: Register) -> None:
    found = drawn(project(
        "register_parameter('id', st.integers(500, 599), route='POST /items/{id}')",
        "register_parameter('page', st.sampled_from(['p1', 'p2']), function='api')",
        "register_parameter('nowhere', st.just('x'))",
        "register_header('x-tenant', st.sampled_from(['t-1', 't-2']))",
        "register_header('content-type', st.just('application/vnd.shop+json'))",
    ))
    for event in positive(found):
        assert 500 <= int(event["pathParameters"]["id"]) <= 599
        assert event["path"].endswith(f"/items/{event['pathParameters']['id']}")
        assert (event["queryStringParameters"] or {"page": "p1"})["page"] in ("p1", "p2")
        assert event["headers"]["x-tenant"] in ("t-1", "t-2")
        assert event["headers"]["content-type"] == "application/vnd.shop+json" and "Content-Type" not in event["headers"]
        assert "nowhere" not in (event["queryStringParameters"] or {})


def test_ids_that_exist_are_drawn_beside_a_registered_parameter_where_that_is_wished(project: Register) -> None:
    ids = {}
    for wish in (False, True):
        made = project(f"register_parameter('id', st.just('mine'), known_ids={wish})")
        ids[wish] = {event["pathParameters"]["id"] for event in positive(drawn(made, 60))}
    assert ids[False] == {"mine"} and {"mine", "a", "b", "zz"} <= ids[True]


def test_seeded_items_have_the_registered_attributes(project: Register) -> None:
    made = project(
        "register_attribute('price', st.decimals(1, 2, places=2), table='items')",
        "register_attribute('tags', st.just({'b', 'a'}))",
        "register_attribute('image', st.just(b'\\x00\\xff'), table='Items')",
    )
    items = [item for history in drawn(made) for item in history.seeds.get("items", ())]
    assert items and all(1 <= float(item["price"]["N"]) <= 2 for item in items if "price" in item)
    assert all(item["tags"] == {"SS": ["a", "b"]} for item in items if "tags" in item) and any("tags" in item for item in items)
    assert all(item["image"] == {"B": "AP8="} for item in items if "image" in item)
    assert all(History.from_json(json.loads(json.dumps(history.to_json()))) == history for history in drawn(made, 20))


def test_a_registered_key_gives_the_ids_that_exist_and_that_requests_name(project: Register) -> None:
    found = drawn(project("register_attribute('id', st.integers(100, 999).map('order-{}'.format))"), 120)
    seeded = {item["id"]["S"] for history in found for item in history.seeds.get("items", ())}
    named = {event["pathParameters"]["id"] for event in positive(found)} - {"~1.id~"}
    assert len(seeded) == 3 and seeded < named and len(named) == 4
    assert all(name.startswith("order-") for name in named)


def test_the_handler_is_given_what_is_registered_in_every_part_of_a_search_and_in_a_replay(project: Register) -> None:
    made = project(f"register_body({BODY}, route={ROUTE!r})", "register_attribute('price', st.just(Decimal('7.5')), table='items')")
    seen: list[tuple[tuple[str, ...], Any, str]] = []

    class Watched(Runner):
        """Keeps what went in and came out."""

        def run(self, history: History, **options: bool) -> Any:
            transcript = super().run(history, **options)
            for step, outcome in zip(transcript.steps, transcript.outcomes, strict=True):
                seen.append((step.case.labels, step.event["body"], outcome.text))
            return transcript

    with staged(made, "api") as stage:
        stage.runner.__class__ = Watched
        drawn, trigger = world(stage.subject, (), made.tables), stage.subject.triggers[0]
        search = Exploration(drawn, trigger, stage.runner, Options(max_examples=60), made.root, Deaf())
        search.explore()
    right = [(json.loads(body), text) for labels, body, text in seen if not labels]
    assert len(right) > 30 and all(set(body) == {"quantity", "sku"} for body, _ in right)
    assert any("7.5" in text for _, text in right)
    history = simplest(swept(world(subject(made), (), made.tables), subject(made).triggers[0], None, 1))
    (outcome,) = replay(made, history).outcomes
    assert json.loads(outcome.result["body"]) == {"price": "7.5", "quantity": 1}


def test_a_defect_that_only_a_registered_body_shows_is_found_by_worker_processes(project: Register) -> None:
    code = """
        def handler(event, context):
            coupon = json.loads(event["body"]).get("coupon") or ""
            return {"statusCode": 200, "body": str(1 / (sum(map(ord, coupon)) != 615))}
    """
    call = "register_body(st.fixed_dictionaries({'coupon': st.sampled_from(['A-1', 'SPRING-25'])}), function='api')"
    assert _crashes(project(call, code=code, routes=("POST /items",)))
    assert not _crashes(project(code=code, routes=("POST /items",)))


def _crashes(made: Project) -> bool:
    report = fuzz(made, Options(max_examples=40, mode="positive", workers=1))
    return any(finding.exception == "ZeroDivisionError" for finding in report.findings)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("register_body(st.just({}), route='POST /item/{id}')", "there is no route 'POST /item/{id}' in serverless.yml; did you mean"),
        ("register_body(st.just({}), function='apj')", "there is no function 'apj' in serverless.yml; did you mean 'api'?"),
        ("register_attribute('a', st.just(1), table='item')", "there is no table 'item' in serverless.yml; did you mean 'items'?"),
        ("register_body(st.just({'a': Decimal(1)}), function='api')", "Object of type Decimal is not JSON serializable; draw what"),
        ("register_body(st.just({'a': float('nan')}), function='api')", "draw what json.dumps takes (finite numbers"),
        ("register_body(st.nothing(), function='api')", "register_body draws nothing"),
        ("register_body(st.integers().filter(lambda n: False), function='api')", "register_body draws nothing"),
        ("register_body(st.integers(2, 1), function='api')", "register_body cannot be drawn from: InvalidArgument: Cannot have max_value"),
        ("register_body(st.just(1).map(lambda n: n / 0), function='api')", "cannot be drawn from: ZeroDivisionError: division by zero"),
        ("register_attribute('a', st.just(1.5))", "register_attribute('a') drew 1.5: Float types are not supported"),
        ("register_attribute('a', st.just(set()))", "register_attribute('a') drew set(): "),
        ("register_attribute('a', st.just(10**40))", "register_attribute('a') drew 1000"),
        ("register_attribute('id', st.just(1))", "drew 1: a table has it as a key, so it is of type S and never empty"),
        ("register_attribute('id', st.just(''))", "drew '': a table has it as a key"),
        ("register_parameter('q', st.just(None))", "drew None: a parameter is text"),
        ("register_header('q', st.just('a\\nb'))", "a header is text of one line"),
        ("register_body(5, function='api')", "strategy=5 is not of type SearchStrategy"),
        ("register_body(st.just({}))", "register_body does not say whose body that is"),
        ("register_body(st.just({}), route='items')", "route='items' does not begin with a method"),
        ("register_parameter('', st.just('x'))", "name='' is empty"),
        ("register_parameter('q', st.just('x'), known_ids=1)", "known_ids=1 is not of type bool"),
        ("register_attribute('q', st.just('x'), table=1)", "table=1 is not of type str"),
    ],
)
def test_a_registration_that_cannot_hold_is_one_line_with_its_place(project: Register, call: str, message: str) -> None:
    made = project(call)
    with pytest.raises(LambdatestError) as caught:
        fuzz(made, Options(max_examples=5))
    text = str(caught.value)
    assert text.startswith("strategies/__init__.py:5: ") and message in text and "\n" not in text


def test_an_empty_path_parameter_is_refused_where_it_would_be_used(project: Register) -> None:
    report = fuzz(project("register_parameter('id', st.just(''))"), Options(max_examples=5, workers=1))
    assert report.functions[0].status == "not_run" and "an empty path parameter matches no route" in str(report.functions[0].reason)


def test_of_several_the_route_wins_over_the_function_and_the_later_over_the_earlier(project: Register) -> None:
    made = project(
        f"register_body(st.just({{'quantity': 1}}), route={ROUTE!r})",
        f"register_body(st.just({{'quantity': 2}}), route={ROUTE!r})",
        "register_body(st.just({'quantity': 3}), function='api')",
        routes=(ROUTE, "PUT /items/{id}"),
    )
    bodies = {(event["httpMethod"], event["body"]) for event in positive(drawn(made, 20))}
    assert bodies == {("POST", '{"quantity": 2}'), ("PUT", '{"quantity": 3}')}


def test_registering_outside_of_a_projects_modules_changes_nothing(project: Register) -> None:
    made = project()
    register_body(st.just({"quantity": 77}), function="api")
    assert all("77" not in (event["body"] or "") for event in positive(drawn(made, 20)))


SCALARS = st.none() | st.booleans() | st.integers() | st.text()


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_the_text_of_a_registered_body_is_the_body(body: Any) -> None:
    text = content(body)
    assert text == body if body is None or isinstance(body, str) else json.loads(str(text)) == body


def test_a_project_may_be_used_for_the_first_time_within_an_example(project: Register) -> None:
    made = project(f"register_body({BODY}, route={ROUTE!r})")
    found = []

    @settings(max_examples=3, deadline=None, database=None)
    @given(st.integers())
    def searched(_: int) -> None:
        found.append(registered(made).givens)

    searched()
    assert len(found[0]) == 1 and len(set(map(id, found))) == 1


def test_the_simplest_case_has_the_simplest_registered_body(project: Register) -> None:
    made = project(f"register_body({BODY}, route={ROUTE!r})")
    found = simplest(swept(world(subject(made), (), made.tables), subject(made).triggers[0], None, 0))
    assert json.loads(found.cases[0].event["body"]) == {"quantity": 1, "sku": "sku-1"}
