"""PodTopologyLabels: a pod that is bound to a node takes over its zone and region, where it does not say them itself.

Source: plugin/pkg/admission/podtopologylabels (on by default since 1.35).
"""

from __future__ import annotations

from typing import Final

from core.meta.objects import Doc, with_metadata

COPIED: Final = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")

_MEMO_SIZE: Final = 4096
_memo: dict[tuple[int, tuple[str | None, ...]], tuple[Doc, Doc]] = {}


def add_topology(pod: Doc, node: Doc | None) -> Doc:
    """Return the pod with its node's topology labels; itself when the node has none or is not there."""
    found = ((node or {}).get("metadata") or {}).get("labels") or {}
    places = tuple(found.get(label) for label in COPIED)
    if not any(places):
        return pod
    return with_metadata(pod, labels=_labelled(pod["metadata"].get("labels") or {}, places))


def _labelled(labels: Doc, places: tuple[str | None, ...]) -> Doc:
    """Add the labels; pods that shared their labels still do, zone by zone."""
    known = _memo.get((id(labels), places))
    if known is not None:
        return known[1]
    if len(_memo) >= _MEMO_SIZE:
        _memo.clear()
    added = {label: place for label, place in zip(COPIED, places, strict=True) if place and label not in labels}
    # The memo holds the original too: while it does, nothing else can have its id.
    made = {**labels, **added}
    _memo[id(labels), places] = (labels, made)
    return made
