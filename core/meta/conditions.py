"""Conditions: found by type, replaced with a transition time only when the status turns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Condition = dict[str, Any]


def find(conditions: Iterable[Condition] | None, type_: str) -> Condition | None:
    """The condition of that type, if it was ever set."""
    for condition in conditions or ():
        if condition["type"] == type_:
            return condition
    return None


def status(conditions: Iterable[Condition] | None, type_: str) -> str:
    """`True`, `False` or `Unknown`; empty when the condition was never set."""
    found = find(conditions, type_)
    return found["status"] if found else ""


def is_true(conditions: Iterable[Condition] | None, type_: str) -> bool:
    """Whether the condition is there and True."""
    return status(conditions, type_) == "True"


def is_false(conditions: Iterable[Condition] | None, type_: str) -> bool:
    """Whether the condition is there and False."""
    return status(conditions, type_) == "False"


def of(doc: dict[str, Any], type_: str) -> str:
    """The status of a condition of an object; empty when it was never set."""
    return status((doc.get("status") or {}).get("conditions"), type_)


def put(conditions: Sequence[Condition] | None, new: Condition, now: str) -> list[Condition]:
    """Return the conditions with `new` in the place of its type, or appended.

    `now` is an RFC 3339 time; it becomes `lastTransitionTime` when the status differs from before,
    otherwise the old one stays. When nothing differs the old list itself is returned.
    """
    before = find(conditions, new["type"])
    turned = before is None or before["status"] != new["status"]
    since = now if turned else (before or {}).get("lastTransitionTime", now)
    made = {**new, "lastTransitionTime": since}
    if before == made:
        return conditions if isinstance(conditions, list) else list(conditions or ())
    kept = list(conditions or ())
    for position, condition in enumerate(kept):
        if condition["type"] == new["type"]:
            kept[position] = made
            return kept
    return [*kept, made]


def drop(conditions: Iterable[Condition] | None, type_: str) -> list[Condition]:
    """Return the conditions without that type."""
    return [condition for condition in conditions or () if condition["type"] != type_]
