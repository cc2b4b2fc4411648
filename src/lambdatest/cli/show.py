"""``lambdatest show``: what was found in the IaC file, and what could not be known."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from lambdatest.cli.handler import handler_options, opened
from lambdatest.cli.option import project_options
from lambdatest.cli.output import console
from lambdatest.model import Function, Project, Table
from lambdatest.readers.code_root import handler_file
from lambdatest.readers.table import TABLE
from lambdatest.reports.text import plural, printable
from lambdatest.runtime import resource_type


@click.command("show")
@project_options
@handler_options
def command(path: Path, **given: Any) -> None:
    """What was found in PATH: functions, triggers, tables, what could not be known, and what fuzz would not run."""
    _, project = opened(path, given)
    screen = console()
    for line in lines(project):
        screen.print(line, soft_wrap=True)


def lines(project: Project) -> Iterator[Text]:
    """The whole answer, line by line."""
    stage = f"stage {project.stage}, " if _has_stage(project) else ""
    facts = f"{project.format}, {stage}region {project.region}"
    yield _line((project.name, "bold"), f"  {project.path} ({facts})")
    yield _line((f"\n{plural(len(project.functions), 'function')}", "bold"))
    for function in project.functions:
        yield from _function(function)
    yield _line((f"\n{plural(len(project.tables), 'table')}", "bold"))
    for table in project.tables:
        yield from _table(table)
    if project.notes:
        yield _line(("\nnot known, or not understood", "bold"))
        yield from (_line(f"  {note}") for note in project.notes)
    built = resource_type.built(project.resources)
    others = [resource for resource in built if resource.type != TABLE]
    if others:
        yield _line((f"\n{plural(len(others), 'other resource')} of the mocked account", "bold"))
        yield from (_line(f"  {one.type}  {one.logical_id}  ", (str(one.location), "dim")) for one in others)
    lacking = resource_type.notes(project.resources, project.region)
    if lacking:
        yield _line(("\nnot in the mocked account as it is in AWS", "bold"))
        yield from (_line(f"  {note}") for note in lacking)
    refused = [(function, reason) for function in project.functions for reason in _refusals(function)]
    if refused:
        yield _line(("\nfuzz would not run", "bold"))
        yield from (_line(f"  {function.name}: {reason}  ", (str(function.location), "dim")) for function, reason in refused)


def _has_stage(project: Project) -> bool:
    """Whether the stage is more than a stand-in: Serverless always has one, else an API or the user names it."""
    named = {trigger.options.get("stage") for function in project.functions for trigger in function.triggers}
    return project.format in ("serverless", "compose") or "stage" in project.loading or project.stage in named


def _function(function: Function) -> Iterator[Text]:
    facts = f"{function.handler}  {function.runtime}, {function.timeout} s, {function.memory} MB  "
    yield _line("  ", (function.name, "bold"), f"  {facts}", (str(function.location), "dim"))
    for trigger in function.triggers:
        yield _line(f"    {trigger.label}  ", (f"{trigger.kind}  {trigger.location}", "dim"))
    for unknown in function.unknown:
        yield _line((f"    {unknown.type}: an event source that is not known yet  ", "yellow"), (str(unknown.location), "dim"))


def _table(table: Table) -> Iterator[Text]:
    keys = ", ".join(f"{key} ({table.types.get(key, '?')})" for key in table.keys)
    stream = f", stream {table.stream}" if table.stream else ""
    ttl = f", ttl {table.ttl}" if table.ttl else ""
    yield _line("  ", (table.name, "bold"), f"  {keys}{stream}{ttl}  ", (str(table.location or ""), "dim"))
    for index in table.indexes:
        yield _line(f"    {index.kind} index {index.name}: {', '.join(index.keys)}")


def _refusals(function: Function) -> Iterator[str]:
    """Why fuzz would leave the function, or a trigger of it, out."""
    file = handler_file(function.code_root, function.application or function.handler)
    if function.skipped:
        yield function.skipped
    elif not os.path.isfile(file):
        yield f"the handler file {file} is not there"
    elif not function.triggers and function.unknown:
        yield f"no trigger of a known kind (declared are {', '.join(unknown.type for unknown in function.unknown)})"
    elif not function.triggers:
        yield "it declares no trigger"
    for trigger in function.triggers:
        if trigger.options.get("integration") == "custom":
            yield f"{trigger.label} is no proxy integration: its mapping template decides what the handler gets"


def _line(*parts: str | tuple[str, str]) -> Text:
    clean = [(_keep(part), "") if isinstance(part, str) else (_keep(part[0]), part[1]) for part in parts]
    return Text.assemble(*clean)


def _keep(text: str) -> str:
    return "\n".join(printable(line) for line in text.split("\n")) if text.startswith("\n") else printable(text)
