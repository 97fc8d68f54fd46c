"""Flow control, address ranges, served groups and CSI drivers are judged in upstream's words."""

from __future__ import annotations

from typing import Any

import pytest

from core.kinds import registry
from core.machinery import bootstrap, defaults, strategy, validate
from core.meta.objects import Doc

FLOW = "flowcontrol.apiserver.k8s.io/v1"
USER = {"kind": "User", "user": {"name": "ann"}}
RESOURCES = {"verbs": ["get"], "apiGroups": [""], "resources": ["pods"], "namespaces": ["*"]}


def problems(api_version: str, kind: str, spec: Doc, name: str = "a", **fields: Any) -> list[str]:
    doc: Doc = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, "spec": spec, **fields}
    found = registry.kind_of(doc)
    made = strategy.prepare_create(found, defaults.apply(found, doc))
    return [str(error) for error in validate.create(found, made)]


def test_what_a_cluster_begins_with_is_sound() -> None:
    for doc in bootstrap.documents():
        kind = registry.kind_of(doc)
        made = strategy.prepare_create(kind, defaults.apply(kind, doc))
        assert [str(error) for error in validate.create(kind, made) if "clusterIPs" not in error.path] == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"matchingPrecedence": 1},
         ["spec.matchingPrecedence: Invalid value: 1: only the schema named 'exempt' may have matchingPrecedence 1"]),
        ({"matchingPrecedence": 10001},
         ["spec.matchingPrecedence: Invalid value: 10001: must not be greater than 10000"]),
        ({"priorityLevelConfiguration": {}},
         ["spec.priorityLevelConfiguration.name: Required value: must reference a priority level"]),
        ({"rules": [{}]}, [
            "spec.rules[0].subjects: Required value: subjects must contain at least one value",
            "spec.rules[0]: Required value: at least one of resourceRules and nonResourceRules has to be non-empty"]),
        ({"rules": [{"subjects": [{"kind": "Robot"}], "resourceRules": [RESOURCES]}]},
         ['spec.rules[0].subjects[0].kind: Unsupported value: "Robot": supported values: "Group", "ServiceAccount", '
          '"User"']),
        ({"rules": [{"subjects": [{**USER, "kind": "Group"}], "resourceRules": [RESOURCES]}]}, [
            "spec.rules[0].subjects[0].group: Required value: group is required when subject kind is 'Group'",
            "spec.rules[0].subjects[0].user: Forbidden: user is forbidden when subject kind is not 'User'"]),
        ({"rules": [{"subjects": [USER], "resourceRules": [{**RESOURCES, "verbs": ["*", "get"], "namespaces": []}]}]}, [
            'spec.rules[0].resourceRules[0].verbs: Invalid value: ["*","get"]: if \'*\' is present, must not specify '
            "other verbs",
            "spec.rules[0].resourceRules[0].namespaces: Required value: resource rules that are not cluster scoped "
            "must supply at least one namespace"]),
        ({"rules": [{"subjects": [USER], "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/a*", "b"]}]}]}, [
            'spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: "/a*": wildcard can only do suffix '
            "matching",
            'spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: "b": must start with slash']),
    ],
)  # fmt: skip
def test_a_flow_schema_is_judged(changes: Doc, told: list[str]) -> None:
    assert problems(FLOW, "FlowSchema", {"priorityLevelConfiguration": {"name": "global-default"}, **changes}) == told


def queueing(**queuing: int) -> Doc:
    return {"limitResponse": {"type": "Queue", "queuing": queuing}}


QUEUE = queueing(queues=64, handSize=8, queueLengthLimit=50)


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ({"type": "Limited", "limited": QUEUE}, []),
        ({"type": "Exempt", "exempt": {}},
         ["type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is 'exempt'"]),
        ({"type": "Limited"}, ["limited: Required value: must not be empty when type is Limited"]),
        ({"type": "Limited", "limited": {**QUEUE, "lendablePercent": 101}},
         ["limited.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive"]),
        ({"type": "Limited", "limited": queueing(queues=4)},
         ["limited.limitResponse.queuing.handSize: Invalid value: 8: should not be greater than queues (4)"]),
        ({"type": "Limited", "limited": queueing(queues=512, handSize=9)},
         ["limited.limitResponse.queuing.handSize: Invalid value: 9: required entropy bits of deckSize 512 and "
          "handSize 9 should not be greater than 60"]),
    ],
)  # fmt: skip
def test_a_priority_level_is_judged(spec: Doc, told: list[str]) -> None:
    assert problems(FLOW, "PriorityLevelConfiguration", spec) == [f"spec.{text}" for text in told]


@pytest.mark.parametrize(
    ("ranges", "told"),
    [
        (["10.0.0.0/24"], []),
        ([], ["spec.cidrs: Required value: at least one CIDR required"]),
        (["10.0.0.0/24", "10.0.1.0/24"], ["spec.cidrs: Invalid value: …: may specify no more than one IP for each IP "
                                          "family, i.e 192.168.0.0/24 and 2001:db8::/64"]),
    ],
)  # fmt: skip
def test_a_range_of_services_has_one_range_of_each_family(ranges: list[str], told: list[str]) -> None:
    assert problems("networking.k8s.io/v1", "ServiceCIDR", {"cidrs": ranges}) == told


def test_a_served_group_is_named_by_its_version() -> None:
    spec = {"group": "a.example.com", "version": "v1", "groupPriorityMinimum": 100, "versionPriority": 1001}
    assert problems("apiregistration.k8s.io/v1", "APIService", spec, "v2.a.example.com") == [
        'metadata.name: Invalid value: "v2.a.example.com": must be `spec.version+"."+spec.group`: "v1.a.example.com"',
        "spec.versionPriority: Invalid value: 1001: must be positive and less than 1000",
    ]


def test_a_driver_asks_for_tokens_of_different_audiences_and_keeps_its_ways() -> None:
    requests = [{"audience": "a", "expirationSeconds": 5}, {"audience": "a"}]
    spec = {"tokenRequests": requests, "fsGroupPolicy": "Some", "volumeLifecycleModes": ["Once"]}
    assert problems("storage.k8s.io/v1", "CSIDriver", spec) == [
        'spec.fsGroupPolicy: Unsupported value: "Some": supported values: "File", "None", "ReadWriteOnceWithFSType"',
        "spec.tokenRequests[0].expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes",
        'spec.tokenRequests[1].audience: Duplicate value: "a"',
        'spec.volumeLifecycleModes: Unsupported value: "Once": supported values: "Persistent", "Ephemeral"',
    ]
    kind = registry.KINDS["csidrivers.storage.k8s.io"]
    doc: Doc = {"apiVersion": "storage.k8s.io/v1", "kind": "CSIDriver", "metadata": {"name": "a"}}
    old, new = (defaults.apply(kind, {**doc, "spec": {"attachRequired": wanted}}) for wanted in (True, False))
    assert [str(error) for error in validate.update(kind, new, old)] == [
        "spec.attachedRequired: Invalid value: false: field is immutable"
    ]
