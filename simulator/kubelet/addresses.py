"""Pods' addresses: each node hands out its range in turn, past those in use, as the CNI plugin host-local does."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from ipaddress import ip_address, ip_network

FIRST = 2
"""The network's own address and the bridge's (the first) are not handed out."""


class RangeExhausted(Exception):
    """Every address of the node's range is in use."""


def next_free(cidr: str, last: int, used: Container[str]) -> int:
    """The place in the range of the next address after place ``last``. Raises `RangeExhausted`."""
    count = _bounds(cidr)[1] - FIRST
    for step in range(count):
        place = FIRST + (max(last, FIRST - 1) - FIRST + 1 + step) % count
        if at(cidr, place) not in used:
            return place
    raise RangeExhausted(cidr)


def at(cidr: str, place: int) -> str:
    """The address at a place of a range."""
    first, _ = _bounds(cidr)
    if ":" in cidr:
        return str(ip_address(first + place))
    value = first + place
    return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"


@lru_cache(maxsize=8192)
def _bounds(cidr: str) -> tuple[int, int]:
    """First address as a number, and how many there are without the broadcast address."""
    network = ip_network(cidr, strict=False)
    return int(network.network_address), network.num_addresses - 1
