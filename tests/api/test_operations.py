"""What the conformance suite's "should support … API operations" specs ask of every kind, and its smaller ones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.client import Api, Watch
from tests.api.test_application import MAPS, MERGE, config

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
LABELS = {"app": "web"}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "c", "image": "web:1"}]}}
SELECTOR = {"matchLabels": LABELS}
RULE = {"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}
MATCH = {"resourceRules": [RULE]}
JOB = {"template": {"spec": {**TEMPLATE["spec"], "restartPolicy": "Never"}}}
SUBJECTS = [{"kind": "ServiceAccount", "serviceAccount": {"name": "default", "namespace": "rec"}}]
HOOK = {
    "name": "a.example.com",
    "clientConfig": {"url": "https://example.com"},
    "sideEffects": "None",
    "admissionReviewVersions": ["v1"],
}
MUTATION = {"patchType": "ApplyConfiguration", "applyConfiguration": {"expression": "Object{}"}}

KINDS: dict[str, dict[str, Any]] = {
    "v1/events": {"involvedObject": {"namespace": "rec"}, "type": "Normal", "reason": "Test", "message": "m"},
    "events.k8s.io/v1/events": {
        "eventTime": "2026-01-01T00:00:00.000000Z",
        "regarding": {"namespace": "rec"},
        "reportingController": "example.com/a",
        "reportingInstance": "a",
        "action": "Do",
        "reason": "Test",
        "type": "Normal",
    },
    "v1/endpoints": {"subsets": [{"addresses": [{"ip": "10.0.0.1"}], "ports": [{"port": 80}]}]},
    "v1/nodes!": {},
    "v1/persistentvolumes!": {
        "spec": {
            "capacity": {"storage": "1Gi"},
            "accessModes": ["ReadWriteOnce"],
            "hostPath": {"path": "/tmp/{n}"},
        }
    },
    "v1/configmaps": {"data": {"k": "v"}},
    "v1/secrets": {"data": {"k": "dg=="}},
    "v1/podtemplates": {"template": TEMPLATE},
    "v1/serviceaccounts": {},
    "v1/services": {"spec": {"ports": [{"port": 80}]}},
    "v1/limitranges": {"spec": {"limits": [{"type": "Container", "max": {"cpu": "1"}}]}},
    "v1/resourcequotas": {"spec": {"hard": {"pods": "10"}}},
    "v1/persistentvolumeclaims": {
        "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    },
    "v1/replicationcontrollers": {"spec": {"replicas": 0, "selector": LABELS, "template": TEMPLATE}},
    "apps/v1/deployments": {"spec": {"replicas": 0, "selector": SELECTOR, "template": TEMPLATE}},
    "apps/v1/replicasets": {"spec": {"replicas": 0, "selector": SELECTOR, "template": TEMPLATE}},
    "apps/v1/statefulsets": {"spec": {"replicas": 0, "serviceName": "", "selector": SELECTOR, "template": TEMPLATE}},
    "apps/v1/daemonsets": {"spec": {"selector": SELECTOR, "template": TEMPLATE}},
    "apps/v1/controllerrevisions": {"revision": 1, "data": {}},
    "batch/v1/jobs": {"spec": JOB},
    "batch/v1/cronjobs": {"spec": {"schedule": "* * * * *", "jobTemplate": {"spec": JOB}}},
    "autoscaling/v2/horizontalpodautoscalers": {
        "spec": {"maxReplicas": 2, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "a"}}
    },
    "policy/v1/poddisruptionbudgets": {"spec": {"minAvailable": 1, "selector": SELECTOR}},
    "networking.k8s.io/v1/ingresses": {"spec": {"defaultBackend": {"service": {"name": "a", "port": {"number": 80}}}}},
    "networking.k8s.io/v1/networkpolicies": {"spec": {"podSelector": {}}},
    "discovery.k8s.io/v1/endpointslices": {"addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"]}]},
    "coordination.k8s.io/v1/leases": {"spec": {"holderIdentity": "a", "leaseDurationSeconds": 30}},
    "rbac.authorization.k8s.io/v1/roles": {"rules": []},
    "storage.k8s.io/v1/csistoragecapacities": {"storageClassName": "a"},
    "networking.k8s.io/v1/ingressclasses!": {"spec": {"controller": "example.com/a"}},
    "networking.k8s.io/v1/servicecidrs!": {"spec": {"cidrs": ["10.1.{n}.0/24"]}},
    "node.k8s.io/v1/runtimeclasses!": {"handler": "a"},
    "scheduling.k8s.io/v1/priorityclasses!": {"value": 7},
    "storage.k8s.io/v1/storageclasses!": {"provisioner": "example.com/a"},
    "storage.k8s.io/v1/csidrivers!": {"spec": {}},
    "storage.k8s.io/v1/csinodes!": {"spec": {"drivers": []}},
    "storage.k8s.io/v1/volumeattachments!": {
        "spec": {"attacher": "a", "nodeName": "n", "source": {"persistentVolumeName": "pv"}}
    },
    "rbac.authorization.k8s.io/v1/clusterroles!": {"rules": []},
    "certificates.k8s.io/v1/certificatesigningrequests!": {},
    "flowcontrol.apiserver.k8s.io/v1/flowschemas!": {
        "spec": {
            "priorityLevelConfiguration": {"name": "global-default"},
            "matchingPrecedence": 9999,
            "rules": [
                {
                    "subjects": SUBJECTS,
                    "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/x"]}],
                }
            ],
        }
    },
    "flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations!": {
        "spec": {
            "type": "Limited",
            "limited": {"nominalConcurrencyShares": 2, "limitResponse": {"type": "Reject"}},
        }
    },
    "admissionregistration.k8s.io/v1/validatingadmissionpolicies!": {
        "spec": {"matchConstraints": MATCH, "validations": [{"expression": "true"}]}
    },
    "admissionregistration.k8s.io/v1/validatingadmissionpolicybindings!": {
        "spec": {"policyName": "a.example.com", "validationActions": ["Deny"]}
    },
    "admissionregistration.k8s.io/v1/mutatingadmissionpolicies!": {
        "spec": {"matchConstraints": MATCH, "reinvocationPolicy": "Never", "mutations": [MUTATION]}
    },
    "admissionregistration.k8s.io/v1/mutatingadmissionpolicybindings!": {"spec": {"policyName": "a.example.com"}},
    "admissionregistration.k8s.io/v1/validatingwebhookconfigurations!": {"webhooks": [HOOK]},
    "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations!": {"webhooks": [HOOK]},
}
"""Group, version and resource, `!` for cluster-wide ones: what an object of it holds beside its metadata."""
WITHOUT = frozenset({"certificates.k8s.io/v1/certificatesigningrequests!"})
"""What needs more than a literal, and has tests of its own."""


@pytest.mark.parametrize("part", range(4))
async def test_every_kind_supports_its_operations(api: Api, part: int, subtests: Any) -> None:
    for place in sorted(set(KINDS) - WITHOUT)[part::4]:
        with subtests.test(place):
            await _operations(api, place, KINDS[place])


async def _operations(api: Api, place: str, body: dict[str, Any]) -> None:
    version, _, resource = place.rstrip("!").rpartition("/")
    root = f"/api/{version}" if version == "v1" else f"/apis/{version}"
    everywhere = f"{root}/{resource}"
    path = everywhere if place.endswith("!") else f"{root}/namespaces/rec/{resource}"
    found = {one["name"]: one for one in (await api.get(root)).doc["resources"]}
    assert resource in found
    kind = found[resource]["kind"]

    names = ["a.example.com", "b.example.com", "c.example.com"] if "admission" in version else ["a", "b", "c"]
    for number, name in enumerate(names):
        made = await api.post(path, _object(version, kind, name, _numbered(body, number)))
        assert made.status == 201, made.body
    one = f"{path}/{names[0]}"
    read = (await api.get(one)).doc
    assert read["metadata"]["name"] == names[0]
    chosen = "?labelSelector=special-label%3Dyes"
    listed = (await api.get(f"{path}{chosen}")).doc
    assert [item["metadata"]["name"] for item in listed["items"]] == names
    assert len((await api.get(f"{everywhere}{chosen}")).doc["items"]) == 3

    query = f"?watch=true&resourceVersion={listed['metadata']['resourceVersion']}&labelSelector=special-label%3Dyes"
    async with Watch(api, f"{path}{query}") as watch:
        patched = await api.send("PATCH", one, {"metadata": {"annotations": {"patched": "true"}}}, content_type=MERGE)
        assert patched.doc["metadata"]["annotations"]["patched"] == "true", patched.body
        new = {**patched.doc, "metadata": {**patched.doc["metadata"], "annotations": {"updated": "true"}}}
        updated = await api.send("PUT", one, new)
        assert updated.doc["metadata"]["annotations"]["updated"] == "true", updated.body
        events = [await watch.event(), await watch.event()]
        assert [(event["type"], event["object"]["kind"]) for event in events] == [("MODIFIED", kind)] * 2
        if f"{resource}/status" in found:
            await _status(api, one)
        gone = await api.send("DELETE", one)
        assert gone.status == 200, gone.body
    left = [] if (await api.get(one)).status == 404 else names[:1]
    assert (await api.send("DELETE", f"{path}{chosen}")).status == 200
    remaining = (await api.get(f"{path}{chosen}")).doc["items"]
    assert all(item["metadata"].get("finalizers") for item in remaining), (left, remaining)


async def _status(api: Api, one: str) -> None:
    read = await api.get(f"{one}/status")
    assert read.status == 200
    patch = {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": read.doc.get("status") or {}}
    patched = await api.send("PATCH", f"{one}/status", patch, content_type=MERGE)
    assert patched.status == 200, patched.body
    assert (await api.send("PUT", f"{one}/status", patched.doc)).status == 200


def _object(version: str, kind: str, name: str, body: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": version,
        "kind": kind,
        "metadata": {"name": name, "labels": {"special-label": "yes"}},
        **body,
    }


def _numbered(value: Any, number: int) -> Any:
    if isinstance(value, dict):
        return {key: _numbered(inner, number) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbered(inner, number) for inner in value]
    return value.replace("{n}", str(number)) if isinstance(value, str) else value


async def test_unknown_and_doubled_fields_are_told_together(api: Api) -> None:
    body = (
        b'{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "my-dep"}, "spec": {'
        b'"unknownField": "foo", "replicas": 2, "replicas": 3, "selector": {"matchLabels": {"app": "nginx"}}, '
        b'"template": {"metadata": {"labels": {"app": "nginx"}}, "spec": {"containers": '
        b'[{"name": "nginx", "image": "nginx:latest"}]}}}}'
    )
    response = await api.send("POST", "/apis/apps/v1/namespaces/rec/deployments?fieldValidation=Strict", body)
    told = 'strict decoding error: unknown field "spec.unknownField", duplicate field "spec.replicas"'
    assert (response.status, told in response.doc["message"]) == (400, True), response.doc["message"]
    warned = await api.send("POST", "/apis/apps/v1/namespaces/rec/deployments?fieldValidation=Warn", body)
    assert (warned.status, warned.doc["spec"]["replicas"]) == (201, 3)
    assert warned.header("warning") == [
        '299 - "unknown field \\"spec.unknownField\\""', '299 - "duplicate field \\"spec.replicas\\""'
    ]  # fmt: skip


async def test_a_review_cannot_be_a_table(api: Api) -> None:
    spec = {"nonResourceAttributes": {"path": "/", "verb": "get"}}
    body = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview", "spec": spec}
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    assert (await api.send("POST", path, body, accept=TABLE)).status == 406


async def test_tables_of_the_beta_version_are_told_too(api: Api) -> None:
    await api.post(MAPS, config("a"))
    table = (await api.get(MAPS, accept=TABLE.replace("v1", "v1beta1"))).doc
    assert (table["kind"], table["apiVersion"]) == ("Table", "meta.k8s.io/v1beta1")


async def test_concurrent_watches_tell_the_same_in_the_same_order(api: Api) -> None:
    first = (await api.post(MAPS, config("w-0"))).doc["metadata"]["resourceVersion"]
    versions = [
        (await api.post(MAPS, config(f"w-{number}"))).doc["metadata"]["resourceVersion"] for number in (1, 2, 3)
    ]
    heard = []
    for since in (first, first, versions[0]):
        async with Watch(api, f"{MAPS}?watch=1&resourceVersion={since}") as watch:
            wanted = versions if since == first else versions[1:]
            heard.append([(await watch.event())["object"]["metadata"]["resourceVersion"] for _ in wanted] == wanted)
    assert heard == [True, True, True]


SERVICE = {"apiVersion": "v1", "kind": "Service", **KINDS["v1/services"]}
DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment", **KINDS["apps/v1/deployments"]}
ATTACHMENTS = "/apis/storage.k8s.io/v1/volumeattachments"
ATTACHMENT = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "VolumeAttachment",
    **KINDS["storage.k8s.io/v1/volumeattachments!"],
}


@pytest.mark.parametrize(
    ("path", "body", "kept"),
    [
        pytest.param("/api/v1/namespaces/rec/services", SERVICE, (), id="of most kinds it changes all of them"),
        pytest.param("/apis/apps/v1/namespaces/rec/deployments", DEPLOYMENT, ("labels",), id="not labels"),
        pytest.param(ATTACHMENTS, ATTACHMENT, ("labels", "annotations"), id="of some none"),
    ],
)
async def test_which_metadata_a_status_write_changes(api: Api, path: str, body: Any, kept: tuple[str, ...]) -> None:
    assert (await api.post(path, {**body, "metadata": {"name": "a"}})).status == 201
    wanted = {"labels": {"x": "y"}, "annotations": {"x": "y"}}
    patched = (await api.send("PATCH", f"{path}/a/status", {"metadata": wanted}, content_type=MERGE)).doc
    assert {name: name in patched["metadata"] for name in wanted} == {name: name not in kept for name in wanted}


async def test_the_last_finalizer_may_be_taken_by_a_write_of_the_status(api: Api) -> None:
    path = "/api/v1/namespaces/rec/services"
    await api.post(path, {**SERVICE, "metadata": {"name": "a", "finalizers": ["example.com/held"]}})
    await api.send("DELETE", f"{path}/a")
    patch = {"metadata": {"finalizers": None}}
    assert (await api.send("PATCH", f"{path}/a/status", patch, content_type=MERGE)).status == 200
    assert (await api.get(f"{path}/a")).status == 404
