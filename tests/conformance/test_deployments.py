"""[sig-apps] Deployment (test/e2e/apps/deployment.go)."""

from __future__ import annotations

from typing import Any

from tests.conformance.objects import AGNHOST, HTTPD, PAUSE, condition, deployment, is_owned, replica_set
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite

REVISION = "deployment.kubernetes.io/revision"
LABELS = {"name": "httpd"}


def path(suite: Suite, name: str = "") -> str:
    return suite.group("apps/v1", "deployments", name)


def is_complete(one: Doc) -> bool:
    """As upstream's framework: nothing old or unavailable is left, and the latest was seen."""
    wanted, status = one["spec"]["replicas"], one["status"]
    counts = [status.get(name, 0) for name in ("updatedReplicas", "replicas", "availableReplicas")]
    return counts == [wanted] * 3 and status.get("observedGeneration", 0) >= one["metadata"]["generation"]


async def rolled_out(suite: Suite, name: str, revision: str, image: str) -> Doc:
    """The deployment once it is complete at a revision."""
    held = await suite.became(path(suite, name), lambda one: revision_of(one) == revision)
    assert held["spec"]["template"]["spec"]["containers"][0]["image"] == image
    (newest,) = [one for one in await sets_of(suite, held) if revision_of(one) == revision]
    assert newest["spec"]["template"]["metadata"]["labels"]["pod-template-hash"] in newest["metadata"]["name"]
    return await suite.became(path(suite, name), is_complete)


def revision_of(one: Doc) -> Any:
    return one["metadata"].get("annotations", {}).get(REVISION)


async def sets_of(suite: Suite, owner: Doc) -> list[Doc]:
    return [one for one in await suite.items(suite.group("apps/v1", "replicasets")) if is_owned(one, owner)]


def changed(image: str) -> Any:
    return lambda one: one["spec"]["template"]["spec"]["containers"][0].update(image=image)


@spec("apps", "Deployment Deployment should have a working scale subresource")
async def test_a_deployment_is_scaled(suite: Suite) -> None:
    await suite.make(path(suite), deployment("test-new-deployment", 1, LABELS))
    await rolled_out(suite, "test-new-deployment", "1", HTTPD)
    one = path(suite, "test-new-deployment")
    scale = await suite.get(f"{one}/scale")
    assert (scale["spec"]["replicas"], scale["status"]["replicas"]) == (1, 1)
    del scale["metadata"]["resourceVersion"]
    scale["spec"]["replicas"] = 2
    assert (await suite.put(f"{one}/scale", scale))["spec"]["replicas"] == 2
    assert (await suite.get(one))["spec"]["replicas"] == 2
    await suite.patch(f"{one}/scale", {"spec": {"replicas": 4}, "status": {"replicas": 0}})
    assert (await suite.get(one))["spec"]["replicas"] == 4


@spec("apps", "Deployment RollingUpdateDeployment should delete old pods and create new ones")
async def test_a_rolling_update_adopts_and_counts_on_from_the_revision_it_finds(suite: Suite) -> None:
    old = {"name": "sample-pod", "pod": "httpd"}
    held = replica_set("test-rolling", 1, old, annotations={REVISION: "3546343826724305832"})
    await suite.make(suite.group("apps/v1", "replicasets"), held)
    await suite.became(
        suite.group("apps/v1", "replicasets", "test-rolling"), lambda one: one["status"].get("readyReplicas")
    )
    await suite.make(path(suite), deployment("test-rolling-update", 1, {"name": "sample-pod"}, AGNHOST))
    done = await rolled_out(suite, "test-rolling-update", "3546343826724305833", AGNHOST)
    assert sorted(one["spec"]["replicas"] for one in await sets_of(suite, done)) == [0, 1]


