"""Strategies that a team registers for its own bodies, parameters, headers and attributes.

The modules that register are imported by lambdatest: see `lambdatest.engine.user_module`.  Imported by anybody else (a test that
draws from the same strategies), they register nothing.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

from lambdatest._validate import check_type
from lambdatest.strategies import route as routes


@dataclass(frozen=True, slots=True)
class Registration:
    """One call of a ``register_…`` function: *what* is body, parameter, header or attribute; *file* and *line* are the call's.

    *route*, *function* and *table* say where it holds (None: everywhere).
    """

    what: str
    strategy: SearchStrategy[Any]
    file: str
    line: int
    name: str = ""
    route: str | None = None
    function: str | None = None
    table: str | None = None
    known_ids: bool = False

    def __str__(self) -> str:
        return f"register_{self.what}({self.name!r})" if self.name else f"register_{self.what}"


_LISTENERS: list[Callable[[Registration], None]] = []


@contextmanager
def collecting() -> Iterator[list[Registration]]:
    """The list of everything that is registered while the block runs."""
    found: list[Registration] = []
    _LISTENERS.append(found.append)
    try:
        yield found
    finally:
        _LISTENERS.pop()


def register_body(strategy: SearchStrategy[Any], *, route: str | None = None, function: str | None = None) -> None:
    """Draw the bodies of *route* (``"POST /todos"``), or of everything that calls *function*, from *strategy*.

    It draws what `json.dumps` takes (dicts, lists, text inside of them, finite numbers), or the text of a whole body, or bytes for
    one that arrives in base64; None is no body.  A whole body that is a string is that text as it stands, not JSON.

    Positive cases have these bodies as they are, whatever the handler's code says of its body.  A negative case is one of them
    with one change; where they are objects (or lists of objects), or JSON text of them, their keys are changed too.  A request
    validator that the API declares still refuses what its schema does not admit.

    *function* is for event sources without routes as well: their records have these bodies.  Of several registrations that fit, one
    for the route wins over one for the function, and a later one over an earlier one.  Raises InvalidArgument.
    """
    if route is None and function is None:
        raise InvalidArgument('register_body does not say whose body that is; pass route="POST /todos" or function="create"')
    _register("body", strategy, route=_route(route), function=_text("function", function))


def register_parameter(
    name: str, strategy: SearchStrategy[Any], *, route: str | None = None, function: str | None = None, known_ids: bool = False
) -> None:
    """Draw the path or query parameter *name* from *strategy*: of one *route*, of one *function*, or of all.

    It is the path parameter where the route has a placeholder of that name, else the query parameter.  A query parameter that
    the code is not seen to read is sent where a route or a function is given, at times; for all routes only where it is read.
    Numbers, booleans and lists become text (``true``, ``a,b``).

    What is registered wins, also over the ids that exist in the tables: a strategy of random ids finds no item.  With *known_ids*
    an id that exists, or that an earlier answer gave, is drawn as well.  To choose how ids look, register the key instead:
    ``register_attribute("id", ids)``; items have such keys then, and parameters that name them follow.  Raises InvalidArgument.
    """
    check_type("known_ids", known_ids, bool)
    _register(
        "parameter", strategy, name=_name(name), route=_route(route), function=_text("function", function), known_ids=known_ids)


def register_header(name: str, strategy: SearchStrategy[Any], *, route: str | None = None, function: str | None = None) -> None:
    """Send the header *name*, in any case, with values of *strategy*: to one *route*, to one *function*, or to all.

    Every positive request has it.  Raises InvalidArgument.
    """
    _register("header", strategy, name=_name(name), route=_route(route), function=_text("function", function))


def register_attribute(name: str, strategy: SearchStrategy[Any], *, table: str | None = None) -> None:
    """Draw the attribute *name* of the items that stand in *table*, or in any table, before an example.

    Values are those of boto3's resource layer: str, int, Decimal, bytes, bool, None, list, dict and set; float is refused, as
    boto3 does.  *table* is the table's deployed name or its logical id in the IaC file.  For a key of the table, three values of
    *strategy* become the ids that exist, and path parameters, query parameters and body keys that name it are drawn from these.
    Raises InvalidArgument.
    """
    _register("attribute", strategy, name=_name(name), table=_text("table", table))


def _register(what: str, strategy: SearchStrategy[Any], **where: Any) -> None:
    check_type("strategy", strategy, SearchStrategy, "pass a strategy, for example st.just(...)")
    caller = sys._getframe(2)
    if _LISTENERS:
        _LISTENERS[-1](Registration(what, strategy, caller.f_code.co_filename, caller.f_lineno, **where))


def _name(value: Any) -> str:
    check_type("name", value, str)
    if not value:
        raise InvalidArgument("name='' is empty; pass the name that requests or items have")
    return str(value)


def _text(argument: str, value: Any) -> str | None:
    check_type(argument, value, (str, type(None)))
    return value if value is None else str(value)


def _route(value: Any) -> str | None:
    return None if value is None else str(routes.parse(value))
