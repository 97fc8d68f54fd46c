"""What the suite does before its first spec, and around each: nodes, system pods, a namespace that comes and goes.

Source: test/e2e/e2e.go, test/e2e/framework/{framework,util}.go, test/e2e/architecture/conformance.go.
"""

from __future__ import annotations

import pytest

from tests.api.client import Watch
from tests.conformance.specs import spec
from tests.conformance.suite import Doc, Suite

SYSTEM = "/api/v1/namespaces/kube-system"


def conditions(doc: Doc) -> dict[str, str]:
    return {one["type"]: one["status"] for one in doc["status"].get("conditions", ())}


async def schedulable(suite: Suite) -> list[Doc]:
    """The nodes that are ready and have no taint that keeps pods off, asked for as the framework asks."""
    nodes = await suite.get("/api/v1/nodes?resourceVersion=0&fieldSelector=spec.unschedulable%3Dfalse")
    ready = [node for node in nodes["items"] if conditions(node)["Ready"] == "True"]
    assert all(conditions(node).get("NetworkUnavailable", "False") == "False" for node in ready)
    return [node for node in ready if not node["spec"].get("taints")]


@pytest.mark.parametrize("suite", ["demo"], indirect=True)
async def test_the_suite_may_start(suite: Suite) -> None:
    every = await suite.items("/api/v1/nodes")
    assert len(await schedulable(suite)) == len(every)
    for path in ("/apis/apps/v1/namespaces/kube-system/replicasets", f"{SYSTEM}/replicationcontrollers"):
        for doc in await suite.items(path):
            assert doc["status"]["replicas"] == doc["spec"]["replicas"]
    pods = await suite.items(f"{SYSTEM}/pods")
    assert pods
    assert [(pod["status"]["phase"], conditions(pod)["Ready"]) for pod in pods] == [("Running", "True")] * len(pods)
    for doc in await suite.items("/apis/apps/v1/namespaces/kube-system/daemonsets"):
        assert doc["status"]["desiredNumberScheduled"] == doc["status"]["numberReady"]
    assert (await suite.get("/version"))["gitVersion"].startswith("v1.")


@spec("architecture", "Conformance Tests should have at least two untainted nodes")
async def test_there_are_two_untainted_nodes(suite: Suite) -> None:
    assert len(await schedulable(suite)) >= 2


STREAMED = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"


@pytest.mark.parametrize(
    "options",
    [
        pytest.param("allowWatchBookmarks=true&resourceVersion={version}", id="listed, then watched"),
        pytest.param(STREAMED, id="streamed"),
    ],
)
@pytest.mark.parametrize("thing", ["serviceaccounts/default", "configmaps/kube-root-ca.crt"])
async def test_a_namespace_comes_with_its_account_and_certificate(suite: Suite, thing: str, options: str) -> None:
    levels = {f"pod-security.kubernetes.io/{mode}": "baseline" for mode in ("enforce", "audit", "warn")}
    labels = {"e2e-framework": "svcaccounts", "e2e-run": "0b5e0c2e", **levels}
    meta = {"name": f"{suite.namespace}-more", "labels": labels, "creationTimestamp": None}
    body = {"apiVersion": "v1", "kind": "Namespace", "metadata": meta, "spec": {}, "status": {}}
    await suite.make("/api/v1/namespaces", body)
    resource, _, name = thing.partition("/")
    path = f"/api/v1/namespaces/{suite.namespace}-more/{resource}?fieldSelector=metadata.name%3D{name}"
    listed = await suite.get(f"{path}&limit=500&resourceVersion=0")
    if listed["items"]:
        pytest.skip("the server was quicker")
    query = options.format(version=listed["metadata"]["resourceVersion"])
    async with Watch(suite.api, f"{path}&watch=true&timeoutSeconds=500&{query}") as watch:
        await suite.pass_time(2)
        events = [await watch.event() for _ in range(2 if options == STREAMED else 1)]
    added = [event["object"]["metadata"]["name"] for event in events if event["type"] == "ADDED"]
    assert added == [name]
    marks = [event["object"]["metadata"]["annotations"] for event in events if event["type"] == "BOOKMARK"]
    assert marks == ([{"k8s.io/initial-events-end": "true"}] if options == STREAMED else [])
    more = f"/api/v1/namespaces/{suite.namespace}-more"
    gone = await suite.delete(more)
    assert gone["status"]["phase"] == "Terminating"
    await suite.goes(more, 300)
