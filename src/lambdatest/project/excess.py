"""What the roles of a project grant beyond what its functions need, told from the IaC file and the code alone.

https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from lambdatest.inference.aws_action import ACTIONS, Named, joined, named
from lambdatest.model import POLICY_BUNDLE, RESOURCE_POLICY, SHARED_ROLE, Excess, Function, Service
from lambdatest.project.source import texts
from lambdatest.readers.code_root import handler_file
from lambdatest.runtime.user_code import UserCode

NOT_THE_HANDLERS = re.compile(
    r"logs:|xray:|ec2:|cloudwatch:(PutMetricData|\*)|sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility)"
    r"|dynamodb:(GetRecords|GetShardIterator|DescribeStream|ListStreams)|kinesis:(Get|Describe|List|Subscribe)",
    re.IGNORECASE,
)
"""What Lambda itself, its agents and its pollers use."""
_OTHERS = frozenset({RESOURCE_POLICY, POLICY_BUNDLE, SHARED_ROLE})
_WHOLE = re.compile(r"(\*|[\w-]+):\*|\*")
_GENERATED = "cdk"
"""The format that a program writes: ``grant_read_data`` gives all that reads, and nobody can leave out a part of it."""
_DELIVERED = frozenset({"events:putevents", "lambda:invokefunction", "s3:putobject", "sns:publish", "sqs:sendmessage"})
"""What Lambda does in the function's role with the events that it could not handle, and with its answers.

https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""
_DELIVERS = re.compile(
    r"dead_?letter|on_?(error|failure|success)|\bdestinations\b|destination_?config|\$\{file\(|AWS::Include|\bmodule\s+\"", re.IGNORECASE)
"""What in an IaC file says that, or that the file is not all."""
_NAMED_ROLE = "IamRoleLambdaExecution"
"""What Serverless calls the role of all functions: a file that names it gives it to others, or changes it."""
_MOST_FILES, _MOST_LETTERS = 400, 2_000_000


def with_excess(functions: Sequence[Function], service: Service) -> tuple[Function, ...]:
    """*functions*, those of *service*, of which the first of each role has its excess."""
    files = _Files(functions, service)
    found: dict[str, Excess] = {}
    for group in by_role(functions):
        excess = _excess(group, files)
        if excess.wildcards or excess.unused:
            told = next((one for one in group if _is_called(one)), group[0])
            found[told.name] = excess
    return tuple(replace(one, excess=found.get(one.name)) for one in functions)


@dataclass(frozen=True)
class _Files:
    """What stands in the files of *service*, each read once, and only where somebody asks."""

    functions: Sequence[Function]
    service: Service
    codes: dict[tuple[Path, tuple[Path, ...]], Named | None] = field(default_factory=dict)

    def code(self, function: Function) -> Named | None:
        """What the code of *function* says; None where that is not known."""
        key = function.code_root, function.layers
        if key not in self.codes:
            self.codes[key] = _code(*key)
        return self.codes[key] if handler_file(function.code_root, function.application or function.handler).is_file() else None

    @cached_property
    def text(self) -> str:
        """The text of the IaC files that declare the functions; of Terraform all, since they are read together."""
        root = self.service.root
        files = {self.service.path, *(root / one.location.file for one in self.functions)}
        folders = {one.parent for one in files if one.suffix == ".tf"}
        files |= {found for folder in folders for found in folder.rglob("*.tf")}
        return "\n".join(_text(one) for one in sorted(files))


def by_role(functions: Sequence[Function]) -> list[list[Function]]:
    """The functions that are tried, those together whose roles grant the same."""
    groups: list[list[Function]] = []
    for function in functions:
        if function.statements and not function.skipped:
            same = next((group for group in groups if group[0].statements == function.statements), None)
            if same is None:
                groups.append([function])
            else:
                same.append(function)
    return groups


def granted(statements: Sequence[Mapping[str, Any]]) -> list[str]:
    """The actions that the IaC file itself writes out, as it writes them, each once; without what is not the handler's."""
    written = (one for one in statements if one.get("Effect") == "Allow" and one.get("Sid") not in _OTHERS)
    found = dict.fromkeys(str(action) for one in written for action in _actions(one))
    return [action for action in found if not NOT_THE_HANDLERS.match(action)]


def _actions(statement: Mapping[str, Any]) -> list[Any]:
    actions = statement.get("Action") or []
    return actions if isinstance(actions, list) else [actions]


def _is_called(function: Function) -> bool:
    """Whether events are made for the function: what is told of another one would never be seen."""
    return any(trigger.options.get("integration", "proxy") == "proxy" for trigger in function.triggers)


def _excess(group: Sequence[Function], files: _Files) -> Excess:
    """What is granted under a condition, or is in part taken back by a denial, somebody has thought about."""
    statements = group[0].statements or ()
    denied = {service for one in statements if one.get("Effect") == "Deny" for service in _services(one)}
    plain = granted([one for one in statements if "Condition" not in one])
    candidates = [action for action in plain if _service(action) not in denied and "*" not in denied]
    wildcards = tuple(action for action in candidates if _WHOLE.fullmatch(action) and not (action[0] == "*" and denied))
    named_alone = [action for action in candidates if action.lower() in ACTIONS and not _covered(action, wildcards)]
    return Excess(tuple(one.name for one in group), wildcards, tuple(_unused(named_alone, group, files)))


def _unused(actions: Sequence[str], group: Sequence[Function], files: _Files) -> Iterator[str]:
    """Those of *actions* that no code of the role names: not where code of another language has the role too."""
    others = any(one.skipped and one.statements == group[0].statements for one in files.functions)
    if not actions or others or files.service.format == _GENERATED or _NAMED_ROLE in files.text:
        return
    codes = [files.code(one) for one in group]
    for action in actions:
        is_delivery = action.lower() in _DELIVERED and _DELIVERS.search(files.text)
        if not is_delivery and joined(codes).unused(action):
            yield action


def _service(action: str) -> str:
    return action.partition(":")[0].lower()


def _services(statement: Mapping[str, Any]) -> Iterator[str]:
    yield from map(_service, map(str, _actions(statement) or ["*"]))


def _covered(action: str, wildcards: Sequence[str]) -> bool:
    """Whether *action* is granted all the same by a wildcard that is told."""
    return any(_service(one) in ("*", _service(action)) for one in wildcards)


def _code(root: Path, layers: tuple[Path, ...]) -> Named | None:
    """What the code says that is packed with a function; None where there is too much of it, or not all can be read."""
    found: list[str] = []
    own: set[str] = set()
    try:
        code = UserCode(root, layers)
        for folder, (name, text) in ((folder, one) for folder in code.folders for one in texts(Path(folder))):
            if not code.owns(os.path.join(folder, name)):
                continue
            if text is None or len(found) == _MOST_FILES or sum(map(len, found)) > _MOST_LETTERS:
                return None
            found.append(text)
            own.add(Path(name).parts[0].removesuffix(".py"))
    except OSError:
        return None  # loading it says what is wrong
    return named(found, own)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace") if path.is_file() else ""
    except OSError:
        return ""
