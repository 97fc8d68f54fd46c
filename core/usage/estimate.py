"""The usage of containers and nodes while no load model knows better: a share of what is asked for, with slow noise.

Deterministic: the share is drawn once for each pod and container, the noise for each stretch of virtual time, between
whose ends usage goes in a straight line. The same pod at the same moment always uses the same.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Final, NamedTuple

from core.meta import quantity
from core.meta.objects import Doc
from core.meta.time import MINUTE

MILLI: Final = 1_000_000
"""Nanocores in a millicore."""
MEBI: Final = 1024 * 1024
STRETCH: Final = 5 * MINUTE

UNASKED_CPU, UNASKED_MEMORY = 4, 32 * MEBI
"""What a container that asks for nothing is taken to be content with (millicores, bytes)."""
NODE_CPU, NODE_MEMORY = 60, 420 * MEBI
"""What a node's own programs use: kubelet, runtime, kernel (millicores, bytes)."""


class Usage(NamedTuple):
    cpu: int
    """Nanocores."""
    memory: int
    """Bytes of the working set."""

    def __add__(self, other: object) -> Usage:
        assert isinstance(other, Usage)
        return Usage(self.cpu + other.cpu, self.memory + other.memory)


NOTHING: Final = Usage(0, 0)


def of_container(pod_uid: str, container: Doc, at: int) -> Usage:
    """What a running container uses at virtual µs ``at``."""
    subject = f"{pod_uid}/{container['name']}"
    asked = container.get("resources") or {}
    requests, limits = asked.get("requests") or {}, asked.get("limits") or {}
    cpu = (quantity.milli(requests.get("cpu")) or UNASKED_CPU) * MILLI
    memory = quantity.value(requests.get("memory")) or UNASKED_MEMORY
    return Usage(
        _bounded(
            _share(f"cpu/{subject}", 25, 70, at, 30) * cpu // 1_000_000, quantity.milli(limits.get("cpu")) * MILLI
        ),
        _bounded(_share(f"mem/{subject}", 50, 85, at, 4) * memory // 1_000_000, quantity.value(limits.get("memory"))),
    )


def of_node_itself(name: str, at: int) -> Usage:
    """What a node uses beside its pods."""
    cpu = _share(f"cpu/{name}", 80, 120, at, 25) * NODE_CPU * MILLI // 1_000_000
    return Usage(cpu, _share(f"mem/{name}", 90, 110, at, 3) * NODE_MEMORY // 1_000_000)


def _share(subject: str, low: int, high: int, at: int, swing: int) -> int:
    """Millionths: a share between ``low`` and ``high`` percent, moved up or down by at most ``swing`` percent of it."""
    share = low * 10_000 + (high - low) * 10_000 * _draw(subject) // 1_000_000
    turn, passed = divmod(at, STRETCH)
    before, after = _draw(f"{subject}/{turn}"), _draw(f"{subject}/{turn + 1}")
    noise = before + (after - before) * passed // STRETCH - 500_000
    return share + share * swing * noise // 50_000_000


def _draw(subject: str) -> int:
    """A whole number below a million that the subject alone decides."""
    return int.from_bytes(blake2b(subject.encode(), digest_size=8).digest(), "big") % 1_000_000


def _bounded(used: int, limit: int) -> int:
    return min(used, limit) if limit else used
