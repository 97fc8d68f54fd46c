"""What Go's JSON client sends: fields that have no `omitempty` come as null, zero or empty, status and all.

Source: the types of k8s.io/api. The suite's clients send every object in this form.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.test_operations import KINDS, WITHOUT
from tests.conformance.suite import Doc, Suite

META = {"creationTimestamp": None}
TEMPLATE = {"template": {"metadata": META, "spec": {"containers": [{"resources": {}}]}}}
ZEROS: dict[str, Doc] = {
    "v1/events": {
        "source": {}, "firstTimestamp": None, "lastTimestamp": None, "eventTime": None, "reportingComponent": "",
        "reportingInstance": "",
    },
    "events.k8s.io/v1/events": {
        "deprecatedSource": {}, "deprecatedFirstTimestamp": None, "deprecatedLastTimestamp": None,
    },
    "v1/nodes!": {
        "spec": {},
        "status": {
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 0}},
            "nodeInfo": dict.fromkeys(
                (
                    "machineID", "systemUUID", "bootID", "kernelVersion", "osImage", "containerRuntimeVersion",
                    "kubeletVersion", "kubeProxyVersion", "operatingSystem", "architecture",
                ),
                "",
            ),
        },
    },
    "v1/persistentvolumes!": {"status": {}},
    "v1/podtemplates": TEMPLATE,
    "v1/services": {"spec": {"ports": [{"targetPort": 0}]}, "status": {"loadBalancer": {}}},
    "v1/resourcequotas": {"status": {}},
    "v1/persistentvolumeclaims": {"status": {}},
    "v1/replicationcontrollers": {"spec": TEMPLATE, "status": {"replicas": 0}},
    "apps/v1/deployments": {"spec": {**TEMPLATE, "strategy": {}}, "status": {}},
    "apps/v1/replicasets": {"spec": TEMPLATE, "status": {"replicas": 0}},
    "apps/v1/statefulsets": {
        "spec": {**TEMPLATE, "serviceName": "", "updateStrategy": {}},
        "status": {"replicas": 0, "availableReplicas": 0},
    },
    "apps/v1/daemonsets": {
        "spec": {**TEMPLATE, "updateStrategy": {}},
        "status": dict.fromkeys(
            ("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady"), 0
        ),
    },
    "batch/v1/jobs": {"spec": TEMPLATE, "status": {}},
    "batch/v1/cronjobs": {"spec": {"jobTemplate": {"metadata": META, "spec": TEMPLATE}}, "status": {}},
    "autoscaling/v2/horizontalpodautoscalers": {
        "spec": {"minReplicas": None, "metrics": None, "behavior": None},
        "status": {"desiredReplicas": 0, "currentMetrics": None},
    },
    "policy/v1/poddisruptionbudgets": {
        "status": dict.fromkeys(("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"), 0)
    },
    "networking.k8s.io/v1/ingresses": {"status": {"loadBalancer": {}}},
    "networking.k8s.io/v1/servicecidrs!": {"status": {}},
    "discovery.k8s.io/v1/endpointslices": {"endpoints": [{"conditions": {}}], "ports": None},
    "rbac.authorization.k8s.io/v1/roles": {"rules": None},
    "rbac.authorization.k8s.io/v1/clusterroles!": {"rules": None},
    "storage.k8s.io/v1/csinodes!": {"spec": {"drivers": None}},
    "storage.k8s.io/v1/volumeattachments!": {"status": {"attached": False}},
    "flowcontrol.apiserver.k8s.io/v1/flowschemas!": {"status": {}},
    "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations!": {"status": {}},
    "admissionregistration.k8s.io/v1/validatingadmissionpolicies!": {"status": {}},
    "admissionregistration.k8s.io/v1/validatingwebhookconfigurations!": {"webhooks": [{"rules": None}]},
    "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations!": {"webhooks": [{"rules": None}]},
}  # fmt: skip
"""By kind, as `KINDS` of tests/api/test_operations.py names them: what is there though nobody set it."""


def joined(value: Any, more: Any) -> Any:
    """``value`` with what it lacks from ``more``, at every depth; each entry of a list from the only one there is."""
    if isinstance(value, dict) and isinstance(more, dict):
        return {name: joined(value.get(name, more.get(name)), more.get(name)) for name in {**more, **value}}
    if isinstance(value, list) and isinstance(more, list):
        return [joined(entry, more[0]) for entry in value]
    return value


def test_every_kind_whose_zeros_are_known_is_one_that_is_tried() -> None:
    assert set(ZEROS) <= set(KINDS)


@pytest.mark.parametrize("part", range(4))
async def test_an_object_with_its_empty_fields_is_the_same_object(suite: Suite, part: int, subtests: Any) -> None:
    if suite.is_outside:
        pytest.skip("needs objects that stand still")
    for place in sorted(set(KINDS) - WITHOUT)[part::4]:
        with subtests.test(place):
            await _is_the_same(suite, place)


async def _is_the_same(suite: Suite, place: str) -> None:
    version, _, resource = place.rstrip("!").rpartition("/")
    root = f"/api/{version}" if version == "v1" else f"/apis/{version}"
    path = f"{root}/{resource}" if place.endswith("!") else f"{root}/namespaces/{suite.namespace}/{resource}"
    kinds = {one["name"]: one["kind"] for one in (await suite.get(root))["resources"]}
    name = "a.example.com" if "admission" in version else "a"
    body = _placed(KINDS[place], suite.namespace)
    plain = {"apiVersion": version, "kind": kinds[resource], "metadata": {"name": name}, **body}
    full = joined(plain, {"metadata": META, **ZEROS.get(place, {})})
    made = []
    for doc in (plain, full):
        answer = await suite.api.send("POST", f"{path}?fieldValidation=Strict&dryRun=All", doc)
        assert answer.status == 201, answer.body
        made.append(_without_chance(answer.doc))
    assert made[0] == made[1]
    stored = await suite.make(path, full)
    updated = await suite.put(f"{path}/{name}", joined(stored, full))
    assert updated["metadata"]["resourceVersion"] == stored["metadata"]["resourceVersion"]


def _placed(value: Any, namespace: str) -> Any:
    """A kind's literal with its number, and with the spec's namespace where one is named."""
    if isinstance(value, dict):
        return {key: _placed(inner, namespace) for key, inner in value.items()}
    if isinstance(value, list):
        return [_placed(inner, namespace) for inner in value]
    if value == "rec":
        return namespace
    return value.replace("{n}", "7") if isinstance(value, str) else value


def _without_chance(doc: Doc) -> Doc:
    """An object without what is drawn or counted."""
    spec = {name: value for name, value in (doc.get("spec") or {}).items() if name not in ("clusterIP", "clusterIPs")}
    meta = {name: doc["metadata"][name] for name in ("name", "labels", "annotations") if name in doc["metadata"]}
    return {**doc, "metadata": meta, "spec": spec}
