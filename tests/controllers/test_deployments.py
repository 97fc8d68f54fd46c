"""Deployments in the engine: rollouts, their bounds at every instant, history, pausing, deadlines."""

from __future__ import annotations

import pytest

from core.meta.objects import Key, annotations, name
from core.meta.streams import Stream
from core.meta.time import SECOND
from simulator.controllers.deployment import bounds, rolling, sets
from simulator.controllers.deployment.bounds import Bounds
from simulator.controllers.deployment.sets import Sets
from tests.controllers.world import SLOW, World, deployment, template

DEPLOYMENTS, SETS = "deployments.apps", "replicasets.apps"


def rs(title: str, replicas: int, available: int | None = None, **notes: str) -> dict:
    meta = {"name": title, "uid": title, "creationTimestamp": f"2026-01-01T00:00:0{len(title)}Z", "annotations": notes}
    count = replicas if available is None else available
    return {"metadata": meta, "spec": {"replicas": replicas}, "status": {"replicas": count, "availableReplicas": count}}


@pytest.mark.parametrize(
    ("surge", "unavailable", "desired", "expected"),
    [
        pytest.param("25%", "25%", 10, (3, 2), id="surge is rounded up and unavailability down"),
        pytest.param("25%", "25%", 1, (1, 0), id="one replica may surge by one and never be unavailable"),
        pytest.param(0, "10%", 4, (0, 1), id="when both come to nothing one may be unavailable"),
        pytest.param(2, 1, 6, (2, 1), id="numbers are taken as they are"),
        pytest.param("100%", "100%", 3, (3, 3), id="all may surge and all be unavailable"),
    ],
)
def test_bounds(surge, unavailable, desired, expected):
    assert bounds.resolve(surge, unavailable, desired) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(Sets(rs("n", 0), [rs("oo", 10)]), 3, id="a new set begins with the surge"),
        pytest.param(Sets(rs("n", 3), [rs("oo", 10)]), None, id="it waits while the surge is used up"),
        pytest.param(Sets(rs("n", 3), [rs("oo", 8)]), 5, id="it takes what the old one gave up"),
        pytest.param(Sets(rs("n", 9), [rs("oo", 0)]), 10, id="it does not grow beyond what is wanted"),
        pytest.param(Sets(rs("n", 12), [rs("oo", 0)]), 10, id="it shrinks to what is wanted"),
    ],
)
def test_plan_up(found, expected):
    step = rolling.plan_up(Bounds(10, 3, 2), found)
    assert (step.size if step else None) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(Sets(rs("n", 3, 0), [rs("oo", 10)]), [("oo", 8)], id="as many go as may be unavailable"),
        pytest.param(Sets(rs("n", 3, 0), [rs("oo", 8)]), [], id="none goes while the new ones are not available"),
        pytest.param(Sets(rs("n", 3), [rs("oo", 8)]), [("oo", 5)], id="each available new pod frees an old one"),
        pytest.param(
            Sets(rs("n", 3, 0), [rs("oo", 10, 4)]), [("oo", 8)], id="old pods that are not available go first"
        ),
        pytest.param(
            Sets(rs("n", 5), [rs("oo", 3), rs("ooo", 5)]), [("oo", 0), ("ooo", 3)], id="the oldest set is emptied first"
        ),
    ],
)
def test_plan_down(found, expected):
    assert [(name(step.target), step.size) for step in rolling.plan_down(Bounds(10, 3, 2), found)] == expected


