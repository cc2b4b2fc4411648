"""What is declared and what is tried: frozen, plain, and without I/O: all that a reader, an inference or the engine hands on.

A record that stands in a file knows where (`Location`), so that every message about it can name the line.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from lambdatest._fault import Fault

ACCOUNT_ID = "123456789012"
RESOURCE_POLICY, POLICY_BUNDLE, SHARED_ROLE = "ByResourcePolicy", "ByPolicyBundle", "BySharedRole"
"""The Sids of statements among a role's that stand for policies of resources, for policies that AWS has written, and for those of a role
that others than Lambda assume too."""
REFERENCE = re.compile(r"~(\d+)\.(\w+)~")
UNRESOLVED = "zz"
"""What a reference to an earlier answer becomes where that answer does not hold it."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A line of a file, written relative to the project's root: ``serverless.yml:41``."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Note:
    """Something that a reader could not know or did not understand, and what stands in for it."""

    location: Location
    message: str

    def __str__(self) -> str:
        return f"{self.location}: {self.message}"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One wiring of an event source to a function, as its IaC format spells it, with every variable resolved.

    *format* is ``serverless`` or ``sam``, or ``cloudformation`` for a resource that names the function (*type* is then the resource's);
    *type* is the event's own name there (``http``, ``Api``, ``sqs`` …); *properties* are the event's (short forms are expanded);
    *service* holds what is declared once for all functions and matters to this one (stage, authorizers); *resources* are the project's.
    """

    format: str
    type: str
    function: str
    properties: Mapping[str, Any]
    location: Location
    service: Mapping[str, Any] = field(default_factory=dict)
    resources: "tuple[Resource, ...]" = ()


@dataclass(frozen=True, slots=True)
class Resource:
    """A CloudFormation resource with its intrinsics resolved to physical names, ARNs and URLs.

    *identity* is the id that AWS would make up and references to it hold (a user pool's, a key's), where no property is its name.
    """

    logical_id: str
    type: str
    properties: Mapping[str, Any]
    location: Location
    identity: str = ""


@dataclass(frozen=True, slots=True)
class FunctionDeclaration:
    """A deployed Lambda function as its IaC file declares it, before its triggers are recognised.

    *handler* is the handler path (``todos/create.create``), *code_root* the folder that is its archive's root, *timeout* in seconds,
    *memory* in MB.  *statements* are the IAM policy statements of its role; None where the file does not say.  *layers* are folders
    that its layers put on the path; *application* is what serverless-wsgi's own handler calls (``api/app.app``).  *stand_ins* are texts
    in its environment that stand for values which cannot be known.
    """

    name: str
    deployed_name: str
    handler: str
    runtime: str
    code_root: Path
    location: Location
    timeout: int = 3
    memory: int = 128
    environment: Mapping[str, str] = field(default_factory=dict)
    declarations: tuple[Declaration, ...] = ()
    statements: tuple[Mapping[str, Any], ...] | None = None
    skipped: str | None = None
    layers: tuple[Path, ...] = ()
    application: str = ""
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """All that a reader found in one IaC file.  *left_out* are tables whose condition does not hold."""

    format: str
    name: str
    path: Path
    root: Path
    stage: str
    region: str
    functions: tuple[FunctionDeclaration, ...]
    resources: tuple[Resource, ...]
    notes: tuple[Note, ...] = ()
    left_out: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Trigger:
    """One recognised wiring: *kind* names the `EventSource` (``rest_api``), *label* reads well (``POST /todos``).

    *options* are the kind's own: the file of the event source says which.  *needs* are resources that the account must have
    besides those of the file, if it has none of that name: the bucket that a deployment makes for an ``s3`` event.
    """

    kind: str
    label: str
    function: str
    location: Location
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Index:
    """A secondary index: its key attributes, hash key first; *projected* are the others that it holds, None all of them."""

    name: str
    keys: tuple[str, ...]
    kind: str = "global"
    projected: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A DynamoDB table: *keys* are the names of its key attributes, hash key first; *types* maps key names to S, N or B."""

    name: str
    keys: tuple[str, ...]
    types: Mapping[str, str]
    indexes: tuple[Index, ...] = ()
    stream: str | None = None
    ttl: str | None = None
    location: Location | None = None

    @property
    def hash_key(self) -> str:
        """The name of the partition key."""
        return self.keys[0]

    @property
    def range_key(self) -> str | None:
        """The name of the sort key, or None."""
        return self.keys[1] if len(self.keys) > 1 else None


@dataclass(frozen=True, slots=True)
class Excess:
    """What a role grants beyond what its *functions* need: *wildcards*, all of a service; *unused*, what no code of theirs names."""

    functions: tuple[str, ...]
    wildcards: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """A deployed Lambda function with its triggers recognised.  Of those that share a role, the first has its *excess*.

    *stand_ins* are those of its declaration that name nothing in the account.
    """

    name: str
    deployed_name: str
    handler: str
    runtime: str
    code_root: Path
    location: Location
    timeout: int = 3
    memory: int = 128
    environment: Mapping[str, str] = field(default_factory=dict)
    triggers: tuple[Trigger, ...] = ()
    unknown: tuple[Declaration, ...] = ()
    statements: tuple[Mapping[str, Any], ...] | None = None
    skipped: str | None = None
    layers: tuple[Path, ...] = ()
    application: str = ""
    excess: Excess | None = None
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Project:
    """What a repository declares: functions, tables and the other resources of the account.

    *loading* are the keywords that `load` was given, as JSON data, so that a finding can be had again.
    """

    format: str
    name: str
    path: Path
    root: Path
    stage: str
    region: str
    functions: tuple[Function, ...]
    tables: tuple[Table, ...]
    resources: tuple[Resource, ...]
    notes: tuple[Note, ...] = ()
    loading: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def function(self, name: str) -> Function:
        """The function of that *name*.  Raises KeyError where there is none."""
        found = next((function for function in self.functions if function.name == name), None)
        if found is None:
            raise KeyError(name)
        return found


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sends over HTTP, before any AWS service has turned it into an event.

    *path* is the path on the wire below the stage, percent-encoded, with a leading slash; *path_parameters* are the values of the
    route's placeholders, decoded.  *query* and *headers* keep order and duplicates; names and values of *query* are decoded.  *body*
    is the text, or bytes where the service hands it over in base64; None is no body.  *claims* are the caller's claims or context.
    """

    method: str
    path: str = "/"
    path_parameters: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str | bytes | None = None
    claims: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Mutation:
    """The one change that makes a positive event negative: *label* (absent, wrong_type …), the *key* it touches, the value.

    *place* is ``body``, ``query``, ``path`` or ``headers`` of a request, ``body`` or ``attributes`` of a record; *within* names the objects
    of a body that the key stands in, the outermost first.
    """

    label: str
    place: str = "body"
    key: str | None = None
    value: Any = None
    within: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One trigger with one event.  *labels* name the mutations that made it negative; none means positive.

    *history* is the history that ends with this case, where a search hands it to a test: what ran before it, and what was stored.

    A string of the event may hold a reference to an earlier case of the same history, ``~1.id~``: the value of ``id`` in the JSON answer
    of case 1 (counted from 1; another name is that very member).  The engine puts it in.  The token survives a URL as it is.
    """

    function: str
    trigger: str
    kind: str
    event: Any
    labels: tuple[str, ...] = ()
    history: "History | None" = field(default=None, compare=False, repr=False)

    @property
    def mode(self) -> str:
        """``negative`` where a mutation was made, else ``positive``."""
        return "negative" if self.labels else "positive"


@dataclass(frozen=True, slots=True)
class History:
    """What one example does: *seeds* (table name to items in DynamoDB's wire format), its cases in turn, *faults* in the last one's calls.

    A seed called ``s3:bucket`` holds objects: ``Key``, and ``Body`` (text) or ``Base64`` (bytes that the code may not know to read).
    *stored* are labels of what the seeds hold though the code is not known to store it: ``stored`` (numbers), ``stored_set`` …
    """

    cases: tuple[Case, ...]
    seeds: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    stored: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()

    def ending(self, *cases: Case) -> "History":
        """The history with *cases* in the place of its last one."""
        return replace(self, cases=(*self.cases[:-1], *cases))

    def then(self, *cases: Case) -> "History":
        """The history with *cases* after its last one."""
        return replace(self, cases=(*self.cases, *cases))

    def to_json(self) -> dict[str, Any]:
        """The history as plain JSON data, which `from_json` reads back."""
        return {
            "seeds": {name: list(items) for name, items in self.seeds.items()}, "stored": list(self.stored),
            **({"faults": [fault.to_json() for fault in self.faults]} if self.faults else {}),
            "cases": [{"function": one.function, "trigger": one.trigger, "kind": one.kind, "event": one.event, "labels": list(one.labels)}
                      for one in self.cases],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "History":
        """The history that `to_json` wrote.  Raises KeyError or TypeError where *data* is not one."""
        cases = tuple(Case(c["function"], c["trigger"], c["kind"], c["event"], tuple(c["labels"])) for c in data["cases"])
        faults = map(Fault.from_json, data.get("faults", ()))
        return cls(cases, {name: tuple(items) for name, items in data["seeds"].items()}, tuple(data["stored"]), tuple(faults))


def strings(value: Any) -> Iterator[str]:
    """Every string inside plain JSON data, keys of objects included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from strings([*map(str, value), *value.values()])
    elif isinstance(value, list | tuple):
        for member in value:
            yield from strings(member)


def parse_json(text: Any) -> Any:
    """The JSON value of *text*, or None where it is not JSON text."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
