"""Claims, volumes and attribute classes that are deleted go once nothing uses them."""

from __future__ import annotations

from typing import Any

import pytest

from core.meta.objects import Key
from tests.controllers.world import World, pod


def claim(**spec: Any) -> dict[str, Any]:
    asked = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}, **spec}
    meta = {"name": "a", "namespace": "default", "finalizers": ["kubernetes.io/pvc-protection"]}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": meta, "spec": asked}


def user(volume: dict[str, Any]) -> dict[str, Any]:
    made = pod("p")
    return {**made, "spec": {**made["spec"], "volumes": [{"name": "b", **volume}]}}


@pytest.mark.parametrize(
    "volume", [{"persistentVolumeClaim": {"claimName": "a"}}, {"ephemeral": {"volumeClaimTemplate": {}}}]
)
def test_a_claim_stays_until_its_pod_is_gone(volume: dict[str, Any]) -> None:
    world = World()
    made = claim()
    title = "a" if "persistentVolumeClaim" in volume else "p-b"
    world.door.create({**made, "metadata": {**made["metadata"], "name": title}})
    world.door.create(user(volume))
    world.run(5)
    world.door.delete(Key("persistentvolumeclaims", "default", title))
    world.run(60)
    assert "deletionTimestamp" in world.get("persistentvolumeclaims", title)["metadata"]
    world.door.delete(Key("pods", "default", "p"))
    world.run(60)
    assert world.find("persistentvolumeclaims", title) is None


def test_a_claim_that_only_a_waiting_pod_names_goes() -> None:
    world = World(nodes=0)
    world.door.create(claim())
    world.door.create(user({"persistentVolumeClaim": {"claimName": "a"}}))
    world.door.delete(Key("persistentvolumeclaims", "default", "a"))
    world.run(1)
    assert world.find("persistentvolumeclaims", "a") is None


@pytest.mark.parametrize(("phase", "is_kept"), [("Bound", True), ("Released", False), ("Pending", False)])
def test_a_volume_stays_while_it_is_bound(phase: str, is_kept: bool) -> None:
    world = World()
    meta = {"name": "v", "finalizers": ["kubernetes.io/pv-protection"]}
    spec = {"capacity": {"storage": "1Gi"}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/tmp"}}
    doc = {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": meta, "spec": spec}
    held = world.door.create(doc)
    world.door.update_status({**held, "status": {"phase": phase}})
    world.door.delete(Key("persistentvolumes", "", "v"))
    world.run(1)
    assert (world.find("persistentvolumes", "v", "") is not None) == is_kept


def test_an_attribute_class_stays_until_no_claim_names_it() -> None:
    world = World()
    meta = {"name": "gold", "finalizers": ["kubernetes.io/vac-protection"]}
    doc = {"apiVersion": "storage.k8s.io/v1", "kind": "VolumeAttributesClass", "metadata": meta, "driverName": "a.b"}
    world.door.create(doc)
    world.door.create(claim(volumeAttributesClassName="gold"))
    resource = "volumeattributesclasses.storage.k8s.io"
    world.door.delete(Key(resource, "", "gold"))
    world.run(1)
    assert world.find(resource, "gold", "") is not None
    world.door.delete(Key("persistentvolumeclaims", "default", "a"))
    world.run(1)
    assert world.find(resource, "gold", "") is None
