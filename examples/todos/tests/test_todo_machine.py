"""The todo service against a model of it: whatever clients do one after the other, it holds what a dictionary would hold."""

import json

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule, run_state_machine_as_test

TABLE = "todos-dev"
bodies = st.fixed_dictionaries({"text": st.text(st.characters(codec="utf-8"), min_size=1)}, optional={"done": st.booleans()})


class Todos(RuleBasedStateMachine):
    """Each run of the machine begins with an empty table."""

    ids = Bundle("ids")

    def __init__(self, account, invoke):
        super().__init__()
        self.account = account
        self.invoke = invoke
        self.model = {}

    def send(self, function, todo_id=None, body=None):
        """The outcome of one request."""
        return self.invoke(function, {"pathParameters": todo_id and {"id": todo_id}, "body": body and json.dumps(body)})

    @rule(target=ids, body=bodies)
    def create(self, body):
        created = self.send("create", body=body)
        assert created.status == 201
        self.model[created.json["id"]] = created.json
        return created.json["id"]

    @rule(todo_id=ids, body=bodies)
    def update(self, todo_id, body):
        updated = self.send("update", todo_id, body)
        assert updated.json == {**updated.json, **body, "id": todo_id}
        self.model[todo_id] = updated.json

    @rule(todo_id=ids | st.just("unknown"))
    def read(self, todo_id):
        read = self.send("read", todo_id)
        assert (read.json if read.status == 200 else None) == self.model.get(todo_id)

    @rule(todo_id=consumes(ids))
    def delete(self, todo_id):
        assert self.send("delete", todo_id).status == 204
        del self.model[todo_id]

    @invariant()
    def the_list_is_the_model(self):
        assert {todo["id"]: todo for todo in self.send("list").json["todos"]} == self.model

    @invariant()
    def the_table_holds_nothing_else(self):
        assert sorted(item["id"] for item in self.account.items(TABLE)) == sorted(self.model)


def test_the_service_does_what_its_model_does(aws_account, invoke_lambda):
    few = settings(max_examples=15, stateful_step_count=12, deadline=None)
    run_state_machine_as_test(lambda: Todos(aws_account, invoke_lambda), settings=few)
