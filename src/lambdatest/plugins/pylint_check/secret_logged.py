"""The check `secret-logged`."""

import ast
import re
from collections.abc import Iterator

from lambdatest.plugins.pylint_check.lambda_module import (
    FunctionNode, LambdaModule, assigned, dotted, event_name, holder_of, keyword, method, names_in, read_key, text_of,
    within,
)
from lambdatest.plugins.pylint_check.lint_check import Hit, lint
from lambdatest.plugins.pylint_check.log_call import logged

_SECRET_KEY = re.compile(
    r"authorization|authorizationToken|cookie|x-api-key|password|passwd|secretstring|access_?token|id_?token|refresh_?token|client_?secret"
    r"|api_?key|secretaccesskey|sessiontoken", re.IGNORECASE)
_SECRET_VARIABLE = re.compile(
    r"(?!(.*_)?(task|next|page|continuation)_token$)(.*_)?(password|passwd|secret|token|api_?key|private_key)", re.IGNORECASE)


@lint("W9713", "%s is written to the log; leave it out")
def secret_logged(module: LambdaModule) -> Iterator[Hit]:
    """A password, token, key or all headers of a request are logged.

    https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/sec_protect_data_rest_access_control.html

    Left alone: names that only look like a secret (a token of pages), and values that went through a function first.
    """
    told = {scope: _told(module, scope) for scope in (None, *module.functions)}
    for call, values in logged(module):
        scope = module.scope(call)
        for value in values:
            what = _secret(module, value, {**told[None], **told[scope]})
            if what:
                yield call, what
                break


def _told(module: LambdaModule, scope: FunctionNode | None) -> dict[str, str]:
    """Names of *scope* that hold a secret, by what they were assigned from; empty for one that holds something else too."""
    found: dict[str, str] = {}
    for node in within(scope or module.tree):
        for target, value in assigned(node):
            if isinstance(target, ast.Name):
                found[target.id] = _secret(module, value, {}) if found.get(target.id, "?") else ""
    return found


def _secret(module: LambdaModule, value: ast.expr, told: dict[str, str]) -> str:
    """What secret *value* is; empty where it is none."""
    if isinstance(value, ast.Name):
        return told.get(value.id, "")
    if isinstance(value, ast.Call) and (found := _told_by(module, value)):
        return found
    key, holder = read_key(value), holder_of(value)
    if key is None or holder is None:
        return ""
    if module.origin(holder) == "os.environ":
        return _variable(key)
    if key == "headers" and dotted(holder) in {"event", *map(event_name, module.handlers)}:
        return "every header of the request"
    known = key == "SecretString" or _SECRET_KEY.fullmatch(key) and {"event", "headers", "body"} & names_in(holder)
    return key if known else ""


def _told_by(module: LambdaModule, call: ast.Call) -> str:
    """What secret *call* answers."""
    if method(call) == "get_secret_value":
        return "the answer of Secrets Manager"
    decrypted = keyword(call, "WithDecryption")
    if method(call) == "get_parameter" and isinstance(decrypted, ast.Constant) and decrypted.value is True:
        return "a decrypted parameter"
    return _variable(text_of(call.args[0]) or "") if module.origin(call.func) == "os.getenv" and call.args else ""


def _variable(name: str) -> str:
    return f"the variable {name}" if _SECRET_VARIABLE.fullmatch(name) else ""
