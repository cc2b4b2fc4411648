"""A privilege is one where the code decides about it: it gives it a constant, or compares it with one."""

import ast

from lambdatest.inference.privilege import privileges

CODE = """
@dataclass
class Profile:
    name: str = "user"
    role: str = "user"
    permissions: str = ""
def handler(event, context):
    item = {"is_admin": False, "verified": body["verified"], "label": "a", **rest}
    if item["accessLevel"] == "full" or item.get("superuser"):
        return make(approved=True)
    return item.get("user_role", "member")
"""


def test_only_a_privilege_that_the_code_decides_about_is_told() -> None:
    assert privileges([ast.parse(CODE)]) == {"role", "is_admin", "accessLevel", "approved", "user_role"}
