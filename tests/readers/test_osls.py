"""Services of our own making are read as osls, which continues the Serverless Framework, resolves and would deploy them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

import lambdatest
from lambdatest.readers.document import load
from lambdatest.readers.location import Elements, Fields, Notes, plain
from lambdatest.readers.serverless_section import merged
from lambdatest.readers.source import Settings
from lambdatest.readers.substitution import Substitution
from strategies import deployed, osls

SERVICES = Path(__file__).parent / "services"
CASES = sorted(path.name for path in SERVICES.iterdir())
# What osls adds to what was written, and how its schema makes texts of numbers and lists of what stands alone.
ADDED = {"provider": ("stage", "region", "versionFunctions"), "package": ("artifactsS3KeyDirname",)}
pytestmark = pytest.mark.searches


@pytest.fixture(params=CASES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The file of a service that stands in a folder of its own, for osls writes beside it."""
    shutil.copytree(SERVICES / request.param, tmp_path / request.param)
    (tmp_path / request.param / "app.py").touch()  # osls packs no empty folder
    return next(path for path in (tmp_path / request.param).iterdir() if path.stem == "serverless")


def resolved(file: Path, given: dict[str, Any]) -> dict[str, Any]:
    """The whole service with our reader's variables, its lists of sections merged."""
    document, notes = load(file, file.parent), Notes()
    substitution = Substitution(document, file.parent, Settings(**given), notes)
    whole = substitution.resolve(document, document.location)
    for name in ("functions", "resources"):
        if isinstance(whole.get(name), Elements):
            whole[name] = merged(whole[name], whole.place(name), name)
    assert notes.all() == () and isinstance(whole, Fields)
    return dict(plain(whole))


def comparable(value: Any, theirs: Any) -> Any:
    """*value*, ours, with the forms that the schema of osls makes of some members of *theirs*."""
    if isinstance(theirs, dict) and isinstance(value, dict):
        return {name: comparable(member, theirs.get(name)) for name, member in value.items()}
    if isinstance(theirs, list) and isinstance(value, list) and len(theirs) == len(value):
        return [comparable(one, other) for one, other in zip(value, theirs, strict=True)]
    if isinstance(theirs, list) and theirs == [value]:
        return theirs
    if isinstance(value, list) and value == [theirs]:
        return theirs
    if isinstance(theirs, str) and isinstance(value, int | float):
        return json.dumps(int(value) if float(value).is_integer() and not isinstance(value, bool) else value)
    return value


def test_variables_have_the_values_that_osls_prints(service, osls_package):
    words, given = deployed.options_of(service)
    theirs = osls.printed(osls_package, service.parent, *words)
    ours = resolved(service, given)
    for section, names in ADDED.items():
        for name in names:
            if section in theirs and name not in ours.get(section, {}):
                theirs[section].pop(name, None)
    for name, function in theirs["functions"].items():
        for added in ("name", "events"):
            if added not in ours["functions"][name]:
                function.pop(added)
    assert comparable(ours, theirs) == theirs


def test_functions_triggers_and_resources_are_those_that_osls_would_deploy(service, osls_package):
    words, given = deployed.options_of(service)
    project = lambdatest.load(service, **given)
    template = osls.packaged(osls_package, service.parent, *words)
    stack = resolved(service, given)["provider"].get("stackName") or f"{project.name}-{project.stage}"
    theirs = deployed.Deployed(template, stack, project.region)
    ours = {
        one.deployed_name: {
            "handler": one.handler, "runtime": one.runtime, "timeout": one.timeout, "memory": one.memory,
            "environment": dict(one.environment),
        } for one in project.functions
    }
    assert ours == theirs.functions()
    known = {None, *ours}
    assert deployed.triggers(project) == {one for one in theirs.triggers() if one[0] in known}  # an authorizer may stand elsewhere
    held, expected = deployed.project_held(project), theirs.held()
    assert held.keys() == expected.keys() | deployed.needed(project)
    declared = {one.logical_id for one in project.resources if one.logical_id in template["Resources"]}
    for key, properties in held.items():
        if any(theirs.names[name] == key[1] for name in declared):
            assert properties == expected[key], key
