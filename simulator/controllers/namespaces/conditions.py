"""What a namespace that is going tells of what is left in it.

Source of the rules and texts: pkg/controller/namespace/deletion/status_condition_utils.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from core.meta import conditions
from core.meta.objects import Doc

DISCOVERY = "NamespaceDeletionDiscoveryFailure"
GROUP_VERSIONS = "NamespaceDeletionGroupVersionParsingFailure"
CONTENT = "NamespaceDeletionContentFailure"
REMAINING = "NamespaceContentRemaining"
FINALIZERS = "NamespaceFinalizersRemaining"

GOOD = {
    DISCOVERY: ("ResourcesDiscovered", "All resources successfully discovered"),
    GROUP_VERSIONS: ("ParsedGroupVersions", "All legacy kube types successfully parsed"),
    CONTENT: ("ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
    REMAINING: ("ContentRemoved", "All content successfully removed"),
    FINALIZERS: ("ContentHasNoFinalizers", "All content-preserving finalizers finished"),
}
"""In the order in which they appear."""


class Remainder(NamedTuple):
    """What is left: objects by ``plural.group``, and objects by the finalizer that holds them."""

    resources: Mapping[str, int]
    finalizers: Mapping[str, int]


def count(left: Iterable[tuple[str, Doc]]) -> Remainder:
    """Sum up (resource, object) pairs."""
    resources: dict[str, int] = {}
    finalizers: dict[str, int] = {}
    for resource, doc in left:
        title = resource if "." in resource else f"{resource}."
        resources[title] = resources.get(title, 0) + 1
        for finalizer in doc["metadata"].get("finalizers") or ():
            finalizers[finalizer] = finalizers.get(finalizer, 0) + 1
    return Remainder(resources, finalizers)


def derive(held: list[Doc], left: Remainder, now: str) -> list[Doc]:
    """The conditions while ``left`` is left; ``now`` is an RFC 3339 time."""
    made = held
    for type_, (reason, message) in GOOD.items():
        bad = _bad(type_, left)
        text = {"reason": bad[0], "message": bad[1]} if bad else {"reason": reason, "message": message}
        made = conditions.put(made, {"type": type_, "status": "True" if bad else "False", **text}, now)
    return made


def _bad(type_: str, left: Remainder) -> tuple[str, str] | None:
    if type_ == REMAINING and left.resources:
        parts = sorted(f"{title} has {number} resource instances" for title, number in left.resources.items())
        return "SomeResourcesRemain", f"Some resources are remaining: {', '.join(parts)}"
    if type_ == FINALIZERS and left.finalizers:
        parts = sorted(f"{title} in {number} resource instances" for title, number in left.finalizers.items())
        return "SomeFinalizersRemain", f"Some content in the namespace has finalizers remaining: {', '.join(parts)}"
    return None