@spec("apps", "Deployment RecreateDeployment should delete old pods and create new ones")
async def test_recreate_never_runs_new_beside_old(suite: Suite) -> None:
    recreate = {"type": "Recreate"}
    await suite.make(path(suite), deployment("test-recreate", 1, {"name": "sample-pod-3"}, AGNHOST, strategy=recreate))
    await rolled_out(suite, "test-recreate", "1", AGNHOST)
    since = (await suite.change(path(suite, "test-recreate"), changed(HTTPD)))["metadata"]["resourceVersion"]
    await rolled_out(suite, "test-recreate", "2", HTTPD)

    def is_over(_: str, one: Doc) -> bool:
        status = one["status"]
        updated = status.get("updatedReplicas", 0)
        assert not updated or updated == status["replicas"], "new pods run with old ones"
        return is_complete(one)

    await suite.watched(f"{path(suite)}?fieldSelector=metadata.name%3Dtest-recreate", since, is_over)


@spec("apps", "Deployment deployment should delete old replica sets")
async def test_history_beyond_its_limit_goes(suite: Suite) -> None:
    labels = {"name": "cleanup-pod"}
    await suite.make(suite.group("apps/v1", "replicasets"), replica_set("test-cleanup", 1, {**labels, "pod": "httpd"}))
    await suite.became(
        suite.group("apps/v1", "replicasets", "test-cleanup"), lambda one: one["status"].get("readyReplicas")
    )
    made = await suite.make(path(suite), deployment("test-cleanup", 1, labels, AGNHOST, revisionHistoryLimit=0))

    async def is_alone() -> bool:
        return [one["spec"]["replicas"] for one in await sets_of(suite, made)] == [1]

    await suite.until(is_alone)
    assert await suite.is_gone(suite.group("apps/v1", "replicasets", "test-cleanup"))


@spec("apps", "Deployment deployment should support rollover")
async def test_a_rollout_is_overtaken_by_the_next(suite: Suite) -> None:
    labels = {"name": "rollover-pod"}
    before = suite.group("apps/v1", "replicasets", "test-rollover")
    await suite.make(suite.group("apps/v1", "replicasets"), replica_set("test-rollover", 1, {**labels, "pod": "httpd"}))
    await suite.became(before, lambda one: one["status"].get("readyReplicas") == 1)
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}}
    body = deployment("test-rollover", 1, labels, "gb-redisslave:nonexistent", strategy=rolling, minReadySeconds=10)
    await suite.make(path(suite), body)
    one = path(suite, "test-rollover")
    held = await suite.became(one, lambda held: held["status"].get("observedGeneration") == 1)
    await suite.pass_time(10)
    assert [each["spec"]["replicas"] for each in await sets_of(suite, held)] == [1, 1]
    await suite.change(one, changed(AGNHOST))
    held = await rolled_out(suite, "test-rollover", "2", AGNHOST)
    replicas = {each["spec"]["template"]["spec"]["containers"][0]["image"]: each for each in await sets_of(suite, held)}
    counts = {image: each["spec"]["replicas"] for image, each in replicas.items()}
    assert counts == {AGNHOST: 1, HTTPD: 0, "gb-redisslave:nonexistent": 0}


@spec("apps", "Deployment deployment should support proportional scaling")
async def test_scaling_in_a_rollout_is_shared_out(suite: Suite) -> None:
    rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 3, "maxUnavailable": 2}}
    await suite.make(path(suite), deployment("webserver", 10, LABELS, HTTPD, strategy=rolling))
    await rolled_out(suite, "webserver", "1", HTTPD)
    one = path(suite, "webserver")
    held = await suite.change(one, changed("webserver:404"))

    async def sizes(*wanted: int) -> None:
        async def told() -> bool:
            found = await sets_of(suite, held)
            images = {each["spec"]["template"]["spec"]["containers"][0]["image"]: each for each in found}
            counts = [images[image]["spec"]["replicas"] for image in (HTTPD, "webserver:404") if image in images]
            return tuple(counts) == wanted

        await suite.until(told)

    await sizes(8, 5)
    await suite.pass_time(60)
    await sizes(8, 5)
    (first,) = [each for each in await sets_of(suite, held) if each["spec"]["replicas"] == 8]
    assert first["status"]["availableReplicas"] == 8
    await suite.change(one, lambda each: each["spec"].update(replicas=30))
    await sizes(20, 13)


