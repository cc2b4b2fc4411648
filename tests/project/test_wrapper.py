"""Handlers of vendors that call the function's own: the own one is tried, and said so."""

import pytest

import lambdatest
from lambdatest.project.wrapper import WRAPPERS, unwrapped


@pytest.mark.parametrize("handler", sorted(WRAPPERS))
@pytest.mark.parametrize("folder", ["", "/opt/python/", "/opt/python/lib/python3.12/site-packages/"])
def test_a_wrapper_calls_what_its_variable_names(handler, folder):
    name = WRAPPERS[handler]
    assert unwrapped(folder + handler, {name: "src/app.handler"}) == "src/app.handler"
    assert unwrapped(folder + handler, {}) is None
    assert unwrapped("app.handler", {name: "src/app.handler"}) is None


def test_a_function_behind_a_wrapper_is_tried_without_it(tmp_path):
    (tmp_path / "serverless.yml").write_text("""
service: shop
provider: {name: aws, runtime: python3.13}
functions:
  get:
    handler: datadog_lambda.handler.handler
    environment: {DD_LAMBDA_HANDLER: app.get}
""")
    (tmp_path / "app.py").write_text("def get(event, context): return 1")
    project = lambdatest.load(tmp_path)
    assert project.functions[0].handler == "app.get"
    assert [str(note) for note in project.notes] == [
        "serverless.yml:5: datadog_lambda.handler.handler of function get calls app.get, which is tried without it"
    ]
    assert lambdatest.invoke(project, "get", {}).result == 1
