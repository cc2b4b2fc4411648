"""The environment of a function: Lambda knows only strings."""

import json

from lambdatest.readers.location import Fields, fields, plain
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text


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
