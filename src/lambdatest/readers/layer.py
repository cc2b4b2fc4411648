"""Layers whose content stands in the repository: the folders that they put on the path of a function.

https://docs.aws.amazon.com/lambda/latest/dg/python-layers.html
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lambdatest.readers.code_root import ASSET_PATH
from lambdatest.readers.location import Fields, local_path, metadata
from lambdatest.readers.template import Template
from lambdatest.readers.text import as_text

_TYPES = {"AWS::Serverless::LayerVersion": "ContentUri", "AWS::Lambda::LayerVersion": "Content"}


def contents(template: Template, folder: Path) -> dict[str, Path]:
    """The folder of every layer of *template* that is one of the repository, by the ARN that functions refer to."""
    found: dict[str, Path] = {}
    for name, resource in template.resources.items():
        if not isinstance(resource, Fields) or resource.get("Type") not in _TYPES:
            continue
        properties, key = resource.get("Properties"), _TYPES[as_text(resource["Type"])]
        given = template.resolve(properties.get(key), properties.place(key)) if isinstance(properties, Fields) else None
        path = local_path(metadata(resource, ASSET_PATH) or given)
        if path is not None and os.path.isdir(folder / path):
            found[as_text(template.reference(name, template.resources.place(name)))] = folder / path
    return found


def paths(given: Any, known: Mapping[str, Path], runtime: str) -> tuple[Path, ...]:
    """What the layers in the list *given* (ARNs) put on the path, the last one first, as its files lie over those before it."""
    found: list[Path] = []
    for arn in reversed(given if isinstance(given, list) else []):
        folder = known.get(as_text(arn))
        if folder is not None:
            # What a build step moves to ``python`` stands at the top of the folder in the repository.
            found += inside(folder, runtime) or [folder]
    return tuple(dict.fromkeys(found))


def inside(folder: Path, runtime: str) -> list[Path]:
    """The folders of a layer's content *folder* that are on the path."""
    return [one for one in (folder / "python", folder / "python" / "lib" / runtime / "site-packages") if os.path.isdir(one)]
