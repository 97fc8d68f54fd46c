"""StatefulSets: pods with a stable name and stable storage."""

from __future__ import annotations

from core.kinds.kind import SCALE, STATUS, Kind, columns

STATEFUL_SET = Kind(
    kind="StatefulSet",
    plural="statefulsets",
    group="apps",
    short_names=("sts",),
    categories=("all",),
    subresources=(SCALE, STATUS),
    columns=columns("Name", "Ready", "Age", "Containers+", "Images+"),
)

KINDS = (STATEFUL_SET,)
