"""[sig-apps] DisruptionController (test/e2e/apps/disruption.go)."""

from __future__ import annotations

from typing import Any

from tests.conformance.objects import condition, container, pod, replica_set
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite

LABELS = {"foo": "bar"}


def path(suite: Suite, name: str = "") -> str:
    return suite.group("policy/v1", "poddisruptionbudgets", name)


def budget(name: str, labels: Doc | None = None, **rule: Any) -> Doc:
    meta = {"name": name, "creationTimestamp": None, **({"labels": labels} if labels else {})}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": meta,
        "spec": {"selector": {"matchLabels": LABELS}, **rule},
        "status": {"disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0},
    }


def is_processed(one: Doc) -> bool:
    return bool(one.get("status", {}).get("observedGeneration", 0) >= one["metadata"]["generation"])


async def runs(suite: Suite, count: int) -> list[Doc]:
    async def told() -> list[Doc] | None:
        found = await suite.items(suite.core("pods"), "foo=bar")
        ready = [one for one in found if (condition(one, "Ready") or {}).get("status") == "True"]
        return ready if len(ready) >= count else None

    pods: list[Doc] = await suite.until(told)
    return pods


async def evict(suite: Suite, one: Doc) -> Any:
    meta = {"name": one["metadata"]["name"], "namespace": suite.namespace, "creationTimestamp": None}
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": meta}
    return await suite.api.post(f"{suite.core('pods', meta['name'])}/eviction", body)


@spec(
    "apps",
    "DisruptionController Listing PodDisruptionBudgets for all namespaces should list and delete a "
    "collection of PodDisruptionBudgets",
)
async def test_budgets_are_listed_everywhere_and_deleted_as_a_collection(suite: Suite) -> None:
    labels = {"foo": "listed"}
    for name in ("foo", "foo2"):
        await suite.make(path(suite), budget(name, labels, minAvailable=2))
    other = f"/apis/policy/v1/namespaces/{await suite.new_namespace('e2e-tests-another')}/poddisruptionbudgets"
    await suite.make(other, budget("foo3", labels, minAvailable="1%"))
    assert len(await suite.items("/apis/policy/v1/poddisruptionbudgets", "foo=listed")) == 3
    assert len(await suite.items(path(suite), "foo=listed")) == 2
    await suite.delete(path(suite), {})
    assert await suite.items(path(suite)) == []
    assert len(await suite.items(other, "foo=listed")) == 1


@spec("apps", "DisruptionController should create a PodDisruptionBudget")
async def test_a_budget_is_made_updated_patched_and_deleted(suite: Suite) -> None:
    await suite.make(path(suite), budget("foo", minAvailable="1%"))
    await suite.became(path(suite, "foo"), is_processed)
    await suite.change(path(suite, "foo"), lambda one: one["spec"].update(minAvailable="2%"))
    held = await suite.became(path(suite, "foo"), is_processed)
    assert held["spec"]["minAvailable"] == "2%"
    await suite.patch(path(suite, "foo"), {"spec": {"minAvailable": "3%"}})
    held = await suite.became(path(suite, "foo"), is_processed)
    assert held["spec"]["minAvailable"] == "3%"
    await suite.delete(path(suite, "foo"), {})
    await suite.goes(path(suite, "foo"), 60)


@spec("apps", "DisruptionController should observe PodDisruptionBudget status updated")
async def test_the_status_of_a_budget_follows_its_pods(suite: Suite) -> None:
    await suite.make(path(suite), budget("foo", minAvailable=1))
    for number in range(3):
        await suite.make(suite.core("pods"), pod(f"pod-{number}", labels=LABELS))
    await runs(suite, 3)
    await suite.became(path(suite, "foo"), lambda one: one["status"]["disruptionsAllowed"] > 0, 60)


@spec("apps", "DisruptionController should update/patch PodDisruptionBudget status")
async def test_the_status_of_a_budget_is_written(suite: Suite) -> None:
    await suite.make(path(suite), budget("foo", minAvailable=1))
    await suite.make(suite.core("pods"), pod("pod-0", labels=LABELS))
    await runs(suite, 1)
    await suite.became(path(suite, "foo"), is_processed)
    status, disrupted = f"{path(suite, 'foo')}/status", {"pod-0": "2026-01-01T00:00:00Z"}
    updated = await suite.change(status, lambda doc: doc["status"].update(disruptedPods=disrupted))
    assert "pod-0" in updated["status"]["disruptedPods"]
    patched = await suite.patch(status, {"status": {"disruptedPods": None}}, MERGE)
    assert "disruptedPods" not in patched["status"]


@spec("apps", "DisruptionController should block an eviction until the PDB is updated to allow it")
async def test_an_eviction_waits_for_the_budget(suite: Suite) -> None:
    await suite.make(suite.group("apps/v1", "replicasets"), replica_set("rs", 3, LABELS))
    await runs(suite, 3)
    await suite.make(path(suite), budget("foo", minAvailable=3))
    await suite.became(path(suite, "foo"), is_processed)
    first = (await runs(suite, 3))[0]
    refused = await evict(suite, first)
    assert (refused.status, refused.doc["reason"]) == (429, "TooManyRequests")
    assert refused.doc["details"]["causes"][0]["reason"] == "DisruptionBudget"
    await suite.change(path(suite, "foo"), lambda one: one["spec"].update(minAvailable=2))
    await suite.became(path(suite, "foo"), lambda one: is_processed(one) and one["status"]["disruptionsAllowed"] == 1)
    assert (await evict(suite, first)).status == 201
    await suite.goes(suite.core("pods", first["metadata"]["name"]))
    second = (await runs(suite, 3))[0]
    await suite.patch(path(suite, "foo"), {"spec": {"minAvailable": None, "maxUnavailable": 0}}, MERGE)
    await suite.became(path(suite, "foo"), is_processed)
    assert (await evict(suite, second)).status == 429
    await suite.delete(path(suite, "foo"))
    await suite.goes(path(suite, "foo"))
    assert (await evict(suite, second)).status == 201


async def test_a_pod_that_never_runs_is_not_counted(suite: Suite) -> None:
    """What `should observe` relies on: pods that are not ready grant nothing."""
    await suite.make(path(suite), budget("foo", minAvailable=1))
    await suite.make(suite.core("pods"), pod("pod-0", container(image="x:nonexistent"), labels=LABELS))
    await suite.pass_time(30)
    assert (await suite.get(path(suite, "foo")))["status"]["currentHealthy"] == 0
