"""What pytest's own configuration says of the project under test."""

from pathlib import Path

import pytest

from lambdatest.errors import LambdatestError
from lambdatest.model import Project
from lambdatest.project import load
from lambdatest.readers import find
from lambdatest.setting import loading, read


def project_of(config: pytest.Config) -> Project:
    """The project of the option ``lambdatest_project``, relative to the folder of pytest's configuration file, or of the root."""
    try:
        return loaded(find(project_path(config)))
    except LambdatestError as error:
        remedy = "" if config.getini("lambdatest_project") else "; the option lambdatest_project names the IaC file, or its folder"
        raise pytest.fail.Exception(f"{error}{remedy}", pytrace=False) from None


def loaded(file: Path) -> Project:
    """The project that the IaC *file* declares, read as the settings beside it say.  Raises LambdatestError."""
    return load(file, **loading(read(file.parent)))


def project_path(config: pytest.Config) -> Path:
    """Where the IaC file is, or the folder that holds it."""
    named = str(config.getini("lambdatest_project"))
    below = config.inipath.parent if config.inipath is not None else config.rootpath
    return below / named if named else config.rootpath
