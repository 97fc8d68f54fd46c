"""The operations over HTTP: each does what kubectl would, and refuses in a sentence what makes no sense."""

from typing import Any

import pytest

from core.operations.catalog import ALL
from simulator.kubelet import behaviour
from tests.pages.build import account, config, deployment, owned, pod
from tests.pages.conftest import Dashboard, Write

DEPLOYMENT = {"resource": "deployments.apps", "namespace": "default", "name": "web"}
NODE = {"resource": "nodes", "name": "node-1"}
POD = {"resource": "pods", "namespace": "default", "name": "one"}


def act(dashboard: Dashboard, action: str, target: dict[str, str], code: int = 200, **params: Any) -> str:
    """The sentence that answers an action."""
    answer = dashboard.post("actions", {"action": action, **target, "params": params}, code)
    return str(answer["message"] if code == 200 else answer["error"]["message"])


@pytest.fixture
def web(create: Write) -> Any:
    """The Deployment `web` of two replicas."""
    return create(deployment())


def spec(dashboard: Dashboard, resource: str = "deployments.apps", name: str = "web") -> Any:
    """What is stored of an object's spec."""
    found = dashboard.object(resource, "" if resource == "nodes" else "default", name)
    assert found
    return found["spec"]


def test_scale(dashboard: Dashboard, web: Any) -> None:
    assert act(dashboard, "scale", DEPLOYMENT, replicas=5) == "Deployment default/web scaled from 2 to 5."
    assert spec(dashboard)["replicas"] == 5


@pytest.mark.parametrize("replicas", [-1, 1.5, "3", None, True, 10**9])
def test_scaling_to_no_number_is_refused(dashboard: Dashboard, web: Any, replicas: Any) -> None:
    assert "must be a whole number" in act(dashboard, "scale", DEPLOYMENT, 422, replicas=replicas)


def test_restart_stamps_the_template(dashboard: Dashboard, web: Any) -> None:
    act(dashboard, "restart", DEPLOYMENT)
    annotations = spec(dashboard)["template"]["metadata"]["annotations"]
    assert annotations == {"kubectl.kubernetes.io/restartedAt": "2023-11-14T22:13:20Z"}


def test_pause_and_resume(dashboard: Dashboard, web: Any) -> None:
    act(dashboard, "pause", DEPLOYMENT)
    assert spec(dashboard)["paused"] is True
    assert act(dashboard, "pause", DEPLOYMENT, 422) == "Deployment default/web is already paused."
    assert "resume it first" in act(dashboard, "restart", DEPLOYMENT, 422)
    act(dashboard, "resume", DEPLOYMENT)
    assert "paused" not in spec(dashboard)


def replicaset(revision: int, image: str, owner: Any) -> Any:
    """A ReplicaSet of the Deployment's history."""
    made = deployment(image=image)
    name = f"web-{revision}"
    template = made["spec"]["template"]
    labels = {**template["metadata"]["labels"], "pod-template-hash": str(revision)}
    doc = {
        **made,
        "kind": "ReplicaSet",
        "metadata": {
            "name": name,
            "namespace": "default",
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
        },
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": labels},
            "template": {**template, "metadata": {"labels": labels}},
        },
    }
    return owned(doc, owner)


def test_undo_brings_the_template_before_back(dashboard: Dashboard, web: Any, create: Write) -> None:
    for revision, image in ((1, "web:0"), (9, "web:9"), (10, "web:1")):
        create(replicaset(revision, image, web))
    assert act(dashboard, "undo", DEPLOYMENT) == "Deployment default/web rolled back to revision 9."
    template = spec(dashboard)["template"]
    assert template["spec"]["containers"][0]["image"] == "web:9"
    assert template["metadata"]["labels"] == {"app": "web"}
    assert "to revision 1" in act(dashboard, "undo", DEPLOYMENT, revision=1)
    assert spec(dashboard)["template"]["spec"]["containers"][0]["image"] == "web:0"
    assert act(dashboard, "undo", DEPLOYMENT, 422, revision=7) == "There is no revision 7 in the rollout history."


def test_undo_without_a_history_is_refused(dashboard: Dashboard, web: Any) -> None:
    assert act(dashboard, "undo", DEPLOYMENT, 422) == "There is no earlier revision to go back to."


def test_cordon_and_uncordon(dashboard: Dashboard) -> None:
    act(dashboard, "cordon", NODE)
    assert spec(dashboard, "nodes", "node-1")["unschedulable"] is True
    act(dashboard, "cordon", NODE, 422)
    act(dashboard, "uncordon", NODE)
    assert "unschedulable" not in spec(dashboard, "nodes", "node-1")


