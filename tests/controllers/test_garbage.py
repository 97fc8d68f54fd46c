"""Owner references: what goes with its owner, what stays, what an owner waits for; namespaces; pods of lost nodes."""

from __future__ import annotations

import pytest

from core.meta.objects import Key, name, uid, with_metadata
from simulator.controllers.garbagecollector import decision
from simulator.controllers.garbagecollector.decision import Delete, Disown
from simulator.controllers.namespaces import conditions
from tests.controllers.world import World, deployment, namespace, replica_set

DEPLOYMENTS, SETS = "deployments.apps", "replicasets.apps"


def owned(*uids: str, **meta) -> dict:
    return {"metadata": {"ownerReferences": [{"uid": found} for found in uids], **meta}}


@pytest.mark.parametrize(
    ("doc", "states", "dependents", "expected"),
    [
        pytest.param(owned("a"), {"a": "solid"}, False, None, id="a solid owner keeps it"),
        pytest.param(owned("a"), {"a": "absent"}, False, Delete("Background"), id="without an owner it goes"),
        pytest.param(
            owned("a", "b"), {"a": "absent", "b": "solid"}, False, Disown(frozenset("a")), id="one solid owner suffices"
        ),
        pytest.param(owned("a"), {"a": "waiting"}, True, Delete("Foreground"), id="with dependents it goes after them"),
        pytest.param(owned("a"), {"a": "waiting"}, False, Delete("Background"), id="and at once without any"),
        pytest.param(
            owned("a", finalizers=["orphan"]), {"a": "absent"}, True, Delete("Orphan"), id="its finalizer decides how"
        ),
        pytest.param(owned("a", deletionTimestamp="now"), {"a": "absent"}, False, None, id="one that goes is let be"),
        pytest.param(owned(), {}, False, None, id="what nobody owns stays"),
    ],
)
def test_what_becomes_of_an_object(doc, states, dependents, expected):
    assert decision.judge(doc, lambda reference: states[reference["uid"]], dependents) == expected


def ready_world() -> World:
    world = World()
    world.door.create(deployment("web", 2))
    world.run(10)
    world.mark()
    return world


def deleted(world: World) -> list[str]:
    return [c.key.resource for c in world.changes() if c.verb == "DELETED"]


def test_in_the_background_the_owner_goes_first():
    world = ready_world()
    world.door.delete(Key(DEPLOYMENTS, "default", "web"), propagation="Background")
    world.run(5)
    assert deleted(world) == [DEPLOYMENTS, SETS, "pods", "pods"]


def test_in_the_foreground_the_owner_goes_last():
    world = ready_world()
    world.door.delete(Key(DEPLOYMENTS, "default", "web"), propagation="Foreground")
    world.run(5)
    assert deleted(world) == ["pods", "pods", SETS, DEPLOYMENTS]


def config_map(world: World, name_: str, *owners: dict) -> dict:
    held = [
        {"apiVersion": "v1", "kind": "ConfigMap", "name": name(o), "uid": uid(o), "blockOwnerDeletion": True}
        for o in owners
    ]
    meta = {"name": name_, "namespace": "default", **({"ownerReferences": held} if held else {})}
    return world.door.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})


def test_an_owner_need_not_wait_for_what_was_let_go():
    world = World()
    owner, other = config_map(world, "owner"), config_map(world, "other")
    config_map(world, "kept", owner, other)
    world.door.delete(Key("configmaps", "default", "owner"), propagation="Foreground")
    world.run(1)
    assert world.find("configmaps", "owner") is None
    assert [found["name"] for found in world.get("configmaps", "kept")["metadata"]["ownerReferences"]] == ["other"]


def test_owners_in_a_circle_do_not_wait_for_each_other():
    world = World()
    first = config_map(world, "first")
    second = config_map(world, "second", first)
    third = config_map(world, "third", second)
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "third", "uid": uid(third)}
    world.door.update(with_metadata(first, ownerReferences=[{**reference, "blockOwnerDeletion": True}]))
    world.door.delete(Key("configmaps", "default", "first"), propagation="Foreground")
    world.run(1)
    assert [world.find("configmaps", found) for found in ("first", "second", "third")] == [None] * 3


