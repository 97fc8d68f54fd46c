"""ReplicationControllers: the elder form of ReplicaSets."""

from __future__ import annotations

from core.kinds.kind import SCALE, STATUS, Kind, columns

REPLICATION_CONTROLLER = Kind(
    kind="ReplicationController",
    plural="replicationcontrollers",
    short_names=("rc",),
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

KINDS = (REPLICATION_CONTROLLER,)