@pytest.mark.parametrize(
    ("found", "limits", "expected"),
    [
        pytest.param(
            Sets(rs("n", 8, **{sets.MOST: "12"}), [rs("oo", 2, **{sets.MOST: "12"})]),
            Bounds(20, 2, 1),
            [("n", 18), ("oo", 4)],
            id="each set grows by its share and the biggest takes the rest",
        ),
        pytest.param(
            Sets(rs("n", 8, **{sets.MOST: "12"}), [rs("oo", 4, **{sets.MOST: "12"})]),
            Bounds(5, 1, 1),
            [("n", 4), ("oo", 2)],
            id="each set shrinks by its share",
        ),
        pytest.param(Sets(rs("n", 4), []), Bounds(7, 1, 0), [("n", 7)], id="a single set takes the whole size"),
        pytest.param(Sets(rs("n", 4), [rs("oo", 3)]), Bounds(0, 0, 0), [("n", 0), ("oo", 0)], id="all go to nothing"),
    ],
)
def test_plan_scaling(found, limits, expected):
    steps = rolling.plan_scaling(limits, found, 10, rolling=True)
    assert sorted((name(step.target), step.size) for step in steps) == expected


def test_a_set_that_is_new_again_remembers_its_earlier_revisions():
    noted = sets.renumbered({sets.REVISION: "1"}, 3)
    assert sets.renumbered(noted, 5) == {sets.REVISION: "5", sets.REVISION_HISTORY: "1,3"}
    assert sets.renumbered(noted, 2) is noted


def test_hash_names_of_templates_are_stable_and_tell_collisions_apart():
    one = sets.template_hash(template("a"), None)
    assert one == sets.template_hash(template("a"), None)
    assert len({one, sets.template_hash(template("a"), 1), sets.template_hash(template("b"), None)}) == 3
    assert set(one) <= set("bcdfghjklmnpqrstvwxz2456789")


def follow_bounds(world: World, limits: Bounds) -> list[str]:
    """Every instant at which there are too many pods or too few ready ones, from now on."""
    broken: list[str] = []

    def check(key, before, after):
        if key.resource == "pods":
            alive = [pod for pod in world.pods(app="web") if "deletionTimestamp" not in pod["metadata"]]
            ready = sum(pod["status"].get("phase") == "Running" for pod in alive)
            if len(alive) > limits.most or ready < limits.least:
                broken.append(f"{len(alive)} pods, {ready} ready")

    world.store.listen(check)
    return broken


@pytest.mark.parametrize(("surge", "unavailable"), [(2, 1), (0, 3), (1, 0), ("25%", "25%"), ("100%", 0)])
@pytest.mark.parametrize("seed", ["one", "two", "three"])
def test_rollouts_that_overtake_each_other_keep_their_bounds_at_every_instant(surge, unavailable, seed):
    world = World(seed=seed)
    made = world.door.create(deployment("web", 9, surge, unavailable, minReadySeconds=len(seed) - 3))
    world.run(20)
    broken = follow_bounds(world, bounds.of(made))
    draw = Stream(seed, "rollouts", f"{surge} {unavailable}")
    for number in range(2, 6):
        world.patch_spec(DEPLOYMENTS, "web", template=template("web", f"nginx:{number}"))
        world.run(draw.uniform(0.01, 4))
    world.run(120)
    status = world.get(DEPLOYMENTS, "web")["status"]
    assert broken == []
    assert status["updatedReplicas"] == status["availableReplicas"] == status["replicas"] == 9


def test_a_converged_cluster_writes_nothing():
    world = World()
    world.door.create(deployment("web", 5))
    world.run(30)
    world.mark()
    world.run(7200)
    assert world.changes() == []
    assert world.engine.ledger.next_due() is None


def test_events_and_conditions_of_a_first_rollout():
    world = World()
    world.door.create(deployment("web", 2))
    world.run(10)
    new = name(world.store.list(SETS)[0])
    assert world.events("ScalingReplicaSet") == [
        f"Deployment/web ScalingReplicaSet Scaled up replica set {new} from 0 to 2"
    ]
    found = {c["type"]: c for c in world.get(DEPLOYMENTS, "web")["status"]["conditions"]}
    assert [found["Available"]["reason"], found["Progressing"]["reason"]] == [
        "MinimumReplicasAvailable",
        "NewReplicaSetAvailable",
    ]
    assert found["Progressing"]["message"] == f'ReplicaSet "{new}" has successfully progressed.'


