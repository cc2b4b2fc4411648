"""The documents that SAM's APIs and state machines name as a file of their own, as if they stood in the template.

https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apidefinition.html
"""

import os
from pathlib import Path

from lambdatest.readers.document import load
from lambdatest.readers.location import Fields, local_path
from lambdatest.readers.scalar import YAML_1_1
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text, shown

_DOCUMENTS = {
    "AWS::Serverless::Api": "DefinitionBody", "AWS::Serverless::HttpApi": "DefinitionBody", "AWS::Serverless::StateMachine": "Definition",
}
_URI = "DefinitionUri"


def written_out(template: Template, declared: Fields, folder: Path, root: Path) -> Fields:
    """The resources *declared*, each ``DefinitionUri`` that is a file below *folder* replaced by what it holds.  Raises ProjectError."""
    found = {name: _resource(template, name, one, folder, root) for name, one in declared.items()}
    return Fields(declared.location, found, declared.places)


def _resource(template: Template, name: str, resource: Fields, folder: Path, root: Path) -> Fields:
    key = _DOCUMENTS.get(as_text(resource["Type"]))
    given = resource.get("Properties")
    if key is None or not isinstance(given, Fields) or _URI not in given or key in given:
        return resource
    place = given.place(_URI)
    where = template.resolve(given[_URI], place)
    local = local_path(where)
    path = folder / local if local is not None else None
    if path is None or not os.path.isfile(path):
        template.notes.add(place, f"the definition of {name} is {shown(where)}, no file of the repository, and not read")
        return resource
    properties = Fields(given.location, {**given, key: load(path, root, YAML_1_1)}, {**given.places, key: place})
    del properties[_URI]
    return Fields(resource.location, {**resource, "Properties": properties}, resource.places)
