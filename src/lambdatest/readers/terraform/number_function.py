"""Functions of numbers and networks."""

import ipaddress
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from lambdatest.readers.terraform.failure import Failure
from lambdatest.readers.terraform.value import MOST_DIGITS, normal, to_number

MOST_NETWORKS = 1_000


def _decimal(value: Any) -> Decimal:
    return Decimal(to_number(value))


def _power(base: Any, exponent: Any) -> Any:
    first, second = _decimal(base), _decimal(exponent)
    if abs(second) * max(1, first.adjusted() + 1) > MOST_DIGITS:
        raise Failure(f"{base} to the power of {exponent} is too large")
    return normal(first ** second)


def _log(value: Any, base: Any) -> Any:
    return normal(Decimal(str(math.log(_decimal(value), _decimal(base)))))


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: choose(map(to_number, given))


def _parse_int(text: Any, base: Any) -> int:
    if len(str(text)) > MOST_DIGITS:
        raise Failure("the number is too long")
    return int(str(text), int(to_number(base)))


def _network(prefix: Any) -> Any:
    return ipaddress.ip_network(str(prefix), strict=False)


def _subnet(prefix: Any, bits: Any, number: Any) -> str:
    network = _network(prefix)
    length = network.prefixlen + int(to_number(bits))
    if not network.prefixlen <= length <= network.max_prefixlen or not 0 <= to_number(number) < 2 ** (length - network.prefixlen):
        raise Failure(f"{prefix} has no subnet {number} of {bits} more bits")
    first = int(network.network_address) + int(to_number(number)) * 2 ** (network.max_prefixlen - length)
    return f"{type(network.network_address)(first)}/{length}"


def _host(prefix: Any, number: Any) -> str:
    network, at = _network(prefix), int(to_number(number))
    if not -network.num_addresses <= at < network.num_addresses:
        raise Failure(f"{prefix} has no host {number}")
    return str(type(network.network_address)(int(network.network_address) + at % network.num_addresses))


def _subnets(prefix: Any, *bits: Any) -> list[str]:
    network, found = _network(prefix), []
    at = int(network.network_address)
    if len(bits) > MOST_NETWORKS:
        raise Failure("these are too many subnets")
    for more in bits:
        length = network.prefixlen + int(to_number(more))
        size = 2 ** (network.max_prefixlen - length)
        at = -(-at // size) * size
        found.append(f"{type(network.network_address)(at)}/{length}")
        at += size
    return found


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": lambda value: abs(to_number(value)),
    "ceil": lambda value: math.ceil(_decimal(value)),
    "cidrhost": _host,
    "cidrnetmask": lambda prefix: str(_network(prefix).netmask),
    "cidrsubnet": _subnet,
    "cidrsubnets": _subnets,
    "floor": lambda value: math.floor(_decimal(value)),
    "log": _log,
    "max": _extreme(max),
    "min": _extreme(min),
    "parseint": _parse_int,
    "pow": _power,
    "signum": lambda value: (to_number(value) > 0) - (to_number(value) < 0),
    "sum": lambda values: normal(sum(map(_decimal, values), Decimal(0))),
}
