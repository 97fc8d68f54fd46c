"""FlowSchemas and PriorityLevelConfigurations: who waits when the API server is busy."""

from __future__ import annotations

from core.kinds.kind import STATUS, Kind, columns

FLOW_SCHEMA = Kind(
    kind="FlowSchema",
    plural="flowschemas",
    group="flowcontrol.apiserver.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns("Name", "PriorityLevel", "MatchingPrecedence", "DistinguisherMethod", "Age", "MissingPL"),
    first_status={},
    has_generation=True,
)

PRIORITY_LEVEL_CONFIGURATION = Kind(
    kind="PriorityLevelConfiguration",
    plural="prioritylevelconfigurations",
    group="flowcontrol.apiserver.k8s.io",
    namespaced=False,
    subresources=(STATUS,),
    columns=columns(
        "Name", "Type", "NominalConcurrencyShares", "Queues", "HandSize", "QueueLengthLimit", "Age"
    ),
    first_status={},
    has_generation=True,
)

KINDS = (FLOW_SCHEMA, PRIORITY_LEVEL_CONFIGURATION)
