"""PodDisruptionBudgets: how many pods may be evicted at once."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import STATUS, Kind, columns
from core.meta.objects import Doc


def _cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    bounds = [
        str(spec[field]) if spec.get(field) is not None else "N/A" for field in ("minAvailable", "maxUnavailable")
    ]
    return [printing.name(doc), *bounds, printing.status(doc).get("disruptionsAllowed", 0), printing.age(doc, now)]


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
    cells=_cells,
    needs_revision=True,
)

KINDS = (POD_DISRUPTION_BUDGET,)
