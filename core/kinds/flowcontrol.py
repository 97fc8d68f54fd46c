"""FlowSchemas and PriorityLevelConfigurations: who waits when the API server is busy."""

from __future__ import annotations

from typing import Any

from core.kinds import printing
from core.kinds.kind import STATUS, Kind, columns
from core.meta import conditions
from core.meta.objects import Doc


def _schema_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    dangling = conditions.of(doc, "Dangling")
    return [
        printing.name(doc),
        (spec.get("priorityLevelConfiguration") or {}).get("name", ""),
        spec.get("matchingPrecedence", 0),
        (spec.get("distinguisherMethod") or {}).get("type") or printing.NONE,
        printing.age(doc, now),
        dangling or "?",
    ]


def _level_cells(doc: Doc, now: int) -> list[Any]:
    spec = printing.spec(doc)
    limited = spec.get("limited") or spec.get("exempt") or {}
    queuing = (limited.get("limitResponse") or {}).get("queuing") or {}
    return [
        printing.name(doc),
        spec.get("type", ""),
        limited.get("nominalConcurrencyShares", printing.NONE),
        *(queuing.get(field, printing.NONE) for field in ("queues", "handSize", "queueLengthLimit")),
        printing.age(doc, now),
    ]


FLOW_SCHEMA = Kind(
    kind="FlowSchema",
    plural="flowschemas",
    group="flowcontrol.apiserver.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns("Name", "PriorityLevel", "MatchingPrecedence", "DistinguisherMethod", "Age", "MissingPL"),
    first_status={},
    has_generation=True,
    cells=_schema_cells,
    needs_revision=True,
)

PRIORITY_LEVEL_CONFIGURATION = Kind(
    kind="PriorityLevelConfiguration",
    plural="prioritylevelconfigurations",
    group="flowcontrol.apiserver.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns("Name", "Type", "NominalConcurrencyShares", "Queues", "HandSize", "QueueLengthLimit", "Age"),
    first_status={},
    has_generation=True,
    cells=_level_cells,
    needs_revision=True,
)

KINDS = (FLOW_SCHEMA, PRIORITY_LEVEL_CONFIGURATION)
