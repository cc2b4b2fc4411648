"""The ids that AWS makes up, in the mocked account as the IaC file's references have them.

A reader gives every user pool, client, identity pool and key an id, which stands in the environment of the functions.  moto makes
others up.  The one place that touches the private parts of moto's Cognito, KMS and SES (tested with moto 5.2.1 and 5.2.5).
"""

from collections.abc import Callable, Mapping
from typing import Any

from moto.cognitoidentity.models import cognitoidentity_backends
from moto.cognitoidp.models import cognitoidp_backends
from moto.kms.models import kms_backends
from moto.ses.models import SESBackend

from lambdatest.model import ACCOUNT_ID
from lambdatest.runtime.dynamodb_restore import Patch


def _move(found: Any, old: str, new: str, name: str = "id") -> Any:
    """What *found* holds under *old*, held under *new* with that id; the last of it where its place in the order matters."""
    thing = found.pop(old)
    setattr(thing, name, new)
    found[new] = thing
    return thing


def _pool(region: str, old: str, new: str) -> None:
    backends: Any = cognitoidp_backends
    pool = _move(backends[ACCOUNT_ID][region].user_pools, old, new)
    pool.arn = pool.arn.replace(old, new)


def _client(region: str, old: str, new: str) -> None:
    backends: Any = cognitoidp_backends
    for pool in backends[ACCOUNT_ID][region].user_pools.values():
        if old in pool.clients:
            _move(pool.clients, old, new)


def _identity_pool(region: str, old: str, new: str) -> None:
    backends: Any = cognitoidentity_backends
    backend = backends[ACCOUNT_ID][region]
    _move(backend.identity_pools, old, new, "identity_pool_id")
    backend.pools_identities[new] = {**backend.pools_identities.pop(old), "IdentityPoolId": new}


def _key(region: str, old: str, new: str) -> None:
    backends: Any = kms_backends
    backend = backends[ACCOUNT_ID][region]
    key = _move(backend.keys, old, new)
    key.arn = key.arn.replace(old, new)
    if old in backend.tagger.tags:
        backend.tagger.tags[new] = backend.tagger.tags.pop(old)


_KINDS: Mapping[str, Callable[[str, str, str], None]] = {
    "AWS::Cognito::UserPool": _pool, "AWS::Cognito::UserPoolClient": _client, "AWS::Cognito::IdentityPool": _identity_pool,
    "AWS::KMS::Key": _key, "AWS::KMS::ReplicaKey": _key,
}


def rename(kind: str, region: str, old: str, new: str) -> None:
    """Let the resource of type *kind* that moto calls *old* be called *new*."""
    if new and new != old:
        _KINDS[kind](region, old, new)


def patches() -> list[Patch]:
    """Every sender of mail counts as verified, which is done by hand and outside of IaC files."""
    return [(SESBackend, "_is_verified_address", _verified), (SESBackend, "delete_identity", _delete_identity)]


def _verified(self: Any, source: str) -> bool:
    del self, source
    return True


def _delete_identity(self: Any, identity: str) -> None:
    self.email_identities.pop(identity, None)
