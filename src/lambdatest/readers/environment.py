"""The environment of a function: Lambda knows only strings."""

import json
import re
from collections.abc import Iterable
from typing import Any

from lambdatest.readers.location import Dummy, Fields, Notes, fields, plain
from lambdatest.readers.source import REGION
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text


_HOST = re.compile(r"https://([^/]+)")


def unknown(variables: Iterable[Any], notes: Notes) -> tuple[str, ...]:
    """What stands in the values of *variables* for what cannot be known; of a URL its host, of a region nothing."""
    texts = [one for one in variables if isinstance(one, str)]
    found = [*(one for one in texts if isinstance(one, Dummy)), *(made for made in notes.stand_ins if any(made in one for one in texts))]
    bare = (_HOST.sub(r"\1", str(one)) for one in found if not REGION.fullmatch(one))
    return tuple(dict.fromkeys(bare))


def environment(template: Template, *layers: Fields) -> dict[str, str]:
    """The variables of *layers*, later ones first, each as Lambda would hand it over; a variable that is null is not set.

    See https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    result: dict[str, str] = {}
    for layer in layers:
        resolved = fields(template.resolve(layer, layer.location), layer.location, "environment")
        for name, value in resolved.items():
            if value is None:
                result.pop(name, None)
            elif isinstance(value, dict | list):
                result[name] = json.dumps(plain(value), separators=(",", ":"))
                template.notes.add(resolved.place(name), f"variable {name} is not a text, which Lambda would refuse; its JSON stands in")
            else:
                result[name] = as_text(value)
    return result
