"""PodDisruptionBudgets: how many pods may be evicted at once."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

POD_DISRUPTION_BUDGET = Kind(
    kind="PodDisruptionBudget",
    plural="poddisruptionbudgets",
    group="policy",
    short_names=("pdb",),
    subresources=(STATUS,),
    columns=columns("Name", "Min Available", "Max Unavailable", "Allowed Disruptions:integer", "Age"),
    first_status={
        "disruptionsAllowed": 0,
        "currentHealthy": 0,
        "desiredHealthy": 0,
        "expectedPods": 0,
    },
    has_generation=True,
)

KINDS = (POD_DISRUPTION_BUDGET,)
