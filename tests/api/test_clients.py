"""The official Python client and kr8s, unmodified, against the running application."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("kubernetes", reason="the packages of requirements-dev.txt are needed")

import kr8s.asyncio
from kr8s.asyncio.objects import ConfigMap, Deployment
from kubernetes import client, watch
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.leaselock import LeaseLock

from benchmarks.drivers import informers
from tests.clusterviz.supervisor.test_up import environment, free_port

pytestmark = [
    pytest.mark.processes,
    pytest.mark.xdist_group("processes"),
    # What the clients do with their sockets and loops is theirs.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Kubernetes version:UserWarning"),  # kr8s knows 1.35
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

APPLY = "application/apply-patch+yaml"


@pytest.fixture(scope="module")
def kubeconfig(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    var = tmp_path_factory.mktemp("clients")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"], cwd=root, env=environment(var, free_port()), stdout=subprocess.PIPE
    )
    assert process.stdout
    assert process.stdout.readline().startswith(b"ClusterViz is ready")
    yield var / "kubeconfig"
    process.send_signal(signal.SIGINT)
    process.wait(20)
    process.stdout.close()
    with warnings.catch_warnings(action="ignore"):  # kr8s leaves its sockets to the collector
        gc.collect()


@pytest.fixture(scope="module")
def api(kubeconfig: Path) -> client.ApiClient:
    return informers.api_of(kubeconfig, "demo")


def config(name: str, **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def test_objects_are_made_read_changed_and_deleted(api: client.ApiClient) -> None:
    core = client.CoreV1Api(api)
    made = core.create_namespaced_config_map("default", config("python", a="1"))
    assert core.read_namespaced_config_map("python", "default").metadata.uid == made.metadata.uid
    made.data["b"] = "2"
    assert core.replace_namespaced_config_map("python", "default", made).data == {"a": "1", "b": "2"}
    with pytest.raises(client.ApiException, match="Conflict"):
        core.replace_namespaced_config_map("python", "default", made)
    assert core.patch_namespaced_config_map("python", "default", {"data": {"a": None}}).data == {"b": "2"}
    core.delete_namespaced_config_map("python", "default")
    with pytest.raises(client.ApiException, match="Not Found"):
        core.read_namespaced_config_map("python", "default")


def test_server_side_apply_owns_fields_and_reports_conflicts(api: client.ApiClient) -> None:
    core = client.CoreV1Api(api)

    def apply(manager: str, **more: Any) -> Any:
        body = config("applied", owner=manager)
        options = {"field_manager": manager, "_content_type": APPLY, **more}
        return core.patch_namespaced_config_map("applied", "default", body, **options)

    assert [entry.manager for entry in apply("ann").metadata.managed_fields] == ["ann"]
    with pytest.raises(client.ApiException, match='conflict with \\\\"ann\\\\"'):
        apply("bob")
    assert apply("bob", force=True).data == {"owner": "bob"}


def test_a_list_is_read_in_pages_of_one_revision(api: client.ApiClient) -> None:
    core = client.CoreV1Api(api)
    found, token, versions = [], None, set()
    while token != "":
        page = core.list_pod_for_all_namespaces(limit=3, _continue=token)
        found += [pod.metadata.uid for pod in page.items]
        versions.add(page.metadata.resource_version)
        token = page.metadata._continue or ""
    assert len(found) == len(set(found)) > 3
    assert len(versions) == 1


def test_a_watch_resumes_after_its_end(api: client.ApiClient) -> None:
    core = client.CoreV1Api(api)
    version = core.list_namespaced_config_map("kube-public").metadata.resource_version
    heard = []
    for number in range(2):
        core.create_namespaced_config_map("kube-public", config(f"resumed-{number}"))
        stream = watch.Watch().stream(
            core.list_namespaced_config_map, "kube-public", resource_version=version, timeout_seconds=1
        )
        for event in stream:
            version = event["object"].metadata.resource_version
            heard.append((event["type"], event["object"].metadata.name))
    assert heard == [("ADDED", "resumed-0"), ("ADDED", "resumed-1")]


def test_a_leader_is_elected_by_a_lease_and_another_follows(api: client.ApiClient) -> None:
    client.Configuration.set_default(api.configuration)  # the lock makes clients of its own

    def election(name: str) -> leaderelection.LeaderElection:
        lock = LeaseLock("election", "default", name)
        return leaderelection.LeaderElection(electionconfig.Config(lock, 3, 2, 1, lambda: None, None))

    assert election("first").acquire()
    second = election("second")
    assert not second.try_acquire_or_renew(), "the first one's lease holds"
    assert second.acquire()
    lease = client.CoordinationV1Api(api).read_namespaced_lease("election", "default")
    assert (lease.spec.holder_identity, lease.spec.lease_duration_seconds) == ("second", 3)


async def test_kr8s_makes_scales_and_deletes(kubeconfig: Path) -> None:
    api = await kr8s.asyncio.api(kubeconfig=str(kubeconfig), context="demo")
    labels = {"app": "kr8s"}
    spec = {
        "replicas": 1,
        "selector": {"matchLabels": labels},
        "template": {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "web:1"}]}},
    }
    metadata = {"name": "kr8s", "namespace": "default"}
    doc = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata, "spec": spec}
    made = await Deployment(doc, api=api)
    await made.create()
    await made.scale(2)
    await made.wait("condition=Available", timeout=40)
    assert len([pod async for pod in api.get("pods", namespace="default", label_selector=labels)]) == 2
    await made.delete()
    note = await ConfigMap({**config("kr8s"), "metadata": metadata}, api=api)
    await note.create()
    await note.patch({"data": {"a": "1"}})
    assert (await ConfigMap.get("kr8s", namespace="default", api=api)).raw["data"] == {"a": "1"}


def test_informers_hear_each_change_of_a_churning_cluster_once(kubeconfig: Path, api: client.ApiClient) -> None:
    heard = [informers.Official(kubeconfig, "demo", 2), informers.Kr8s(kubeconfig, "demo", 2)]
    apps = client.AppsV1Api(api)
    for number in range(informers.DEPLOYMENTS):
        labels = {"app": f"load-{number:05d}"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "c", "image": "web:1"}]}}
        spec = {"replicas": 3, "selector": {"matchLabels": labels}, "template": template}
        apps.create_namespaced_deployment("default", {"metadata": {"name": labels["app"]}, "spec": spec})
    informers.churn(api, heard, 12)
    assert all(one.failure is None for one in heard)
    assert min(one.watches for one in heard) > 2
    assert_same(heard[0].heard, heard[1].heard)


def assert_same(first: informers.Heard, second: informers.Heard) -> None:
    """Both heard the same, each once, where both were listening."""
    start, end = max(first[0][2], second[0][2]), min(first[-1][2], second[-1][2])
    cut = [[event for event in heard if start <= event[2] <= end] for heard in (first, second)]
    assert cut[0] == cut[1]
    assert len(cut[0]) > 50
    assert len(set(cut[0])) == len(cut[0])
