"""The default flow schemas and priority levels.

Source: staging/src/k8s.io/api flowcontrol bootstrap policy (k8s.io/apiserver/pkg/apis/flowcontrol/bootstrap).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from core.meta.objects import Doc

API_VERSION: Final = "flowcontrol.apiserver.k8s.io/v1"
_NOTE: Final = {"apf.kubernetes.io/autoupdate-spec": "true"}


class _Level(NamedTuple):
    """Shares of a priority level, the part it lends, and its queues (None: it rejects)."""

    name: str
    shares: int
    lendable: int
    queues: tuple[int, int, int] | None


_LEVELS: Final = (
    _Level("catch-all", 5, 0, None),
    _Level("global-default", 20, 50, (128, 6, 50)),
    _Level("leader-election", 10, 0, (16, 4, 50)),
    _Level("node-high", 40, 25, (64, 6, 50)),
    _Level("system", 30, 33, (64, 6, 50)),
    _Level("workload-high", 40, 50, (128, 6, 50)),
    _Level("workload-low", 100, 90, (128, 6, 50)),
)


class _Schema(NamedTuple):
    """Who (subjects) is served at which level, in which order of matching."""

    name: str
    level: str
    precedence: int
    by: str
    subjects: tuple[str, ...]
    rules: str = "everything"


_EVERYBODY: Final = ("Group system:unauthenticated", "Group system:authenticated")
_SCHEMAS: Final = (
    _Schema("catch-all", "catch-all", 10000, "ByUser", _EVERYBODY),
    _Schema("exempt", "exempt", 1, "", ("Group system:masters",)),
    _Schema("global-default", "global-default", 9900, "ByUser", _EVERYBODY),
    _Schema("kube-controller-manager", "workload-high", 800, "ByNamespace", ("User system:kube-controller-manager",)),
    _Schema("kube-scheduler", "workload-high", 800, "ByNamespace", ("User system:kube-scheduler",)),
    _Schema("kube-system-service-accounts", "workload-high", 900, "ByNamespace", ("ServiceAccount *",)),
    _Schema("probes", "exempt", 2, "", _EVERYBODY, "probes"),
    _Schema("service-accounts", "workload-low", 9000, "ByUser", ("Group system:serviceaccounts",)),
    _Schema(
        "system-leader-election",
        "leader-election",
        100,
        "ByUser",
        ("User system:kube-controller-manager", "User system:kube-scheduler", "ServiceAccount *"),
        "leases",
    ),
    _Schema("system-node-high", "node-high", 400, "ByUser", ("Group system:nodes",), "nodes"),
    _Schema("system-nodes", "system", 500, "ByUser", ("Group system:nodes",)),
)


def _resources(verbs: list[str], group: str, resources: list[str], cluster: bool) -> Doc:
    rule: Doc = {"verbs": verbs, "apiGroups": [group], "resources": resources}
    if cluster:
        rule["clusterScope"] = True
    return {**rule, "namespaces": ["*"]}


_RULES: Final[dict[str, dict[str, Any]]] = {
    "everything": {
        "resourceRules": [_resources(["*"], "*", ["*"], True)],
        "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
    },
    "probes": {"nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/healthz", "/readyz", "/livez"]}]},
    "leases": {"resourceRules": [_resources(["get", "create", "update"], "coordination.k8s.io", ["leases"], False)]},
    "nodes": {
        "resourceRules": [
            _resources(["*"], "", ["nodes", "nodes/status"], True),
            _resources(["*"], "coordination.k8s.io", ["leases"], False),
        ]
    },
}


def documents() -> Iterator[Doc]:
    """Yield levels before the schemas that name them."""
    exempt = {"type": "Exempt", "exempt": {"nominalConcurrencyShares": 0, "lendablePercent": 0}}
    yield _object("PriorityLevelConfiguration", "exempt", exempt)
    for level in _LEVELS:
        yield _object("PriorityLevelConfiguration", level.name, {"type": "Limited", "limited": _limits(level)})
    for schema in _SCHEMAS:
        yield _object("FlowSchema", schema.name, _spec(schema))


def _object(kind: str, name: str, spec: Doc) -> Doc:
    meta = {"name": name, "annotations": _NOTE}
    return {"apiVersion": API_VERSION, "kind": kind, "metadata": meta, "spec": spec}


def _limits(level: _Level) -> Doc:
    response: Doc = {"type": "Reject"}
    if level.queues:
        names = ("queues", "handSize", "queueLengthLimit")
        response = {"type": "Queue", "queuing": dict(zip(names, level.queues, strict=True))}
    return {
        "nominalConcurrencyShares": level.shares,
        "limitResponse": response,
        "lendablePercent": level.lendable,
    }


def _spec(schema: _Schema) -> Doc:
    spec: Doc = {
        "priorityLevelConfiguration": {"name": schema.level},
        "matchingPrecedence": schema.precedence,
    }
    if schema.by:
        spec["distinguisherMethod"] = {"type": schema.by}
    subjects = [_subject(subject) for subject in schema.subjects]
    return {**spec, "rules": [{"subjects": subjects, **_RULES[schema.rules]}]}


def _subject(text: str) -> Doc:
    kind, name = text.split()
    if kind == "ServiceAccount":
        return {"kind": kind, "serviceAccount": {"namespace": "kube-system", "name": name}}
    return {"kind": kind, kind.lower(): {"name": name}}
