"""What controllers ask of a pod: does it still run, is it ready, since when, and for how long enough."""

from __future__ import annotations

from typing import Final

from core.meta import conditions
from core.meta.objects import Doc
from core.meta.time import SECOND, parse

ENDED = ("Succeeded", "Failed")

Labels = frozenset[tuple[str, str]]
"""A pod's labels; the pods of one template in one zone share them."""
_NO_LABELS: Final[Labels] = frozenset()
_MEMO_SIZE: Final = 4096
_memo: dict[int, tuple[dict[str, str], Labels]] = {}
"""Sets by the id of the labels; the memo keeps these alive, so an equal id means the very same labels."""


def labels_of(pod: Doc) -> Labels:
    """Its labels as a set, which is one object for all pods that share them: quick to hash and to compare."""
    held = pod["metadata"].get("labels")
    if not held:
        return _NO_LABELS
    known = _memo.get(id(held))
    if known is None:
        if len(_memo) >= _MEMO_SIZE:
            _memo.clear()
        known = _memo[id(held)] = held, frozenset(held.items())
    return known[1]


def phase(pod: Doc) -> str:
    status = pod.get("status")
    return status.get("phase", "") if status else ""


def node_name(pod: Doc) -> str:
    """The node it is assigned to; empty before."""
    return pod["spec"].get("nodeName") or ""


def is_terminating(pod: Doc) -> bool:
    """Whether its deletion was asked for and it has not ended yet."""
    return "deletionTimestamp" in pod["metadata"] and phase(pod) not in ENDED


def is_active(pod: Doc) -> bool:
    """Whether it counts as a replica: neither ended nor being deleted."""
    return "deletionTimestamp" not in pod["metadata"] and phase(pod) not in ENDED


def is_ready(pod: Doc) -> bool:
    status = pod.get("status")
    for condition in (status.get("conditions") if status else None) or ():
        if condition["type"] == "Ready":
            return bool(condition["status"] == "True")
    return False


def ready_since(pod: Doc) -> int | None:
    """The µs at which it became ready (to the second, as the condition tells); ``None`` while it is not."""
    found = conditions.find((pod.get("status") or {}).get("conditions"), "Ready")
    if found is None or found["status"] != "True":
        return None
    since = found.get("lastTransitionTime")
    return parse(since) if since else 0


def available_at(pod: Doc, min_ready_seconds: int) -> int | None:
    """The µs from which it counts as available; ``None`` while it is not ready.

    Source: podutil.IsPodAvailable: ready for ``min_ready_seconds`` without a break.
    """
    since = ready_since(pod)
    if since is None:
        return None
    return since + min_ready_seconds * SECOND if min_ready_seconds else 0


def restarts(pod: Doc) -> int:
    """The most restarts that any of its containers has had."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return max((status.get("restartCount", 0) for status in statuses), default=0)


BY_NODE = "node"
"""The index of pods by the node that they are assigned to, which the kubelets read too."""


def by_node(pod: Doc) -> tuple[str, ...]:
    """What the index files a pod under."""
    node = node_name(pod)
    return (node,) if node else ()
