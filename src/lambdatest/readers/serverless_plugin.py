"""Plugins of Serverless that change what runs, and a note for those that nobody here knows."""

import os
from collections.abc import Iterator
from pathlib import Path

from lambdatest.errors import ProjectError
from lambdatest.model import Declaration, Location, Resource
from lambdatest.readers.document import load
from lambdatest.readers.location import Elements, Fields, Notes, plain, refusal, relative
from lambdatest.readers.table import TABLE, fragment
from lambdatest.readers.text import as_text

WSGI_HANDLERS = ("wsgi_handler.handler", "wsgi.handler")
_HOOKS = ("preTrafficHook", "postTrafficHook")
_READ = (
    "serverless-python-requirements", "serverless-wsgi", "serverless-dynamodb-local", "serverless-dynamodb", "serverless-lift",
    "serverless-plugin-canary-deployments", "serverless-iam-roles-per-function", "serverless-pseudo-parameters",
)
_WITHOUT_EFFECT = (
    "serverless-offline", "serverless-offline-sqs", "serverless-offline-sns", "serverless-offline-ssm", "serverless-offline-scheduler",
    "serverless-offline-dynamodb-streams", "serverless-offline-kinesis", "serverless-offline-python", "serverless-offline-lambda",
    "serverless-s3-local", "serverless-localstack", "serverless-plugin-aws-alerts", "serverless-plugin-tracing",
    "serverless-plugin-common-excludes", "serverless-plugin-include-dependencies", "serverless-domain-manager",
    "serverless-prune-plugin", "serverless-plugin-split-stacks", "serverless-plugin-log-retention", "serverless-plugin-lambda-insights",
    "serverless-s3-sync", "serverless-finch", "serverless-stack-output", "serverless-plugin-resource-tagging", "serverless-api-compression",
    "serverless-export-env", "serverless-latest-layer-version", "serverless-better-credentials",
    "serverless-deployment-bucket", "serverless-plugin-git-variables", "serverless-aws-documentation",
    "serverless-openapi-documentation",
    "serverless-plugin-stack-termination-protection", "serverless-enable-api-logs", "serverless-apigw-binary", "serverless-plugin-diff",
    "serverless-associate-waf", "serverless-plugin-optimize", "serverless-plugin-typescript", "serverless-webpack", "serverless-esbuild",
    "serverless-package-python-functions", "serverless-scriptable-plugin", "serverless-plugin-scripts", "serverless-plugin-utils",
    "serverless-create-global-dynamodb-table", "serverless-plugin-existing-s3", "serverless-external-s3-event",
    "serverless-plugin-monorepo",
)
"""Plugins that change neither which functions run nor what they are given."""


def note_unknown(document: Fields, notes: Notes) -> None:
    """Note each plugin that is not known: it may add functions or events."""
    plugins = document.get("plugins")
    listed = plugins.get("modules") if isinstance(plugins, Fields) else plugins
    for member, place in zip(listed, listed.places, strict=True) if isinstance(listed, Elements) else ():
        name = as_text(member)
        if name not in _READ and name not in _WITHOUT_EFFECT:
            notes.add(place, f"plugin {name} is not known here; what it adds or changes is not seen")


def wsgi_app(custom: Fields, handler: str) -> str:
    """The ``module.app`` that serverless-wsgi's own *handler* calls; empty where that is no handler of its."""
    wsgi = custom.get("wsgi")
    app = wsgi.get("app") if isinstance(wsgi, Fields) else None
    return app if handler in WSGI_HANDLERS and isinstance(app, str) else ""


def traffic_hooks(functions: Fields) -> Iterator[Declaration]:
    """What CodeDeploy calls before and after it shifts traffic, as ``deploymentSettings`` name it."""
    for given in functions.values():
        found = given.get("deploymentSettings") if isinstance(given, Fields) else None
        settings = found if isinstance(found, Fields) else Fields(functions.location)
        for hook in _HOOKS:
            target = settings.get(hook)
            if isinstance(target, str) and target in functions:
                yield Declaration("serverless", hook, target, plain(settings), settings.place(hook))


def migrated(root: Path, custom: Fields, region: str, known: set[str], notes: Notes) -> tuple[Resource, ...]:
    """The tables of the migrations of serverless-dynamodb-local that stand in no template; the others' names are *known*.

    See https://github.com/99x/serverless-dynamodb-local#migration
    """
    dynamodb = custom.get("dynamodb")
    if not isinstance(dynamodb, Fields):
        return ()
    if dynamodb.get("seed"):
        notes.add(dynamodb.place("seed"), "seeds fill the database of a developer's machine; the account here begins without them")
    migration = dynamodb.get("migration")
    folder = migration.get("dir") if isinstance(migration, Fields) else None
    if not isinstance(folder, str) or not os.path.isdir(root / folder):
        return ()
    found: list[Resource] = []
    for file in sorted(path for path in (root / folder).glob("*.*") if path.suffix in (".json", ".yml", ".yaml")):
        for resource in _tables(file, root, region, notes):
            name = resource.properties.get("TableName")
            if name not in known:
                notes.add(resource.location, f"table {name} stands in a migration for local runs and nowhere else")
                found.append(resource)
    return tuple(found)


def _tables(file: Path, root: Path, region: str, notes: Notes) -> list[Resource]:
    place = Location(relative(file, root), 1)
    try:
        document = load(file, root)
        table = document.get("Table") if isinstance(document, Fields) else None
        if not isinstance(table, Fields):
            raise refusal(place, "this migration has no Table", "write the arguments of CreateTable under it")
        return [one for one in fragment(table, table.location, region, notes) if one.type == TABLE]
    except ProjectError as error:
        notes.add(place, f"this migration is not read: {error}")
        return []