def test_orphans_stay_without_the_owner():
    world = ready_world()
    world.door.delete(Key(DEPLOYMENTS, "default", "web"), propagation="Orphan")
    world.run(5)
    assert deleted(world) == [DEPLOYMENTS]
    (left,) = world.store.list(SETS)
    assert "ownerReferences" not in left["metadata"]
    assert len(world.pods(app="web")) == 2


def test_an_object_made_for_an_owner_that_is_gone_goes_too():
    world = World()
    reference = {"apiVersion": "v1", "kind": "ConfigMap", "name": "none", "uid": "0000"}
    meta = {"name": "late", "namespace": "default", "ownerReferences": [reference]}
    world.door.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})
    world.run(1)
    assert world.find("configmaps", "late") is None


def test_an_owner_of_a_kind_that_nobody_serves_is_taken_to_be_there():
    world = World()
    reference = {"apiVersion": "example.com/v1", "kind": "Thing", "name": "t", "uid": "0000"}
    meta = {"name": "kept", "namespace": "default", "ownerReferences": [reference]}
    world.door.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})
    world.run(1)
    assert world.find("configmaps", "kept") is not None


def test_every_namespace_has_its_account_and_certificate_and_gets_them_back():
    world = World()
    world.door.create(namespace("team"))
    world.run(1)
    assert world.find("serviceaccounts", "default", "team") is not None
    assert world.get("configmaps", "kube-root-ca.crt", "team")["data"] == {"ca.crt": "CERTIFICATE"}
    world.door.delete(Key("serviceaccounts", "team", "default"))
    world.door.delete(Key("configmaps", "team", "kube-root-ca.crt"))
    world.run(1)
    assert world.find("serviceaccounts", "default", "team") is not None
    assert world.find("configmaps", "kube-root-ca.crt", "team") is not None


def test_a_namespace_goes_once_it_is_empty():
    world = World()
    world.door.create(namespace("team"))
    world.run(1)
    world.door.create(with_metadata(replica_set("web", 2), namespace="team"))
    world.run(10)
    world.mark()
    world.door.delete(Key("namespaces", "", "team"))
    assert world.get("namespaces", "team", "")["status"]["phase"] == "Terminating"
    world.run(4)
    assert len(world.pods(app="web")) == 2
    world.run(60)
    assert world.find("namespaces", "team", "") is None
    assert [kind for kind in deleted(world) if kind in ("pods", "namespaces")] == ["pods", "pods", "namespaces"]


def test_a_finalizer_holds_its_namespace_and_the_conditions_say_so():
    world = World()
    world.door.create(namespace("team"))
    meta = {"name": "held", "namespace": "team", "finalizers": ["example.com/hold"]}
    world.door.create({"apiVersion": "v1", "kind": "ConfigMap", "metadata": meta})
    world.door.delete(Key("namespaces", "", "team"))
    world.run(60)
    found = {c["type"]: c for c in world.get("namespaces", "team", "")["status"]["conditions"]}
    assert found["NamespaceContentRemaining"]["message"] == (
        "Some resources are remaining: configmaps. has 1 resource instances"
    )
    assert found["NamespaceFinalizersRemaining"]["message"] == (
        "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances"
    )
    assert list(found) == list(conditions.GOOD)
    held = world.get("configmaps", "held", "team")
    world.door.update(with_metadata(held, finalizers=None))
    world.run(30)
    assert world.find("namespaces", "team", "") is None


def test_pods_of_a_node_that_is_gone_are_failed_and_deleted_after_the_quarantine():
    world = World(nodes=1)
    world.door.create(replica_set("web", 1))
    world.run(10)
    (lost,) = world.pods(app="web")
    world.mark()
    world.door.delete(Key("nodes", "", "node-1"))
    world.run(39)
    assert uid(lost) in {uid(pod) for pod in world.pods(app="web")}
    world.run(25)
    assert uid(lost) not in {uid(pod) for pod in world.pods(app="web")}
    seen = [c for c in world.changes() if c.key.name == name(lost)]
    failed = [c.doc["status"] for c in seen if c.actor == "pod-garbage-collector"]
    assert failed[0]["phase"] == "Failed"
    assert failed[0]["conditions"][-1]["message"] == "PodGC: node no longer exists"
