"""When kubelets renew leases and report nodes: computed whenever somebody looks, so that healthy nodes cost nothing.

Source of the figures: the kubelet's nodeLeaseDurationSeconds (40, renewed at a quarter of it), and its
nodeStatusUpdateFrequency (a look each 10 s) and nodeStatusReportFrequency (5 minutes where nothing changed).
"""

from __future__ import annotations

from typing import Final

from core.meta.objects import Doc
from core.meta.streams import Stream
from core.meta.time import SECOND, parse, rfc3339, rfc3339_micro

RENEWAL: Final = 10 * SECOND
REPORT: Final = 300 * SECOND
LEASES: Final = "leases.coordination.k8s.io"
NAMESPACE: Final = "kube-node-lease"
CONDITIONS: Final = frozenset({"MemoryPressure", "DiskPressure", "PIDPressure", "Ready"})
"""The conditions of a node that its kubelet tells."""
STOPPED: Final = "clusterviz.io/kubelet-stopped"
"""On a node: since when its kubelet does nothing."""


def phase(seed: str, node: str) -> int:
    """The µs after each full 10 s at which this node's kubelet renews its lease."""
    return Stream(seed, "lease renewal", node).below(RENEWAL)


def last_renewal(seed: str, node: str, at: int) -> int:
    """When the kubelet of ``node`` last renewed its lease at or before ``at`` (µs) while it worked."""
    return at - (at - phase(seed, node)) % RENEWAL


def last_report(seed: str, node: str, told: int, at: int) -> int:
    """When the kubelet last reported at or before ``at`` (µs), if it told of its last change at ``told``."""
    first = last_renewal(seed, node, told + REPORT - 1) + RENEWAL
    return told if at < first else at - (at - first) % REPORT


def seen(resource: str, doc: Doc, node: Doc | None, seed: str, now: int) -> Doc:
    """A node, or a node's lease, as whoever looks at virtual µs ``now`` finds it; ``node`` is the lease's."""
    if resource == "nodes":
        return reported(doc, seed, now)
    return renewed(doc, node, seed, now) if resource == LEASES and node else doc


def renewed(lease: Doc, node: Doc, seed: str, now: int) -> Doc:
    """The lease of a node as it is at virtual µs ``now``; of something else than its kubelet as it was written."""
    name, spec = lease["metadata"]["name"], lease.get("spec") or {}
    if lease["metadata"].get("namespace") != NAMESPACE or spec.get("holderIdentity") != name:
        return lease
    latest = last_renewal(seed, name, min(now, _working_until(node, now)))
    held = spec.get("renewTime")
    if held and parse(held) >= latest:
        return lease
    return {**lease, "spec": {**spec, "renewTime": rfc3339_micro(latest)}}


def reported(node: Doc, seed: str, now: int) -> Doc:
    """A node with the heartbeats of its kubelet's conditions as they are at virtual µs ``now``."""
    status = node.get("status") or {}
    held = status.get("conditions") or []
    told = max((parse(one["lastHeartbeatTime"]) for one in held if _is_kubelets(one)), default=now)
    latest = last_report(seed, node["metadata"]["name"], told, min(now, _working_until(node, now)))
    if latest <= told:
        return node
    at = rfc3339(latest)
    fresh = [{**one, "lastHeartbeatTime": at} if _is_kubelets(one) else one for one in held]
    return {**node, "status": {**status, "conditions": fresh}}


def _is_kubelets(condition: Doc) -> bool:
    return condition.get("type") in CONDITIONS and bool(condition.get("lastHeartbeatTime"))


def _working_until(node: Doc, now: int) -> int:
    """Up to when the node's kubelet worked; a word that is no time has always stopped it."""
    since = (node["metadata"].get("annotations") or {}).get(STOPPED)
    if since is None:
        return now
    try:
        return parse(since)
    except ValueError:
        return 0
