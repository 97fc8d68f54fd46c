"""Jobs: pods that run to completion."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

JOB = Kind(
    kind="Job",
    plural="jobs",
    group="batch",
    categories=("all",),
    subresources=(STATUS,),
    columns=columns(
        "Name", "Status", "Completions", "Duration", "Age", "Containers+", "Images+", "Selector+"
    ),
)

KINDS = (JOB,)
