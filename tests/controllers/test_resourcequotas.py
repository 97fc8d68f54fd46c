"""The status of a quota follows what comes and goes, and nothing is written where nothing changed."""

from __future__ import annotations

from typing import Any

from core.meta.objects import Doc, Key, with_metadata
from simulator.controllers.resourcequotas import QUOTAS, ResourceQuotaController
from tests.controllers.world import World

POD = Key("pods", "default", "p")


def world(**hard: str) -> World:
    made = World(nodes=0, cast=lambda: [ResourceQuotaController()])
    make(made, "ServiceAccount", "default")
    make(made, "ResourceQuota", "q", spec={"hard": hard})
    made.run(1)
    return made


def make(made: World, kind: str, name: str, **fields: Any) -> Doc:
    meta = {"name": name, "namespace": "default"}
    return made.door.create({"apiVersion": "v1", "kind": kind, "metadata": meta, **fields})


def pod(made: World, name: str = "p") -> Doc:
    container = {"name": "c", "image": "web", "resources": {"requests": {"cpu": "1"}}}
    return make(made, "Pod", name, spec={"containers": [container]})


def used(made: World) -> Any:
    return made.get(QUOTAS, "q")["status"]["used"]


def test_a_new_quota_is_counted_and_left_alone() -> None:
    made = world(pods="3", services="1")
    assert made.get(QUOTAS, "q")["status"] == {
        "hard": {"pods": "3", "services": "1"},
        "used": {"pods": "0", "services": "0"},
    }
    made.mark()
    made.run(600)
    assert made.changes() == []


def test_what_comes_is_charged_at_once_and_what_goes_is_given_back() -> None:
    made = world(pods="3", **{"requests.cpu": "9"})
    pod(made)
    assert used(made) == {"pods": "1", "requests.cpu": "1"}
    made.mark()
    made.run(5)
    assert made.changes() == [], "the charge was right"
    made.door.delete(POD, grace=0)
    made.run(1)
    assert used(made) == {"pods": "0", "requests.cpu": "0"}


def test_a_pod_that_ends_is_given_back() -> None:
    made = world(pods="3", **{"count/pods": "3"})
    held = pod(made)
    made.door.update_status({**held, "status": {**held["status"], "phase": "Succeeded"}})
    made.run(1)
    assert used(made) == {"count/pods": "1", "pods": "0"}


def test_a_pod_that_hangs_in_its_end_is_given_back_in_time() -> None:
    made = world(pods="3")
    pod(made)
    made.door.bind(POD, "gone")
    made.door.delete(POD, grace=30)
    made.run(55)
    assert used(made) == {"pods": "1"}
    made.run(10)
    assert used(made) == {"pods": "0"}


def test_other_limits_are_counted_anew() -> None:
    made = world(pods="3")
    make(made, "ConfigMap", "c")
    quota = made.get(QUOTAS, "q")
    made.door.update(with_metadata({**quota, "spec": {"hard": {"configmaps": "2"}}}, resourceVersion=None))
    made.run(1)
    assert made.get(QUOTAS, "q")["status"] == {"hard": {"configmaps": "2"}, "used": {"configmaps": "1"}}


def test_namespaces_without_quotas_cost_no_look() -> None:
    made = world(pods="3")
    made.mark()
    meta = {"name": "c", "namespace": "kube-system"}
    made.door.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})
    made.door.delete(Key("configmaps", "kube-system", "c"))
    assert made.engine.ledger.next_due() is None
