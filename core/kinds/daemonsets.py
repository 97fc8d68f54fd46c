"""DaemonSets: one pod on every fitting node."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

DAEMON_SET = Kind(
    kind="DaemonSet",
    plural="daemonsets",
    group="apps",
    short_names=("ds",),
    categories=("all",),
    subresources=(STATUS,),
    columns=columns(
        "Name",
        "Desired:integer",
        "Current:integer",
        "Ready:integer",
        "Up-to-date:integer",
        "Available:integer",
        "Node Selector",
        "Age",
        "Containers+",
        "Images+",
        "Selector+",
    ),
)

KINDS = (DAEMON_SET,)
