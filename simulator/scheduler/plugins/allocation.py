"""The arithmetic of NodeResourcesFit and NodeResourcesBalancedAllocation.

Every function takes columns or single numbers alike: a whole column when a projection is built, one row when a pod
was placed. Hence products with conditions instead of branches.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from simulator.scheduler.outcome import MOST

Column = Any
"""A column of int64, or one int."""


class Usage(NamedTuple):
    """What pods ask of a node, and what it has."""

    requested: Column
    allocatable: Column


def least_allocated(cpu: Usage, memory: Usage) -> Column:
    """0…100, more for the emptier node; a resource that the node lacks does not count (least_allocated.go).

    4 cores with 1 asked and 32 GiB with 1 asked: (75 + 96) / 2 = 85.
    """
    counted = (cpu.allocatable != 0) * 1 + (memory.allocatable != 0) * 1
    return (_free_share(cpu) + _free_share(memory)) // (counted + (counted == 0))


def _free_share(usage: Usage) -> Column:
    requested, allocatable = usage
    share = (allocatable - requested) * MOST // _nonzero(allocatable)
    return share * (requested <= allocatable) * (allocatable != 0)


def balance_change(cpu: Usage, memory: Usage, asked_cpu: int, asked_memory: int) -> Column:
    """50…100, more for the node whose use of CPU and memory this pod makes more alike (balanced_allocation.go).

    75 leaves the balance as it is. ``cpu`` and ``memory`` include what the pod asks for.
    """
    after = _balance(cpu, memory)
    before = _balance(
        Usage(cpu.requested - asked_cpu, cpu.allocatable), Usage(memory.requested - asked_memory, memory.allocatable)
    )
    half = MOST // 2
    return half + (half + after - before) // 2


def _balance(cpu: Usage, memory: Usage) -> Column:
    both = (cpu.allocatable != 0) * (memory.allocatable != 0)
    deviation = abs(_fraction(cpu) - _fraction(memory)) / 2 * both
    return (1 - deviation) * MOST // 1


def _fraction(usage: Usage) -> Column:
    share = usage.requested / _nonzero(usage.allocatable)
    return share * (share <= 1) + (share > 1)


def _nonzero(column: Column) -> Column:
    return column + (column == 0)
