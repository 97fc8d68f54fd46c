"""What of a pod a change touches: found once per change, so that only those look at it whom that concerns.

A pod changes four times until it runs, and a dozen loops watch pods; most of these changes concern two or three.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from core.meta.objects import Doc

EXISTENCE: Final = 1
"""It came or went: that concerns everybody."""
SPEC: Final = 2
LABELS: Final = 4
OWNERS: Final = 8
ENDING: Final = 16
"""Its end was asked for, or for another time."""
NOTES: Final = 32
"""Annotations or finalizers."""
STANDING: Final = 64
"""Whether it is ready, or has ended."""
ADDRESS: Final = 128
OTHER: Final = 256
"""Anything of its status."""
ALL: Final = 511

_METADATA: Final = (
    ("labels", LABELS),
    ("ownerReferences", OWNERS),
    ("deletionTimestamp", ENDING),
    ("deletionGracePeriodSeconds", ENDING),
    ("annotations", NOTES),
    ("finalizers", NOTES),
)
_ADDRESSES: Final = (("podIP", ADDRESS), ("podIPs", ADDRESS))
_ENDED: Final = ("Succeeded", "Failed")
_NOTHING: Final[Doc] = {}

F = TypeVar("F", bound=Callable[..., Any])


def concerned_by(aspects: int) -> Callable[[F], F]:
    """Mark a handler or observer of pods: changes that touch none of ``aspects`` are kept from it."""

    def mark(function: F) -> F:
        function.aspects = EXISTENCE | aspects  # type: ignore[attr-defined]  # the mark that this decorator leaves
        return function

    return mark


def of(function: Callable[..., Any]) -> int:
    """What concerns a handler or observer: everything, unless it is marked."""
    return int(getattr(function, "aspects", ALL))


def touched(before: Doc | None, after: Doc | None) -> int:
    """The aspects of a pod in which two versions of it differ."""
    if before is None or after is None:
        return EXISTENCE
    found = _differing(before["metadata"], after["metadata"], _METADATA)
    if before["spec"] is not after["spec"]:
        found |= SPEC
    old, new = before.get("status") or _NOTHING, after.get("status") or _NOTHING
    if old is new:
        return found
    if _standing(old) != _standing(new):
        found |= STANDING
    return found | OTHER | _differing(old, new, _ADDRESSES)


def _differing(old: Doc, new: Doc, fields: tuple[tuple[str, int], ...]) -> int:
    found = 0
    for field, aspect in fields:
        held, made = old.get(field), new.get(field)
        if held is not made and held != made:
            found |= aspect
    return found


def _standing(status: Doc) -> tuple[bool, bool]:
    """(ready, ended)."""
    has_ended = status.get("phase") in _ENDED
    for condition in status.get("conditions") or ():
        if condition["type"] == "Ready":
            return condition["status"] == "True", has_ended
    return False, has_ended
