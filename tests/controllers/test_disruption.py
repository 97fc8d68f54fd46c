"""Disruption budgets: their arithmetic, their status, and what the eviction of a pod asks of them."""

from __future__ import annotations

import pytest

from core.meta.errors import StatusError
from core.meta.objects import Key, name
from simulator.controllers.disruption import budget
from simulator.controllers.disruption.budget import Standing
from tests.controllers.world import World, deployment, pod

BUDGETS = "poddisruptionbudgets.policy"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        pytest.param({"minAvailable": 2}, (4, 2), id="a number counts matching pods"),
        pytest.param({"minAvailable": "50%"}, (5, 3), id="a share counts what the controllers want, rounded up"),
        pytest.param({"maxUnavailable": 1}, (5, 4), id="all but one must stay"),
        pytest.param({"maxUnavailable": "30%"}, (5, 3), id="all but a share must stay"),
        pytest.param({"maxUnavailable": 9}, (5, 0), id="never fewer than none"),
    ],
)
def test_how_many_must_stay(spec, expected):
    assert budget.desired(spec, 4, 5) == expected


@pytest.mark.parametrize(
    ("standing", "expected"),
    [(Standing(3, 2, 3), 1), (Standing(3, 2, 2), 0), (Standing(3, 3, 1), 0), (Standing(0, 0, 5), 0)],
)
def test_how_many_may_go(standing, expected):
    assert standing.allowed == expected


def guarded(**spec) -> World:
    world = World()
    world.door.create(deployment("web", 3))
    selector = {"matchLabels": {"app": "web"}}
    meta = {"name": "web", "namespace": "default"}
    spec = {"selector": selector, **spec}
    world.door.create({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": meta, "spec": spec})
    world.run(10)
    return world


def test_the_status_tells_what_may_go():
    status = guarded(minAvailable=2).get(BUDGETS, "web")["status"]
    fields = ("expectedPods", "desiredHealthy", "currentHealthy", "disruptionsAllowed")
    assert [status[field] for field in fields] == [3, 2, 3, 1]
    assert status["conditions"][0]["reason"] == "SufficientPods"


def test_of_two_evictions_at_once_the_second_is_refused_and_later_granted():
    world = guarded(minAvailable=2)
    first, second, _ = [Key("pods", "default", name(p)) for p in world.pods(app="web")]
    world.door.evict(first)
    with pytest.raises(StatusError) as refused:
        world.door.evict(second)
    assert refused.value.code == 429
    assert refused.value.causes[0]["message"] == "The disruption budget web needs 2 healthy pods and has 3 currently"
    world.run(20)
    assert world.get(BUDGETS, "web")["status"]["disruptionsAllowed"] == 1
    assert "disruptedPods" not in world.get(BUDGETS, "web")["status"]
    world.door.evict(second)
    ended = world.get("pods", second.name)
    assert ended["status"]["conditions"][-1]["reason"] == "EvictionByEvictionAPI"
    assert "deletionTimestamp" in ended["metadata"]


def test_a_percentage_counts_the_deployment_through_its_sets():
    status = guarded(maxUnavailable="34%").get(BUDGETS, "web")["status"]
    assert (status["expectedPods"], status["desiredHealthy"]) == (3, 1)


def test_a_granted_eviction_that_never_happens_is_forgotten_after_two_minutes():
    world = guarded(minAvailable=2)
    held = world.get(BUDGETS, "web")
    granted = {name(world.pods(app="web")[0]): held["metadata"]["creationTimestamp"]}
    world.door.update_status({**held, "status": {**held["status"], "disruptedPods": granted, "disruptionsAllowed": 0}})
    world.run(10)
    assert world.get(BUDGETS, "web")["status"]["disruptionsAllowed"] == 0
    world.run(120)
    assert world.get(BUDGETS, "web")["status"]["disruptionsAllowed"] == 1


def test_a_budget_without_pods_says_so():
    world = guarded(minAvailable=1)
    meta = {"name": "none", "namespace": "default"}
    spec = {"minAvailable": 1, "selector": {"matchLabels": {"app": "none"}}}
    world.door.create({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": meta, "spec": spec})
    world.run(1)
    assert "PodDisruptionBudget/none NoPods No matching pods found" in world.events()
    world.door.create(pod("late", "none"))
    world.run(5)
    assert world.get(BUDGETS, "none")["status"]["currentHealthy"] == 1
