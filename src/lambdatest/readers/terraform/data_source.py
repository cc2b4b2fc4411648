"""Data sources: what AWS, or Terraform itself, would answer; stand-ins where that cannot be known.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs ("Data Sources")
"""

from collections.abc import Callable, Mapping
from typing import Any

from lambdatest.model import ACCOUNT_ID, parse_json
from lambdatest.readers.location import Dummy
from lambdatest.readers.terraform.encoding_function import json_encode
from lambdatest.readers.terraform.expression import of_text
from lambdatest.readers.terraform.function import call
from lambdatest.readers.terraform.instance import Instance
from lambdatest.readers.terraform.value import is_known, to_text
from lambdatest.readers.terraform.view import View, blocks

_ZONES = "abc"


def _caller(_data: Instance, name: str) -> Any:
    known = {"account_id": ACCOUNT_ID, "id": ACCOUNT_ID, "arn": f"arn:aws:iam::{ACCOUNT_ID}:user/lambdatest", "user_id": "AIDALAMBDATEST"}
    return known.get(name)


def _region(data: Instance, name: str) -> Any:
    region = data.module.world.region
    return {"name": region, "id": region, "region": region, "endpoint": f"ec2.{region}.amazonaws.com", "description": region}.get(name)


def _partition(_data: Instance, name: str) -> Any:
    return {"partition": "aws", "id": "aws", "dns_suffix": "amazonaws.com", "reverse_dns_prefix": "com.amazonaws"}.get(name)


def _zones(data: Instance, name: str) -> Any:
    names = [f"{data.module.world.region}{letter}" for letter in _ZONES]
    return {"names": names, "zone_ids": names, "id": data.module.world.region}.get(name)


def _policy(data: View, name: str) -> Any:
    if name not in ("json", "minified_json"):
        return None
    statements: list[Any] = [_rendered(one) for one in blocks(data, "statement")]
    for more in (data.given("source_policy_documents"), data.given("override_policy_documents")):
        statements += [one for text in (more if isinstance(more, list) else [more]) for one in _statements(text)]
    document = {"Version": data.given("version") or "2012-10-17", "Statement": statements}
    text = json_encode(document)
    return text if is_known(document) else Dummy(text)


def _statements(text: Any) -> list[Any]:
    """The statements of a policy, if there is one; a stand-in where they cannot be known."""
    found = {} if not text else None if isinstance(text, Dummy) else parse_json(text)
    if not isinstance(found, Mapping):
        return [Dummy(text)]
    statements = found.get("Statement") or []
    return statements if isinstance(statements, list) else [statements]


def _rendered(statement: Mapping[str, Any]) -> dict[str, Any]:
    """A block ``statement`` as a policy has it."""
    found: dict[str, Any] = {"Effect": statement.get("effect") or "Allow"}
    found |= {"Sid": statement["sid"]} if statement.get("sid") else {}
    for name, member in (("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")):
        value = statement.get(name)
        if value:
            found[member] = _alone(value)
    for name, member in (("principals", "Principal"), ("not_principals", "NotPrincipal")):
        groups = blocks(statement, name)
        if groups:
            found[member] = {to_text(one.get("type", "AWS")): _alone(one.get("identifiers")) for one in groups}
    conditions: dict[str, dict[str, Any]] = {}
    for one in blocks(statement, "condition"):
        conditions.setdefault(to_text(one.get("test", "")), {})[to_text(one.get("variable", ""))] = _alone(one.get("values"))
    return {**found, **({"Condition": conditions} if conditions else {})}


def _alone(value: Any) -> Any:
    """The one member of a list, which the provider writes without it."""
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _managed_policy(data: Instance, name: str) -> Any:
    own = data.given("name")
    # One that AWS has written stands in for any: which it is, its name says.
    return f"arn:aws:iam::aws:policy/{own}" if name == "arn" and own is not None else None


def _template_file(data: Instance, name: str) -> Any:
    if name != "rendered":
        return None
    text, variables = data.given("template"), data.given("vars")
    if not isinstance(text, str) or isinstance(text, Dummy):
        return text
    return of_text(text, data.scope.within(variables if isinstance(variables, Mapping) else {}))


def _local_file(data: Instance, name: str) -> Any:
    path, function = data.given("filename"), {"content": "file", "content_base64": "filebase64"}.get(name)
    return None if path is None or function is None else call(function, [path], data.scope.files)


def _archive(_data: Instance, name: str) -> Any:
    if name == "output_path":
        return None
    return "0" if name == "output_size" else "lambdatest" if name.startswith("output_") or name == "id" else None


def _parameter(data: Instance, name: str) -> Any:
    """A stand-in for the value of a parameter or a secret, which the configuration leaves to AWS."""
    if name not in ("value", "secret_string", "insecure_value"):
        return None
    return Dummy(f"value-of-{data.block.labels[1].replace('_', '-')}")


_COMPUTED: Mapping[str, Callable[[Instance, str], Any]] = {
    "archive_file": _archive, "aws_availability_zones": _zones, "aws_caller_identity": _caller, "aws_iam_policy": _managed_policy,
    "aws_iam_policy_document": _policy, "aws_partition": _partition, "aws_region": _region, "aws_secretsmanager_secret_version": _parameter,
    "aws_ssm_parameter": _parameter, "local_file": _local_file, "template_file": _template_file,
}


def planned(data: View, name: str) -> Any:
    """The same for a data source of a plan that is read when it is applied: a policy that names what is not there yet."""
    return _policy(data, name) if data.type == "aws_iam_policy_document" else None


def computed(data: Instance, name: str) -> Any:
    """The attribute *name* of a data source that its block does not give; None where it is not known here.  Raises Failure."""
    return _COMPUTED[data.type](data, name) if data.type in _COMPUTED else None
