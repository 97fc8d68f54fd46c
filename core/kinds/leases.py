"""Leases: heartbeats and leader election."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import Kind, columns
from core.meta.objects import Doc


def _cells(doc: Doc, now: int) -> list[Any]:
    return [printing.name(doc), printing.spec(doc).get("holderIdentity") or "", printing.age(doc, now)]


LEASE = Kind(
    kind="Lease",
    plural="leases",
    group="coordination.k8s.io",
    columns=columns("Name", "Holder", "Age"),
    cells=_cells,
    needs_revision=True,
)

KINDS = (LEASE,)
