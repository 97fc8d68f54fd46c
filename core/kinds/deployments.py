"""Deployments: declarative rollouts over ReplicaSets."""

from __future__ import annotations

from core.kinds.kind import SCALE, STATUS, Kind, columns

DEPLOYMENT = Kind(
    kind="Deployment",
    plural="deployments",
    group="apps",
    short_names=("deploy",),
    categories=("all",),
    subresources=(SCALE, STATUS),
    columns=columns("Name", "Ready", "Up-to-date", "Available", "Age", "Containers+", "Images+", "Selector+"),
)

KINDS = (DEPLOYMENT,)