@spec("apps", "Deployment should run the lifecycle of a Deployment")
async def test_a_deployment_lives(suite: Suite) -> None:
    labels = {"test-deployment-static": "true"}
    chosen = "?labelSelector=test-deployment-static%3Dtrue"
    since = await suite.revision(f"/apis/apps/v1/deployments{chosen}")
    made = await suite.make(path(suite), deployment("test-deployment", 2, labels, PAUSE))
    one, watch = path(suite, "test-deployment"), f"{path(suite)}{chosen}"
    await suite.watched(watch, since, lambda kind, _: kind == "ADDED")
    await suite.became(one, lambda held: held["status"].get("readyReplicas") == 2)
    body = {"terminationGracePeriodSeconds": 2, "containers": [{"name": "httpd", "image": AGNHOST}]}
    meta = {"labels": {"test-deployment": "patched"}}
    await suite.patch(one, {"metadata": meta, "spec": {"replicas": 1, "template": {"spec": body}}})
    held = await suite.became(
        one, lambda held: is_complete(held) and held["spec"]["template"]["spec"]["containers"][0]["image"] == AGNHOST
    )
    assert held["status"].get("unavailableReplicas", 0) == 0
    assert len(await suite.items("/apis/apps/v1/deployments", "test-deployment-static=true")) == 1
    del made["metadata"]["resourceVersion"]
    made["metadata"]["labels"]["test-deployment"] = "updated"
    made["spec"]["template"]["spec"]["containers"][0]["image"] = HTTPD
    await suite.put(one, made)
    held = await suite.get(f"{one}/status")
    assert held["metadata"]["labels"]["test-deployment"] == "updated"
    assert [each["image"] for each in held["spec"]["template"]["spec"]["containers"]] == [HTTPD]
    await suite.became(one, is_complete)
    meta = {"labels": {"test-deployment": "patched-status"}}
    await suite.patch(f"{one}/status", {"metadata": meta, "status": {"readyReplicas": 0, "availableReplicas": 2}})
    held = await suite.get(f"{one}/status")
    assert held["metadata"]["labels"]["test-deployment"] == "updated"
    await suite.became(one, lambda held: held["status"].get("readyReplicas") == 2 and is_complete(held))
    await suite.delete(f"{path(suite)}{chosen}", {"gracePeriodSeconds": 1})
    await suite.watched(watch, since, lambda kind, _: kind == "DELETED")


@spec("apps", "Deployment should validate Deployment Status endpoints")
async def test_the_status_of_a_deployment_is_updated_and_patched(suite: Suite) -> None:
    since = await suite.revision("/apis/apps/v1/deployments?labelSelector=e2e%3Dtesting")
    await suite.make(path(suite), deployment("test", 1, {**LABELS, "e2e": "testing"}))
    held = await rolled_out(suite, "test", "1", HTTPD)
    status, watch = f"{path(suite, 'test')}/status", f"{path(suite)}?labelSelector=e2e%3Dtesting"
    told = {"type": "StatusUpdate", "status": "True", "reason": "E2E", "message": "Set from e2e test"}
    held["status"]["conditions"].append({**told, "lastUpdateTime": None, "lastTransitionTime": None})
    await suite.put(status, held)
    await suite.watched(watch, since, lambda _, one: condition(one, "StatusUpdate"))
    body = {"status": {"conditions": [{"type": "StatusPatched", "status": "True"}]}}
    await suite.patch(status, body, MERGE)
    await suite.watched(watch, since, lambda _, one: condition(one, "StatusPatched"))


async def test_what_a_deployment_made_goes_with_it(suite: Suite) -> None:
    made = await suite.make(path(suite), deployment("test-new-deployment", 1, LABELS))
    await rolled_out(suite, "test-new-deployment", "1", HTTPD)
    await suite.delete(path(suite, "test-new-deployment"), {"propagationPolicy": "Foreground"})
    await suite.goes(path(suite, "test-new-deployment"))
    assert await sets_of(suite, made) == []
    assert await suite.items(suite.core("pods"), "name=httpd") == []