def test_going_back_to_an_old_template_takes_its_set_up_again():
    world = World()
    world.door.create(deployment("web", 3))
    world.run(10)
    first = name(world.store.list(SETS)[0])
    for image in ("nginx:2", "nginx:1"):
        world.patch_spec(DEPLOYMENTS, "web", template=template("web", image))
        world.run(20)
    assert len(world.store.list(SETS)) == 2
    assert annotations(world.get(SETS, first))[sets.REVISION] == "3"
    assert annotations(world.get(SETS, first))[sets.REVISION_HISTORY] == "1"
    assert annotations(world.get(DEPLOYMENTS, "web"))[sets.REVISION] == "3"


def test_history_beyond_the_limit_is_deleted_lowest_revision_first():
    world = World()
    world.door.create(deployment("web", 1, revisionHistoryLimit=2))
    for number in range(1, 6):
        world.patch_spec(DEPLOYMENTS, "web", template=template("web", f"nginx:{number}"))
        world.run(20)
    assert sorted(sets.revision(doc) for doc in world.store.list(SETS)) == [3, 4, 5]


def test_a_paused_deployment_takes_a_new_size_but_no_new_template():
    world = World()
    world.door.create(deployment("web", 2))
    world.run(10)
    world.patch_spec(DEPLOYMENTS, "web", paused=True, template=template("web", "nginx:2"), replicas=4)
    world.run(10)
    assert len(world.store.list(SETS)) == 1
    assert len(world.pods(app="web")) == 4
    progress = world.get(DEPLOYMENTS, "web")["status"]["conditions"]
    assert {"DeploymentPaused", "MinimumReplicasAvailable"} == {c["reason"] for c in progress}
    world.patch_spec(DEPLOYMENTS, "web", paused=False)
    world.run(30)
    assert world.get(DEPLOYMENTS, "web")["status"]["updatedReplicas"] == 4


def test_a_recreate_ends_all_old_pods_before_the_first_new_one():
    world = World()
    world.door.create(deployment("web", 3, strategy={"type": "Recreate"}))
    world.run(10)
    mixed: list[int] = []
    world.store.listen(
        lambda key, before, after: mixed.append(
            len({p["spec"]["containers"][0]["image"] for p in world.pods(app="web")})
        )
    )
    world.patch_spec(DEPLOYMENTS, "web", template=template("web", "nginx:2"))
    world.run(30)
    assert max(mixed) == 1
    assert world.get(DEPLOYMENTS, "web")["status"]["updatedReplicas"] == 3


def test_no_progress_within_the_deadline_is_told():
    world = World()
    stuck = template("web", "nginx:1", **{SLOW: "never"})
    world.door.create(deployment("web", 2, template=stuck, progressDeadlineSeconds=60))
    world.run(59)
    reasons = [c["reason"] for c in world.get(DEPLOYMENTS, "web")["status"]["conditions"]]
    assert "ReplicaSetUpdated" in reasons
    world.run(5)
    found = {c["type"]: c for c in world.get(DEPLOYMENTS, "web")["status"]["conditions"]}
    assert (found["Progressing"]["status"], found["Progressing"]["reason"]) == ("False", "ProgressDeadlineExceeded")
    assert found["Progressing"]["message"].endswith("has timed out progressing.")


def test_every_size_has_its_reason():
    world = World()
    world.door.create(deployment("web", 4, 1, 0))
    world.run(20)
    world.patch_spec(DEPLOYMENTS, "web", template=template("web", "nginx:2"))
    world.run(40)
    told = [(d.action, d.reason["rule"], d.reason["formula"]) for d in world.engine.decisions]
    assert told[0] == ("scale up revision 1: 0 → 4", "surge left", "min(5 − 0, 4) = 4")
    assert ("scale up revision 2: 0 → 1", "surge left", "min(5 − 4, 4) = 1") in told
    assert ("scale down revision 1: 4 → 3", "available to spare", "5 − 4 = 1") in told
    assert [action for action, _, _ in told].count("hold") <= len(told) / 2
    assert world.engine.now > SECOND
    assert world.store.get(Key(DEPLOYMENTS, "default", "web")) is not None
