"""FlowSchemas and PriorityLevelConfigurations: who waits when the API server is busy.

Defaults: pkg/apis/flowcontrol/v1/defaults.go.
"""

from __future__ import annotations

from typing import Any, Final

from core.kinds import printing
from core.kinds.filling import deep, fill, within
from core.kinds.kind import OWNED, STATUS, Kind, columns
from core.meta import conditions
from core.meta.objects import Doc

_LIMITED: Final = {"nominalConcurrencyShares": 30, "lendablePercent": 0}
_EXEMPT: Final = {"nominalConcurrencyShares": 0, "lendablePercent": 0}
_QUEUING: Final = {"queues": 64, "handSize": 8, "queueLengthLimit": 50}


def _complete_schema(doc: Doc) -> Doc:
    return within(doc, "spec", lambda spec: fill(spec, {"matchingPrecedence": 1000}))


def _complete_level(doc: Doc) -> Doc:
    doc = deep(doc, "spec.exempt", lambda exempt: fill(exempt, _EXEMPT))
    doc = deep(doc, "spec.limited", lambda limited: fill(limited, _LIMITED))
    return deep(doc, "spec.limited.limitResponse.queuing", lambda queuing: fill(queuing, _QUEUING))


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
    status_leaves=OWNED,
    columns=columns("Name", "PriorityLevel", "MatchingPrecedence", "DistinguisherMethod", "Age", "MissingPL"),
    defaults=_complete_schema,
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
    status_leaves=OWNED,
    columns=columns("Name", "Type", "NominalConcurrencyShares", "Queues", "HandSize", "QueueLengthLimit", "Age"),
    defaults=_complete_level,
    first_status={},
    has_generation=True,
    cells=_level_cells,
    needs_revision=True,
)

KINDS = (FLOW_SCHEMA, PRIORITY_LEVEL_CONFIGURATION)
