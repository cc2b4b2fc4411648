"""What a template reaches is what it is formatted with, where the code does not hold the template itself."""

import ast

from lambdatest.inference.formatted import formatted

CODE = """
GREETING = "Hello {name}"
def handler(event, context):
    GREETING.format(name=1)
    "{a}".format(a=1)
    f"{event}".format(b=1)
    body["template"].format(member, *rest, order=order, **others)
    text.format_map({"c": 1})
"""


def test_only_what_a_text_from_elsewhere_is_formatted_with_is_told() -> None:
    assert formatted([ast.parse(CODE)]) == {"0", "order"}
