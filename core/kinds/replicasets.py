"""ReplicaSets: so many pods of one template."""

from __future__ import annotations

from core.kinds.kind import SCALE, STATUS, Kind, columns

REPLICA_SET = Kind(
    kind="ReplicaSet",
    plural="replicasets",
    group="apps",
    short_names=("rs",),
    categories=("all",),
    subresources=(SCALE, STATUS),
    columns=columns(
        "Name",
        "Desired:integer",
        "Current:integer",
        "Ready:integer",
        "Age",
        "Containers+",
        "Images+",
        "Selector+",
    ),
)

KINDS = (REPLICA_SET,)
