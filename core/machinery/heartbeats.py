"""When kubelets renew their leases: computed whenever somebody looks, so that healthy nodes cost nothing.

Source of the figures: the kubelet's nodeLeaseDurationSeconds (40, renewed at a quarter of it).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.meta.objects import Doc
from core.meta.streams import Stream
from core.meta.time import SECOND, parse, rfc3339_micro

RENEWAL: Final = 10 * SECOND
LEASES: Final = "leases.coordination.k8s.io"
NAMESPACE: Final = "kube-node-lease"
STOPPED: Final = "clusterviz.io/kubelet-stopped"
"""On a node: since when its kubelet does nothing."""


def phase(seed: str, node: str) -> int:
    """The µs after each full 10 s at which this node's kubelet renews its lease."""
    return Stream(seed, "lease renewal", node).below(RENEWAL)


def last_renewal(seed: str, node: str, at: int) -> int:
    """When the kubelet of ``node`` last renewed its lease at or before ``at`` (µs) while it worked."""
    return at - (at - phase(seed, node)) % RENEWAL


def renewed(lease: Doc, nodes: Mapping[str, Doc], seed: str, now: int) -> Doc:
    """A lease as whoever looks at virtual µs ``now`` finds it; of something else than a node's kubelet as it is."""
    name = lease["metadata"]["name"]
    node, spec = nodes.get(name), lease.get("spec") or {}
    if node is None or lease["metadata"].get("namespace") != NAMESPACE or spec.get("holderIdentity") != name:
        return lease
    latest = last_renewal(seed, name, min(now, _working_until(node, now)))
    held = spec.get("renewTime")
    if held and parse(held) >= latest:
        return lease
    return {**lease, "spec": {**spec, "renewTime": rfc3339_micro(latest)}}


def _working_until(node: Doc, now: int) -> int:
    """Up to when the node's kubelet worked; a word that is no time has always stopped it."""
    since = (node["metadata"].get("annotations") or {}).get(STOPPED)
    if since is None:
        return now
    try:
        return parse(since)
    except ValueError:
        return 0
