"""ReplicaSets: which pods are given up first, what is adopted and released, what is told."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.meta import owners
from core.meta.errors import StatusError
from core.meta.objects import Key, labels, name, uid, with_metadata
from core.meta.time import SECOND, rfc3339
from simulator.controllers.replicaset import batches, ranking
from tests.controllers.world import BEGIN, SLOW, World, pod, replica_set, template

SETS = "replicasets.apps"
NOW = BEGIN + 100 * SECOND


def made(title: str, *, node: str = "n1", phase: str = "Running", ready: int | None = 50, **fields) -> dict:
    """A pod as the ranking sees it: ``ready`` seconds before now, made ``age`` seconds before now."""
    since = rfc3339(NOW - (ready or 0) * SECOND)
    conditions = [{"type": "Ready", "status": "True", "lastTransitionTime": since}] if ready else []
    notes = {ranking.DELETION_COST: str(fields["cost"])} if "cost" in fields else {}
    return {
        "metadata": {
            "name": title,
            "uid": title,
            "annotations": notes,
            "creationTimestamp": rfc3339(NOW - fields.get("age", 60) * SECOND),
        },
        "spec": {"nodeName": node} if node else {},
        "status": {
            "phase": phase,
            "conditions": conditions,
            "containerStatuses": [{"restartCount": fields.get("restarts", 0)}],
        },
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(made("a", node=""), made("b"), id="one without a node goes before one with"),
        pytest.param(made("a", phase="Pending"), made("b"), id="a pending one goes before a running one"),
        pytest.param(made("a", ready=None), made("b"), id="one that is not ready goes before a ready one"),
        pytest.param(made("a", cost=-5), made("b"), id="the cheaper one goes first"),
        pytest.param(made("a", node="n2"), made("b"), id="one on a crowded node goes first"),
        pytest.param(made("a", ready=10), made("b", ready=50), id="one that is ready for a shorter time goes first"),
        pytest.param(made("a", restarts=3), made("b"), id="one that restarted more often goes first"),
        pytest.param(made("a", age=10), made("b", age=90), id="the younger one goes first"),
        pytest.param(made("a", ready=40), made("b", ready=50), id="among ages of one power of two the uid decides"),
    ],
)
def test_which_pod_is_given_up_first(first, second):
    crowd = [made("x", node="n2"), made("y", node="n2"), made("z", node="n1")]
    for order in ([first, second], [second, first]):
        assert [name(p) for p in ranking.choose(order, crowd, 1, NOW)] == ["a"]


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (1, [1]), (12, [1, 2, 4, 5]), (3, [1, 2])])
def test_creations_start_slowly(count, sizes):
    assert list(batches.slow_start(count)) == sizes


def test_pods_are_made_from_the_template_and_counted():
    world = World()
    world.door.create(replica_set("web", 3))
    world.run(10)
    status = world.get(SETS, "web")["status"]
    assert status == {
        "replicas": 3,
        "fullyLabeledReplicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "terminatingReplicas": 0,
        "observedGeneration": 1,
    }
    found = world.pods(app="web")
    assert [name(p).rpartition("-")[0] for p in found] == ["web"] * 3
    assert world.events("SuccessfulCreate") == [
        f"ReplicaSet/web SuccessfulCreate Created pod: {title}" for title in _created(world)
    ]


def _created(world: World) -> list[str]:
    return [c.key.name for c in world.changes() if c.verb == "ADDED" and c.key.resource == "pods"]


def test_a_lone_pod_that_matches_is_adopted_and_one_that_no_longer_does_is_released():
    world = World()
    world.door.create(pod("stray", "web"))
    world.door.create(replica_set("web", 2))
    world.run(5)
    stray = world.get("pods", "stray")
    assert owners.is_controlled_by(stray, world.get(SETS, "web"))
    assert len(world.pods(app="web")) == 2
    world.door.update(with_metadata(stray, labels={"app": "free"}, resourceVersion=None))
    world.run(5)
    assert owners.controller_uid(world.get("pods", "stray")) == ""
    assert len(world.pods(app="web")) == 2


def test_a_deleted_pod_is_replaced_at_once_and_shows_as_terminating():
    world = World()
    world.door.create(replica_set("web", 2))
    world.run(10)
    world.mark()
    world.door.delete(Key("pods", "default", name(world.pods(app="web")[0])))
    world.run(0.1)
    assert world.get(SETS, "web")["status"]["terminatingReplicas"] == 1
    assert len(world.pods(app="web")) == 3
    world.run(10)
    assert world.get(SETS, "web")["status"]["terminatingReplicas"] == 0


def test_availability_comes_min_ready_seconds_after_readiness():
    world = World()
    world.door.create(replica_set("web", 1, minReadySeconds=30))
    world.run(10)
    status = world.get(SETS, "web")["status"]
    assert (status["readyReplicas"], status.get("availableReplicas", 0)) == (1, 0)
    world.run(25)
    assert world.get(SETS, "web")["status"]["availableReplicas"] == 1


def test_a_refused_pod_is_told_once_in_the_condition_and_tried_again_ever_later(monkeypatch):
    world = World()
    refused: list[int] = []
    create = type(world.door).create

    def refuse(door, doc, **options):
        if doc["kind"] == "Pod":
            refused.append(world.engine.now)
            raise StatusError(403, "Forbidden", f'pods "web-{len(refused)}" is forbidden: exceeded quota')
        return create(door, doc, **options)

    monkeypatch.setattr(type(world.door), "create", refuse)
    world.door.create(replica_set("web", 3))
    world.run(30)
    (condition,) = world.get(SETS, "web")["status"]["conditions"]
    assert (condition["reason"], condition["message"]) == ("FailedCreate", 'pods "web-1" is forbidden: exceeded quota')
    assert world.events("FailedCreate")[0].endswith('Error creating: pods "web-1" is forbidden: exceeded quota')
    gaps = [later - earlier for earlier, later in pairwise(refused)]
    assert gaps[-1] > 8 * gaps[0]
    monkeypatch.undo()
    world.run(60)
    assert "conditions" not in world.get(SETS, "web")["status"]


def test_scaling_down_gives_up_pods_that_never_ran():
    world = World()
    world.door.create(replica_set("web", 2))
    world.run(10)
    running = {uid(p) for p in world.pods(app="web")}
    world.patch_spec(SETS, "web", replicas=4, template=template("web", **{SLOW: "never"}))
    world.run(5)
    world.patch_spec(SETS, "web", replicas=2)
    world.run(5)
    assert {uid(p) for p in world.pods(app="web")} == running


def test_a_replication_controller_selects_by_a_plain_map():
    world = World()
    spec = {"replicas": 2, "selector": {"app": "old"}, "template": template("old")}
    meta = {"name": "old", "namespace": "default"}
    world.door.create({"apiVersion": "v1", "kind": "ReplicationController", "metadata": meta, "spec": spec})
    world.run(10)
    status = world.get("replicationcontrollers", "old")["status"]
    assert status["availableReplicas"] == 2
    assert "terminatingReplicas" not in status
    assert {labels(p)["app"] for p in world.store.list("pods")} == {"old"}