def test_drain_evicts_what_comes_again(dashboard: Dashboard, web: Any, create: Write) -> None:
    create(account())
    create(owned(pod("owned", "node-1"), web))
    create(owned(pod("elsewhere", "node-2"), web))
    create(pod("bare", "node-1"))
    create(owned(pod("agent", "node-1"), {**web, "kind": "DaemonSet"}))
    message = act(dashboard, "drain", NODE)
    assert message == (
        "Node node-1 cordoned, 1 pod evicted. Left where they are: bare (no controller would make it again)."
    )
    stored = {name: dashboard.object("pods", "default", name) or {} for name in ("owned", "elsewhere", "bare", "agent")}
    ended = [name for name, doc in stored.items() if "deletionTimestamp" in doc["metadata"]]
    assert ended == ["owned"]


def test_drain_keeps_what_a_budget_protects(dashboard: Dashboard, web: Any, create: Write, update: Write) -> None:
    create(account())
    create(owned(pod("owned", "node-1"), web))
    budget = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "keep", "namespace": "default"},
        "spec": {"minAvailable": 1, "selector": {"matchLabels": {"app": "owned"}}},
    }
    update({**create(budget), "status": {"disruptionsAllowed": 0}})
    assert "owned (the budget keep allows no disruption)" in act(dashboard, "drain", NODE)


def test_fail_and_recover_a_node(dashboard: Dashboard) -> None:
    act(dashboard, "fail", NODE)
    node = dashboard.object("nodes", "", "node-1")
    assert node and node["metadata"]["annotations"][behaviour.STOPPED]
    act(dashboard, "fail", NODE, 422)
    act(dashboard, "recover", NODE)
    node = dashboard.object("nodes", "", "node-1")
    assert node and behaviour.STOPPED not in node["metadata"].get("annotations", {})


def test_kill_marks_the_container(dashboard: Dashboard, create: Write, update: Write) -> None:
    create(account())
    stored = create(pod(node="node-1"))
    assert act(dashboard, "kill", POD, 422) == "Pod default/one is not running."
    update({**stored, "status": {"phase": "Running"}})
    act(dashboard, "kill", POD)
    found = dashboard.object("pods", "default", "one")
    assert found and found["metadata"]["annotations"][behaviour.CRASH] == "main"
    assert "has no container 'x'" in act(dashboard, "kill", POD, 422, container="x")


def test_delete(dashboard: Dashboard, create: Write) -> None:
    create(config(a="1"))
    target = {"resource": "configmaps", "namespace": "default", "name": "settings"}
    assert act(dashboard, "delete", target) == "ConfigMap default/settings is being deleted."
    assert dashboard.object("configmaps", "default", "settings") is None
    assert act(dashboard, "delete", target, 404) == 'configmaps "settings" not found'


@pytest.mark.parametrize("params", [{"propagation": "Sideways"}, {"propagation": []}, {"grace": -1}, {"grace": "0"}])
def test_a_delete_with_odd_options_is_refused(dashboard: Dashboard, web: Any, params: Any) -> None:
    act(dashboard, "delete", DEPLOYMENT, 422, **params)
    assert dashboard.object("deployments.apps", "default", "web")


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_action_is_refused_for_what_is_not_there(dashboard: Dashboard, name: str) -> None:
    act(dashboard, name, {"resource": "deployments.apps", "namespace": "default", "name": "none"}, 404)


@pytest.mark.parametrize("name", sorted(set(ALL) - {"delete"}))
def test_every_action_but_delete_is_refused_for_a_kind_that_it_does_not_fit(
    dashboard: Dashboard, create: Write, name: str
) -> None:
    create(config(a="1"))
    target = {"resource": "configmaps", "namespace": "default", "name": "settings"}
    assert "cannot be done to a ConfigMap" in act(dashboard, name, target, 422)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 400),
        ({"action": "delete"}, 400),
        ({"action": 5, **NODE}, 400),
        ({"action": "explode", **NODE}, 422),
        ({"action": "delete", "resource": "unicorns", "name": "x"}, 404),
        ({"action": "delete", "resource": "nodes", "name": "a\0b"}, 404),
        ({"action": "delete", **NODE, "params": []}, 200),
        ({"action": "delete", **NODE, "params": "x"}, 400),
        ([], 400),
        ("{", 400),
    ],
)
def test_bad_requests_are_answered(dashboard: Dashboard, body: Any, code: int) -> None:
    dashboard.post("actions", body, code)
