"""The service under test: the fixtures `aws_account`, `invoke_lambda` and their like are of this project."""

from pathlib import Path

import pytest

import lambdatest


@pytest.fixture(scope="session")
def lambda_project():
    """The project in the folder above; not needed where pytest runs in that folder."""
    return lambdatest.load(Path(__file__).parents[1])
