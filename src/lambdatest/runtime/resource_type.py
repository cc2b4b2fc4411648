"""Every type of resource that is built: to import the files here is to register their types."""

from collections.abc import Sequence

from lambdatest.model import Resource
from lambdatest.runtime import (
    resource_cognito, resource_delivery, resource_dynamodb, resource_mail, resource_message, resource_s3, resource_setting,
)
from lambdatest.runtime.resource import BUILDERS, build, notes

__all__ = ["BUILT", "build", "built", "notes"]

BUILT = (resource_dynamodb, resource_message, resource_s3, resource_setting, resource_cognito, resource_delivery, resource_mail)
"""The files whose types are built."""


def built(resources: Sequence[Resource]) -> list[Resource]:
    """Those of *resources* that the mocked account has."""
    return [resource for resource in resources if resource.type in BUILDERS]
