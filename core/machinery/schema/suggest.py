"""The known name nearest to a mistyped one."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name within a third of its length in edits; empty when none is that near.

    Case and a missing or extra plural `s` count as nothing.
    """
    wanted = _fold(name)
    best, distance = "", min(max(1, len(name) // 3) + 1, len(name))
    for candidate in sorted(known):
        found = _edits(wanted, _fold(candidate), distance)
        if found < distance:
            best, distance = candidate, found
    return best


def _fold(name: str) -> str:
    return name.lower().removesuffix("s").replace("-", "").replace("_", "")


def _edits(one: str, other: str, limit: int) -> int:
    """Count insertions, deletions, replacements and swaps of neighbours; `limit` when there are as many."""
    if abs(len(one) - len(other)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        current = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, row = row, current
    return min(row[-1], limit)
