"""A checkpoint of the whole mocked account: every backend of moto, in every account and region, and the way back to it.

The one place that touches moto's registries (tested with moto 5.2.1 and 5.2.5): `BackendDict._instances` lists the services in
use, each with its backends by account and region; `instances_tracked` of each model keeps every object ever made.
"""

from collections.abc import Collection, Iterator
from typing import Any

from moto.core.base_backend import AccountSpecificBackend, BackendDict, BaseBackend
from moto.core.model_instances import model_data

from lambdatest.errors import AccountError
from lambdatest.runtime.dynamodb_restore import table_leaf
from lambdatest.runtime.restore import Memento

DYNAMODB = frozenset({"dynamodb", "dynamodbstreams"})
# Typed as Any: its list of instances is generic in a way that no one can name.
_REGISTRY: Any = BackendDict
ANY = "any"
"""Stands for every service among those that were touched."""


class Aside:
    """All that moto holds, taken out of its registries, which are empty then; `put_back` is the way back."""

    def __init__(self) -> None:
        self._held = [(service, dict(dict.items(service))) for service in _services()]
        _clear()

    def put_back(self) -> None:
        """Put it back in the place of whatever moto holds by now."""
        _clear()
        for service, accounts in self._held:
            dict.update(service, accounts)
        _REGISTRY._instances.extend(service for service, _ in self._held)


def _clear() -> None:
    for service in _services():
        dict.clear(service)
    _REGISTRY._instances.clear()


class Checkpoint:
    """What the account holds when this is made."""

    def __init__(self) -> None:
        self._services = {id(found): found for found in _services()}
        self._backends = {id(found): found for found in _backends()}
        self._mementos = [(found, Memento([vars(found)], _boundary(found))) for found in self._backends.values()]
        self._shared = Memento([vars(found) for found in self._services.values()], _boundary(None))
        self._tracked = {id(model): len(_tracked(model)) for model in _models(None)}

    def restore(self, touched: Collection[str]) -> None:
        """Put everything back that a call to one of the services *touched* (moto's names, or ANY) can have changed.

        Raises AccountError where such a service holds state that cannot be seen; everything else is put back before.
        """
        # A call to one service can reach others (SNS writes to SQS); one to DynamoDB's data cannot.
        everything = not DYNAMODB.issuperset(touched)
        for found in list(_services()):
            if id(found) not in self._services:
                _empty(found)
        for found in list(_backends()):
            if id(found) not in self._backends:
                _drop(found)
        for found, memento in self._mementos:
            if everything or _name(found) in DYNAMODB:
                memento.restore()
        if everything:
            self._shared.restore()
        # Last, because putting the rest back can let go of models, and moto lists each.
        for model in _models(None if everything else DYNAMODB):
            del _tracked(model)[self._tracked.get(id(model), 0) :]
        self._refuse(touched)

    def _refuse(self, touched: Collection[str]) -> None:
        for found, memento in self._mementos:
            if memento.opaque and _name(found) in touched:
                kinds = ", ".join(sorted(set(memento.opaque)))
                raise AccountError(
                    f"{_name(found)} in {found.region_name} has no restore, because the mock keeps {kinds}; "
                    "replace the handler's calls to it with a double of your own"
                )


def _services() -> list[Any]:
    return list(_REGISTRY._instances)


def _backends() -> Iterator[Any]:
    for service in _services():
        for regions in list(service.values()):
            yield from list(dict.values(regions))


def _name(found: Any) -> str:
    """The folder of moto that the backend stands in: ``moto.sqs.models`` is ``sqs``."""
    return str(type(found).__module__.split(".")[1])


def _empty(service: Any) -> None:
    """Make a service that nobody had used new again: S3's own registry of bucket names goes with it."""
    _REGISTRY._instances.remove(service)
    dict.clear(service)
    new = type(service)(service.backend, service.service_name, service._use_boto3_regions, service._additional_regions)
    vars(service).update(vars(new))


def _drop(found: Any) -> None:
    """Forget a backend that did not exist: moto makes another when it is asked for it."""
    for service in _services():
        regions: Any = dict.get(service, found.account_id)
        for region in [region for region, backend in dict.items(regions or {}) if backend is found]:
            dict.__delitem__(regions, region)


_ROOTS: tuple[Any, ...] = (BaseBackend, BackendDict, AccountSpecificBackend)


def _boundary(own: Any) -> Any:
    """A leaf that stays inside one backend: each has a memento of its own."""

    def leaf(found: Any) -> Any:
        if found is not own and isinstance(found, _ROOTS):
            return _nothing, ()
        return table_leaf(found)

    return leaf


def _nothing() -> None:
    """Another memento restores that."""


def _models(services: Collection[str] | None) -> Iterator[Any]:
    for service, models in list(model_data.items()):
        if services is None or service in services:
            yield from list(models.values())


def _tracked(model: Any) -> list[Any]:
    found: list[Any] = model.instances_tracked
    return found
