"""Setting the stage: a project's account and the functions of one search, loaded in this process."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from lambdatest.engine.history import Subject
from lambdatest.engine.registered import registered
from lambdatest.engine.run import Runner
from lambdatest.engine.seed import SECONDS
from lambdatest.errors import HandlerError
from lambdatest.event_sources import EVENT_SOURCES
from lambdatest.inference import infer
from lambdatest.inference.hint import hint
from lambdatest.model import Function, Project, Table, Trigger
from lambdatest.runtime import guard
from lambdatest.runtime.account import Account
from lambdatest.runtime.loading import Loaded, load
from lambdatest.vocabulary import Key, Vocabulary

MOST_COMPANIONS = 4
MOST_NUMBERS = 8
_TYPES = {"S": frozenset({"string"}), "N": frozenset({"number", "integer"}), "B": frozenset({"string"})}


@dataclass(frozen=True, slots=True)
class Stage:
    """What a search works on: *subject* is the function under test, *companions* share its tables."""

    subject: Subject
    companions: tuple[Subject, ...]
    loaded: Loaded
    runner: Runner


def runnable(function: Function) -> tuple[Trigger, ...]:
    """The triggers whose events we can make: known kinds, proxy integrations."""
    return tuple(t for t in function.triggers if t.kind in EVENT_SOURCES and t.options.get("integration", "proxy") == "proxy")


def why_not(function: Function) -> tuple[str, str] | None:
    """Why *function* cannot be fuzzed at all, and what to do about it; None where it can."""
    if runnable(function):
        return None
    if function.triggers:
        return (
            f"{function.triggers[0].label} is no proxy integration",
            "its event is made by a mapping template; invoke it in a test of your own",
        )
    if function.unknown:
        kinds = ", ".join(dict.fromkeys(declaration.type for declaration in function.unknown))
        return f"its triggers are not known yet: {kinds}", "give its events in a test of your own"
    return "it declares no trigger", "give its events in a test of your own, or declare what calls it"


@contextmanager
def staged(project: Project, name: str, checks: Collection[str] = (), account: Account | None = None) -> Iterator[Stage]:
    """The stage of the function *name*, in an account of its own or in *account*, which is started and has the project's resources.

    Each history then begins with what *account* holds now.  Raises HandlerError where it cannot be loaded, AccountError where its
    account cannot be built.
    """
    function = project.function(name)
    guard.install()
    names = [one.deployed_name for one in project.functions]
    with Account(project.resources, project.region, functions=names) if account is None else nullcontext(account) as stood:
        checkpoint = None if account is None else account.checkpoint()
        loaded = {name: load(function, project.region, project.root)}
        for other in companions(project, function):
            try:
                loaded[other.name] = load(other, project.region, project.root)
            except HandlerError:
                continue  # it is reported as not run by its own search
        subjects = {key: subject_of(project, one) for key, one in loaded.items()}
        runner = Runner(stood, subjects, loaded, project.tables, checks, checkpoint)
        others = tuple(subject for key, subject in subjects.items() if key != name)
        try:
            yield Stage(subjects[name], others, loaded[name], runner)
        finally:
            guard.clean()  # what the last example left in /tmp is not the next run's to write over


def companions(project: Project, function: Function) -> list[Function]:
    """Other functions that answer HTTP requests and name a table that *function* names: writers first."""
    mine = _tables_named(project, function)
    found = [
        other
        for other in project.functions
        if other.name != function.name and not other.skipped and _called(other) and (not mine or mine & _tables_named(project, other))
    ]
    found.sort(key=lambda other: (not any(trigger.options.get("method") in ("POST", "PUT") for trigger in other.triggers), other.name))
    return found[:MOST_COMPANIONS] if project.tables else []


def _called(function: Function) -> bool:
    """Whether something that is declared calls it: an event that was only inferred stands before no other case."""
    return any(trigger.kind != "direct" for trigger in runnable(function))


def _tables_named(project: Project, function: Function) -> set[str]:
    values = set(function.environment.values())
    return {table.name for table in project.tables if table.name in values}


def subject_of(project: Project, loaded: Loaded) -> Subject:
    """The function with what its code says, and the keys that a stored body needs."""
    function = loaded.function
    keys = {name: table.types[name] for table in project.tables for name in table.keys}
    vocabulary = infer(loaded.sources(), loaded.module, function.handler.rpartition(".")[2], keys)
    numbers = tuple(number for number in vocabulary.numbers if number != 1)[:MOST_NUMBERS]
    body = tuple(_with_numbers(replace(key, identifies=key.name in keys), numbers) for key in vocabulary.body)
    query = tuple(_with_numbers(key, ()) for key in vocabulary.query)
    known = with_table_keys(replace(vocabulary, body=body, query=query), project.tables)
    return Subject(function, runnable(function), known, registered(project))


def _with_numbers(key: Key, numbers: tuple[int | float, ...]) -> Key:
    """A numeric key with the numbers that the code compares or computes with: limits live there; a time, with times around now."""
    if not key.types & {"integer", "number"} or key.constants:
        return key
    return replace(key, constants=(*SECONDS, *numbers) if hint(key.name) == "date" else numbers)


def with_table_keys(vocabulary: Vocabulary, tables: tuple[Table, ...]) -> Vocabulary:
    """The vocabulary of a handler that stores the body as it came: it needs the key of the table, though the code never names it."""
    if not vocabulary.stores_body or not tables:
        return vocabulary
    named = {key.name: key for key in vocabulary.body}
    table = next((table for table in tables if any(name in named for name in table.keys)), tables[0])
    body = [replace(named[name], required=True) if name in named else _table_key(name, table.types) for name in table.keys]
    return replace(vocabulary, body=(*body, *(key for key in vocabulary.body if key.name not in table.keys)))


def _table_key(name: str, types: Mapping[str, str]) -> Key:
    return Key(name, required=True, types=_TYPES[types[name]], asked=False, identifies=True)
