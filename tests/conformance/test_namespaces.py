"""Namespaces: changing them, their status and finalizers, and what is deleted with them in which order.

Source: test/e2e/apimachinery/namespace.go.
"""

from __future__ import annotations

from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, PAUSE, STRATEGIC, Doc, Suite

ALL = "/api/v1/namespaces"


def pod(name: str, **meta: object) -> Doc:
    spec_of = {"containers": [{"name": "nginx", "image": PAUSE}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **meta}, "spec": spec_of}


def fixed(name: str) -> Doc:
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}


@spec("api-machinery", "Namespaces [Serial] should ensure that all pods are removed when a namespace is deleted")
async def test_pods_go_with_their_namespace(suite: Suite) -> None:
    suite.namespace = name = await suite.new_namespace("nsdeletetest", "baseline")
    await suite.make(suite.core("pods"), pod("test-pod"))
    running = await suite.became(suite.core("pods", "test-pod"), lambda one: one["status"]["phase"] == "Running")
    await suite.delete(f"{ALL}/{name}")
    await suite.goes(f"{ALL}/{name}", 60 + running["spec"]["terminationGracePeriodSeconds"])
    await suite.make(ALL, fixed(name))
    await suite.refused("GET", suite.core("pods", "test-pod"), None, 404)


@spec("api-machinery", "Namespaces [Serial] should ensure that all services are removed when a namespace is deleted")
async def test_services_go_with_their_namespace(suite: Suite) -> None:
    suite.namespace = name = await suite.new_namespace("nsdeletetest", "baseline")
    body = {"selector": {"foo": "bar", "baz": "blah"}, "ports": [{"port": 80, "targetPort": 80}]}
    meta = {"name": "test-service"}
    await suite.make(suite.core("services"), {"apiVersion": "v1", "kind": "Service", "metadata": meta, "spec": body})
    await suite.delete(f"{ALL}/{name}")
    await suite.goes(f"{ALL}/{name}", 60)
    await suite.make(ALL, fixed(name))
    await suite.refused("GET", suite.core("services", "test-service"), None, 404)


@spec("api-machinery", "Namespaces [Serial] should patch a Namespace")
async def test_a_namespace_is_patched(suite: Suite) -> None:
    name = await suite.new_namespace("nspatchtest")
    made = await suite.get(f"{ALL}/{name}")
    patched = await suite.patch(f"{ALL}/{name}", {"metadata": {"labels": {"testLabel": "testValue"}}}, STRATEGIC)
    assert int(patched["metadata"]["resourceVersion"]) > int(made["metadata"]["resourceVersion"]) > 0
    assert (await suite.get(f"{ALL}/{name}"))["metadata"]["labels"]["testLabel"] == "testValue"


@spec("api-machinery", "Namespaces [Serial] should apply changes to a namespace status")
async def test_a_namespaces_status_is_patched_and_updated(suite: Suite) -> None:
    path = f"{ALL}/{suite.namespace}/status"
    assert (await suite.get(path))["status"]["phase"] == "Active"
    # Go's client sends the zero time of a condition as null.
    condition = {"type": "StatusPatch", "status": "True", "reason": "E2E", "lastTransitionTime": None}
    condition["message"] = "Patched by an e2e test"
    annotations = {"e2e-patched-ns-status": suite.namespace}
    patch = {"metadata": {"annotations": annotations}, "status": {"conditions": [condition]}}
    patched = await suite.patch(path, patch, MERGE)
    assert patched["metadata"]["annotations"]["e2e-patched-ns-status"] == suite.namespace
    assert patched["status"]["conditions"][-1]["message"] == "Patched by an e2e test"
    another = {**condition, "type": "StatusUpdate", "message": "Updated by an e2e test"}
    updated = await suite.change(path, lambda doc: doc["status"]["conditions"].append(another))
    assert [one["type"] for one in updated["status"]["conditions"]] == ["StatusPatch", "StatusUpdate"]


@spec("api-machinery", "Namespaces [Serial] should apply an update to a Namespace")
async def test_a_namespace_is_updated(suite: Suite) -> None:
    name = suite.namespace
    updated = await suite.change(f"{ALL}/{name}", lambda doc: doc["metadata"]["labels"].update({name: "updated"}))
    assert updated["metadata"]["labels"][name] == "updated"


@spec("api-machinery", "Namespaces [Serial] should apply a finalizer to a Namespace")
async def test_a_finalizer_of_a_namespace_comes_and_goes_by_finalize(suite: Suite) -> None:
    name = await suite.new_namespace("e2e-ns")
    ours = "e2e.example.com/fakeFinalizer"
    for wanted in (["kubernetes", ours], ["kubernetes"]):
        doc = await suite.get(f"{ALL}/{name}")
        doc["spec"]["finalizers"] = wanted
        updated = await suite.put(f"{ALL}/{name}/finalize", doc)
        assert updated["spec"]["finalizers"] == wanted


@spec("api-machinery", "OrderedNamespaceDeletion namespace deletion should delete pod first")
async def test_a_namespaces_pods_are_deleted_before_all_else(suite: Suite) -> None:
    suite.namespace = name = await suite.new_namespace("nsdeletetest", "baseline")
    await suite.make(suite.core("pods"), pod("test-pod", finalizers=["e2e.example.com/finalizer"]))
    await suite.became(suite.core("pods", "test-pod"), lambda one: one["status"]["phase"] == "Running")
    config = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "test-configmap"}, "data": {"key": "value"}}
    await suite.make(suite.core("configmaps"), config)
    await suite.delete(f"{ALL}/{name}")

    def is_held_up(doc: Doc) -> bool:
        kinds = [one["type"] for one in doc["status"].get("conditions", ())]
        return doc["status"]["phase"] == "Terminating" and "NamespaceDeletionContentFailure" in kinds

    await suite.became(f"{ALL}/{name}", is_held_up, 900)
    await suite.became(suite.core("pods", "test-pod"), lambda one: "deletionTimestamp" in one["metadata"], 900)
    await suite.get(suite.core("configmaps", "test-configmap"))
    await suite.change(suite.core("pods", "test-pod"), lambda one: one["metadata"].update(finalizers=[]))
    await suite.goes(suite.core("pods", "test-pod"), 180)
    await suite.goes(f"{ALL}/{name}", 900)
