"""Leases: heartbeats and leader election."""

from __future__ import annotations

from core.kinds.kind import Kind, columns

LEASE = Kind(
    kind="Lease",
    plural="leases",
    group="coordination.k8s.io",
    columns=columns("Name", "Holder", "Age"),
)

KINDS = (LEASE,)
