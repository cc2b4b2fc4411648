"""What a SAM template declares once for all events of an API: its stage and the properties of the API resource.

An event that names no API belongs to an implicit one, which has only the properties under Globals.  See
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-globals.html
"""

from collections.abc import Mapping
from typing import Any

from lambdatest.readers.location import Elements, Fields, fields, plain
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text

DEFAULT_STAGE = "Prod"
_APIS = {
    "Api": ("RestApiId", DEFAULT_STAGE),
    "HttpApi": ("ApiId", "$default"),
}


class Apis:
    """The APIs of a *template*; *shared* is its section Globals."""

    def __init__(self, template: Template, shared: Fields) -> None:
        self.template = template
        self.shared = shared

    def function_defaults(self) -> Fields:
        """The section Globals.Function."""
        return fields(self.shared.get("Function"), self.shared.place("Function"), "Globals.Function")

    def of_event(self, type_: str, properties: Fields) -> Mapping[str, Any]:
        """The stage and the API's properties for an event: ``{"stage": …, "Api": {…}}``."""
        if type_ not in _APIS:
            return {}
        reference, default_stage = _APIS[type_]
        logical_id = self._logical_id(properties.get(reference))
        resource = self.template.resources.get(logical_id) if logical_id else None
        own = Fields(properties.location)
        if isinstance(resource, Fields):
            own = fields(resource.get("Properties"), resource.place("Properties"), f"Properties of {logical_id}")
        common = fields(self.shared.get(type_), self.shared.place(type_), f"Globals.{type_}")
        api = plain(merged(self._resolved(common), self._resolved(own)))
        stage = as_text(api.get("StageName")) or default_stage
        return {"stage": stage, type_: {**api, "StageName": stage}}

    def stage(self) -> str | None:
        """The stage of the first API that is declared, None where all are implicit."""
        for resource in self.template.resources.values():
            if resource.get("Type") in ("AWS::Serverless::Api", "AWS::Serverless::HttpApi"):
                own = fields(resource.get("Properties"), resource.place("Properties"), "Properties")
                if stage := as_text(self.template.resolve(own.get("StageName"), own.place("StageName"))):
                    return stage
        return None

    def _resolved(self, value: Fields) -> Fields:
        return fields(self.template.resolve(value, value.location), value.location, "API")

    @staticmethod
    def _logical_id(value: Any) -> str | None:
        if isinstance(value, Fields):
            value = value.get("Ref")
        return value if isinstance(value, str) else None


def _is_intrinsic(value: Fields) -> bool:
    return len(value) == 1 and any(key in ("Ref", "Condition") or key.startswith("Fn::") for key in value)


def merged(common: Fields, own: Fields) -> Fields:
    """*own* over *common* as SAM does it: mappings are merged, lists joined, anything else (intrinsics too) replaced."""
    result = Fields(own.location, common, common.places)
    for key, value in own.items():
        before = result.get(key)
        if isinstance(before, Fields) and isinstance(value, Fields) and not _is_intrinsic(before) and not _is_intrinsic(value):
            value = merged(before, value)
        elif isinstance(before, Elements) and isinstance(value, Elements):
            value = Elements(own.place(key), [*before, *value], [*before.places, *value.places])
        result[key] = value
        result.places[key] = own.place(key)
    return result
