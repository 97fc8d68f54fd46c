"""The scheduler on the engine: what it writes, when it tries again, and that neither cut nor restart shows."""

from __future__ import annotations

from random import Random
from typing import Any

from core.machinery.door import Door
from core.meta import conditions
from core.meta.objects import Doc, Key
from core.meta.time import MINUTE, SECOND, parse
from core.store.memory import MemoryStore
from simulator.engine.engine import Engine
from simulator.scheduler.component import Scheduler
from tests.scheduler.builders import make_node, make_pod

BEGIN = parse("2026-01-01T00:00:00Z")


class Cluster:
    """An engine that runs the scheduler alone."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self.engine = Engine(self.store, "seed", [Scheduler()], BEGIN)
        self.door = Door(self.store, seed="seed", clock=lambda: self.engine.now, actor="test", trusted=True)
        self.door.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}})
        account = {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": {"name": "default", "namespace": "default"},
        }
        self.door.create(account)
        for value in (5, 7):
            policy = "Never" if value == 7 else "PreemptLowerPriority"
            named = {
                "apiVersion": "scheduling.k8s.io/v1",
                "kind": "PriorityClass",
                "metadata": {"name": f"class-{value}"},
            }
            self.door.create({**named, "value": value, "preemptionPolicy": policy})
        self.engine.accept()

    def add_node(self, name: str, **has: Any) -> None:
        """A node that is ready: without the taint that a new one gets."""
        node = make_node(name, **has)
        stored = self.door.create({**node, "status": {}})
        self.door.update_status({**stored, "status": node["status"]})
        self.door.update({**self.get("nodes", name), "spec": node["spec"]})
        self.engine.accept()

    def add_pod(self, name: str, **spec: Any) -> None:
        pod = make_pod(name, **spec)
        del pod["metadata"]["uid"]
        self.door.create(pod)
        self.engine.accept()

    def run(self, seconds: float = 1) -> None:
        self.engine.run(self.engine.now + int(seconds * SECOND))
        self.engine.accept()

    def wait(self, seconds: float) -> None:
        end = self.engine.now + int(seconds * SECOND)
        self.engine.run(end)
        self.engine.now = end
        self.engine.accept()

    def get(self, resource: str, name: str) -> Doc:
        found = self.store.get(Key(resource, "" if resource == "nodes" else "default", name))
        assert found is not None
        return found

    def node_of(self, pod: str) -> str:
        return str(self.get("pods", pod)["spec"].get("nodeName", ""))

    def standings(self) -> list[object]:
        """What the scheduler keeps of pods that failed."""
        return [memo for *_, field, memo in self.engine.ledger.whole().memos if field == "standing"]

    def events(self) -> list[tuple[str, str, str]]:
        """(pod, reason, message) of every write of an event, in order."""
        docs = (change.doc for change in self.store.changes(0) if change.key.resource == "events")
        return [(doc["involvedObject"]["name"], doc["reason"], doc["message"]) for doc in docs]

    def log(self) -> list[tuple[int, str, str, str]]:
        return [(change.time, change.actor, change.verb, str(change.doc)) for change in self.store.changes(0)]


def condition(cluster: Cluster, pod: str) -> Doc:
    found = conditions.find(cluster.get("pods", pod)["status"].get("conditions"), "PodScheduled")
    assert found is not None
    return found


def test_a_pod_is_bound_in_one_write_and_an_event_tells() -> None:
    cluster = Cluster()
    cluster.add_node("a")
    cluster.add_pod("web")
    before = cluster.store.head()
    cluster.run()
    assert cluster.node_of("web") == "a"
    assert condition(cluster, "web")["status"] == "True"
    assert cluster.events() == [("web", "Scheduled", "Successfully assigned default/web to a")]
    assert next(cluster.store.changes(before)).key == Key("pods", "default", "web")
    assert cluster.store.head() == before + 2


def test_a_refusal_is_told_by_condition_event_and_reason() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("web", cpu="2")
    cluster.engine.run(BEGIN + SECOND)
    message = (
        "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, "
        "preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling."
    )
    told = condition(cluster, "web")
    assert (told["status"], told["reason"], told["message"]) == ("False", "Unschedulable", message)
    assert told["lastProbeTime"] is None
    assert cluster.events() == [("web", "FailedScheduling", message)]
    (decision,) = cluster.engine.decisions
    assert decision.action == "FailedScheduling"
    assert decision.reason["admit"] == [{"text": "lower the cpu request from 2 to 1", "node": "a"}]
    assert decision.reason["attempts"] == 1


def test_no_nodes_at_all() -> None:
    cluster = Cluster()
    cluster.add_pod("web")
    cluster.run()
    assert condition(cluster, "web")["message"] == "no nodes available to schedule pods"
    cluster.add_node("a")
    cluster.run()
    assert cluster.node_of("web") == "a"


def test_other_schedulers_pods_and_gated_pods_are_left_alone() -> None:
    cluster = Cluster()
    cluster.add_node("a")
    cluster.add_pod("other", schedulerName="mine")
    cluster.add_pod("gated", schedulingGates=[{"name": "wait"}])
    cluster.run()
    assert [cluster.node_of(pod) for pod in ("other", "gated")] == ["", ""]
    gated = cluster.get("pods", "gated")
    cluster.door.update(
        {**gated, "spec": {key: value for key, value in gated["spec"].items() if key != "schedulingGates"}}
    )
    cluster.run()
    assert cluster.node_of("gated") == "a"


def test_the_more_important_pod_goes_first() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("low", cpu="1")
    cluster.add_pod("high", cpu="1", priorityClassName="class-7")
    cluster.run()
    assert [cluster.node_of(pod) for pod in ("low", "high")] == ["", "a"]


def test_a_pod_is_tried_again_when_room_is_made() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("first", cpu="1")
    cluster.run()
    cluster.add_pod("second", cpu="1")
    cluster.run()
    cluster.door.delete(Key("pods", "default", "first"), grace=0)
    cluster.run()
    assert cluster.node_of("second") == "a"
    assert "reason" not in condition(cluster, "second")


def test_what_was_noted_of_a_pod_is_forgotten_with_it() -> None:
    cluster = Cluster()
    cluster.add_pod("bound")
    cluster.add_pod("gone")
    cluster.run()
    assert len(cluster.standings()) == 2
    cluster.add_node("a")
    cluster.door.delete(Key("pods", "default", "gone"), grace=0)
    cluster.run()
    assert cluster.node_of("bound") == "a"
    assert cluster.standings() == []


def test_a_change_that_cannot_help_wakes_nobody() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("web", cpu="2")
    cluster.run()
    cluster.add_node("b", cpu="1")
    cluster.run(60)
    assert len(cluster.events()) == 1
    cluster.add_node("c", cpu="2")
    cluster.run()
    assert cluster.node_of("web") == "c"


def test_without_any_event_a_pod_is_tried_again_after_five_minutes() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("web", cpu="2")
    cluster.run(299)
    assert len(cluster.events()) == 1
    cluster.engine.run(BEGIN + 5 * MINUTE + SECOND)
    assert len(cluster.events()) == 2


def test_an_attempt_that_wrote_no_object_is_made_again_when_undone() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("web", cpu="2")
    cluster.run(299)
    later = BEGIN + 6 * MINUTE
    cluster.engine.run(later, lambda: True)  # lets the pod back into the queue
    cluster.engine.accept()
    cluster.engine.run(later)
    assert len(cluster.events()) == 2
    cluster.engine.rollback()
    assert len(cluster.events()) == 1
    cluster.engine.run(later)
    assert len(cluster.events()) == 2


def test_a_claim_that_is_missing_or_unbound_holds_a_pod_back() -> None:
    cluster = Cluster()
    cluster.add_node("a")
    cluster.add_pod("web", volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}])
    cluster.run()
    missing = '0/1 nodes are available: persistentvolumeclaim "data" not found. not found'
    assert condition(cluster, "web")["message"] == missing
    claim = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data", "namespace": "default"}}
    size = {"requests": {"storage": "1Gi"}}
    cluster.door.create({**claim, "spec": {"accessModes": ["ReadWriteOnce"], "resources": size}})
    cluster.run()
    unbound = "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
    assert condition(cluster, "web")["message"] == unbound


def test_preemption_nominates_marks_deletes_and_then_places() -> None:
    cluster = Cluster()
    cluster.add_node("a", cpu="1")
    cluster.add_pod("low", cpu="1")
    cluster.run()
    cluster.add_pod("high", cpu="1", priorityClassName="class-5")
    cluster.engine.run(cluster.engine.now + SECOND)
    high, low = cluster.get("pods", "high"), cluster.get("pods", "low")
    assert high["status"]["nominatedNodeName"] == "a"
    assert condition(cluster, "high")["message"] == "0/1 nodes are available: 1 Insufficient cpu."
    disrupted = conditions.find(low["status"]["conditions"], "DisruptionTarget")
    assert disrupted is not None
    assert disrupted["reason"] == "PreemptionByScheduler"
    assert disrupted["message"] == "default-scheduler: preempting to accommodate a higher priority pod"
    assert "deletionTimestamp" in low["metadata"]
    assert cluster.events()[-1] == ("low", "Preempted", f"Preempted by pod {high['metadata']['uid']} on node a")
    cluster.door.delete(Key("pods", "default", "low"), grace=0)
    cluster.run()
    assert cluster.node_of("high") == "a"


def busy(cluster: Cluster, number: int) -> None:
    """One thing that a person does; the same for the same number."""
    random = Random(number)
    if number % 5 == 0:
        cluster.add_node(f"n{number}", cpu="2", zone=random.choice("xyz"))
    elif number % 7 == 0 and (bound := [pod for pod in cluster.store.list("pods") if pod["spec"].get("nodeName")]):
        cluster.door.delete(Key("pods", "default", random.choice(bound)["metadata"]["name"]), grace=0)
    else:
        important = {"priorityClassName": "class-5"} if random.random() < 0.3 else {}
        cluster.add_pod(f"p{number}", cpu=random.choice(["200m", "1", "3"]), **important)


def history(disturb: Any) -> list[tuple[int, str, str, str]]:
    cluster = Cluster()
    for number in range(1, 60):
        busy(cluster, number)
        cluster.engine.accept()
        end = BEGIN + number * SECOND // 2
        disturb(cluster, number, end)
        cluster.engine.run(end)
        cluster.engine.now = end
        cluster.engine.accept()
    return cluster.log()


def test_a_turn_that_is_undone_and_done_again_leaves_the_same_log() -> None:
    def undo(cluster: Cluster, number: int, end: int) -> None:
        left = number % 4

        def stop() -> bool:
            nonlocal left
            left -= 1
            return left <= 0

        cluster.engine.run(end, stop)
        cluster.engine.rollback()

    plain = history(lambda cluster, number, end: None)
    assert history(undo) == plain
    assert any("FailedScheduling" in doc for *_, doc in plain)


def test_a_restart_between_any_two_looks_leaves_the_same_log() -> None:
    def restart(cluster: Cluster, number: int, end: int) -> None:
        cluster.engine.run(end, lambda: True)
        cluster.engine.accept()
        revived = Engine(cluster.store, "seed", [Scheduler()], cluster.engine.now)
        revived.ledger.replay([cluster.engine.ledger.whole()])
        revived.recorder.reload()
        cluster.engine._changed = lambda *change: None
        cluster.engine = revived

    assert history(restart) == history(lambda cluster, number, end: None)
