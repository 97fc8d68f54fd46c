"""[sig-storage] The kinds of storage as API objects, and ConfigMaps and Secrets that may not change.

Source: test/e2e/storage/{csi_inline,csi_node,csistoragecapacity,persistent_volumes,storageclass,volume_attachment,
volumeattributesclass}.go, test/e2e/common/storage/{configmap,secrets}_volume.go.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.conformance.lifecycle import is_discovered, lived, operated
from tests.conformance.objects import condition, container, pod
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite

STORAGE = "/apis/storage.k8s.io/v1"


def made(kind: str, **fields: Any) -> Doc:
    return {"apiVersion": "storage.k8s.io/v1", "kind": kind, **fields}


@spec(
    "storage",
    "CSIInlineVolumes should run through the lifecycle of a CSIDriver",
    "CSINodes CSI Conformance should run through the lifecycle of a csinode",
    "StorageClasses CSI Conformance should run through the lifecycle of a StorageClass",
    "VolumeAttachment Conformance should run through the lifecycle of a VolumeAttachment",
    "VolumeAttributesClass [FeatureGate:VolumeAttributesClass] should run through the lifecycle of a "
    "VolumeAttributesClass",
)
@pytest.mark.parametrize(
    ("resource", "body"),
    [
        ("csidrivers", made("CSIDriver", spec={"volumeLifecycleModes": ["Ephemeral"]})),
        ("csinodes", made("CSINode", spec={"drivers": [{"name": "csi.example.com", "nodeID": "n"}]})),
        ("storageclasses", made("StorageClass", provisioner="e2e-fake-provisioner")),
        (
            "volumeattachments",
            made(
                "VolumeAttachment",
                spec={"attacher": "e2e-test", "nodeName": "node-1", "source": {"persistentVolumeName": "pv"}},
                status={"attached": False},
            ),
        ),
        ("volumeattributesclasses", made("VolumeAttributesClass", driverName="e2e-fake", parameters={"a": "b"})),
    ],
)
async def test_a_kind_of_storage_lives(suite: Suite, resource: str, body: Doc) -> None:
    await lived(suite, f"{STORAGE}/{resource}", body)


@spec("storage", "CSIStorageCapacity should support CSIStorageCapacities API operations")
async def test_capacities_are_operated(suite: Suite) -> None:
    await is_discovered(suite, "storage.k8s.io", "v1", "csistoragecapacities")
    body = made("CSIStorageCapacity", storageClassName="example.com/c".replace("/", "-"), capacity="1Gi")
    path = suite.group("storage.k8s.io/v1", "csistoragecapacities")
    await operated(suite, path, f"{STORAGE}/csistoragecapacities", *[body] * 3)


@spec("storage", "VolumeAttachment Conformance should apply changes to a volumeattachment status")
async def test_the_status_of_an_attachment_is_written(suite: Suite) -> None:
    spec_ = {"attacher": "e2e-test", "nodeName": "node-1", "source": {"persistentVolumeName": "pv"}}
    body = made("VolumeAttachment", metadata={"name": "a"}, spec=spec_, status={"attached": False})
    await suite.make(f"{STORAGE}/volumeattachments", body)
    one = f"{STORAGE}/volumeattachments/a"
    patched = await suite.patch(f"{one}/status", {"status": {"attached": True}}, MERGE)
    assert patched["status"]["attached"] is True
    held = await suite.get(f"{one}/status")
    held["status"]["attached"] = False
    assert (await suite.put(f"{one}/status", held))["status"]["attached"] is False
    await suite.delete(one, {})
    await suite.goes(one)


@spec("storage", "CSIInlineVolumes should support CSIVolumeSource in Pod API")
async def test_pods_have_inline_volumes(suite: Suite) -> None:
    volume = {"name": "v", "csi": {"driver": "e2e.example.com", "volumeAttributes": {"a": "b"}}}
    body = pod("p", container(volumeMounts=[{"name": "v", "mountPath": "/e2e"}]), volumes=[volume])
    driver = made("CSIDriver", metadata={"name": "e2e.example.com"}, spec={"volumeLifecycleModes": ["Ephemeral"]})
    await suite.make(f"{STORAGE}/csidrivers", driver)
    await suite.make(suite.core("pods"), body)
    one = suite.core("pods", "p")
    assert (await suite.get(one))["spec"]["volumes"][0]["csi"] == volume["csi"]
    patched = await suite.patch(one, {"metadata": {"labels": {"e2e": "patched"}}})
    assert patched["metadata"]["labels"]["e2e"] == "patched"
    held = await suite.change(one, lambda held: held["metadata"]["labels"].update(e2e="updated"))
    assert held["spec"]["volumes"][0]["csi"]["driver"] == "e2e.example.com"
    await suite.delete(f"{suite.core('pods')}?labelSelector=e2e%3Dupdated", {})
    await suite.goes(one)


def volume(name: str) -> tuple[Doc, Doc]:
    """A PersistentVolume and a claim of one class of their own."""
    source = {"driver": "e2e.example.com", "volumeHandle": "e2e-conformance"}
    shared = {"accessModes": ["ReadWriteOnce"], "storageClassName": "e2e"}
    pv = {"capacity": {"storage": "2Gi"}, "persistentVolumeReclaimPolicy": "Retain", "csi": source, **shared}
    pvc = {"resources": {"requests": {"storage": "1Gi"}}, **shared}
    meta = {"creationTimestamp": None}
    return (
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name, **meta}, "spec": pv, "status": {}},
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": meta, "spec": pvc, "status": {}},
    )


@spec("storage", "PersistentVolumes CSI Conformance should run through the lifecycle of a PV and a PVC")
async def test_volumes_and_claims_live(suite: Suite) -> None:
    pv, pvc = volume("e2e-pv")
    for path, body in (("/api/v1/persistentvolumes", pv), (suite.core("persistentvolumeclaims"), pvc)):
        body["metadata"]["generateName"] = "pv-"
        body["metadata"].pop("name", None)
        await lived(suite, path, body)


@spec("storage", "PersistentVolumes CSI Conformance should apply changes to a pv/pvc status")
async def test_the_status_of_volumes_and_claims_is_written(suite: Suite) -> None:
    pv, pvc = volume("e2e-pv")
    pvc["metadata"]["name"] = "e2e-pvc"
    await suite.make("/api/v1/persistentvolumes", pv)
    await suite.make(suite.core("persistentvolumeclaims"), pvc)
    claim, held = suite.core("persistentvolumeclaims", "e2e-pvc"), "/api/v1/persistentvolumes/e2e-pv"
    assert (await suite.get(f"{claim}/status"))["status"]["phase"] in ("Pending", "Bound")
    assert (await suite.get(f"{held}/status"))["status"]["phase"] in ("Available", "Bound", "Pending")
    told = {"type": "StatusPatched", "status": "True", "reason": "E2E patchedStatus", "message": "Set from e2e test"}
    patched = await suite.patch(f"{claim}/status", {"status": {"conditions": [told]}}, MERGE)
    assert (condition(patched, "StatusPatched") or {})["reason"] == "E2E patchedStatus"
    patched = await suite.patch(f"{held}/status", {"status": {"message": "StatusPatched", "reason": "E2E"}}, MERGE)
    assert (patched["status"]["message"], patched["status"]["reason"]) == ("StatusPatched", "E2E")
    fresh = {**told, "type": "StatusUpdated", "lastProbeTime": None, "lastTransitionTime": None}
    updated = await suite.change(f"{claim}/status", lambda one: one["status"]["conditions"].append(fresh))
    assert condition(updated, "StatusUpdated")
    updated = await suite.change(f"{held}/status", lambda one: one["status"].update(message="StatusUpdated"))
    assert updated["status"]["message"] == "StatusUpdated"


@spec(
    "storage",
    "ConfigMap should be immutable if `immutable` field is set",
    "Secrets should be immutable if `immutable` field is set",
)
@pytest.mark.parametrize(
    ("kind", "resource", "value"), [("ConfigMap", "configmaps", "v"), ("Secret", "secrets", "dg==")]
)
async def test_what_is_immutable_keeps_its_data(suite: Suite, kind: str, resource: str, value: str) -> None:
    body = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "immutable"}, "data": {"data-1": value}}
    held = await suite.make(suite.core(resource), body)
    one = suite.core(resource, "immutable")
    held["data"]["data-4"] = value
    held = await suite.put(one, held)
    held["immutable"] = True
    held = await suite.put(one, held)
    changed = {**held, "data": {**held["data"], "data-5": value}}
    assert (await suite.refused("PUT", one, changed, 422))["reason"] == "Invalid"
    held = await suite.get(one)
    assert held["immutable"] is True
    assert (await suite.refused("PUT", one, {**held, "immutable": False}, 422))["reason"] == "Invalid"
    held["metadata"]["labels"] = {"label1": "value1"}
    await suite.put(one, held)
    await suite.delete(one, {})
    assert await suite.is_gone(one)
