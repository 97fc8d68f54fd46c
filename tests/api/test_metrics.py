"""The add-on group metrics.k8s.io over the API."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.api import tokens
from core.founding import found
from core.inputs import admitted
from core.machinery.door import Door
from core.meta.objects import Doc
from core.models import Cluster
from simulator.clusters import addons
from tests.api.client import Api
from tests.api.conftest import BEGINNING
from tests.logs.pods import make_pod

METRICS = "/apis/metrics.k8s.io/v1beta1"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
STARTED = {"running": {"startedAt": "2023-11-14T22:13:20Z"}}


def fill(cluster: Cluster) -> None:
    """Two nodes, of which `dead`'s kubelet is stopped, with a pod on each; and one that is nowhere."""
    with admitted(cluster, "test") as door:
        for namespace in ("rec", "rec3"):
            meta = {"name": "default", "namespace": namespace}
            door.create({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta})
        stopped = {"clusterviz.io/kubelet-stopped": "2023-11-14T22:13:20Z"}
        node(door, "n", {"zone": "a"}, {})
        node(door, "dead", {}, stopped)
        for name, namespace, place in (("p", "rec", "n"), ("q", "rec3", "dead"), ("r", "rec", "")):
            place_pod(door, name, namespace, place)
    Cluster.objects.filter(pk=cluster.pk).update(time=BEGINNING + 61_000_000)


def node(door: Door, name: str, labels: Doc, annotations: Doc) -> None:
    meta = {"name": name, "labels": labels, "annotations": annotations}
    door.create({"apiVersion": "v1", "kind": "Node", "metadata": meta})


def place_pod(door: Door, name: str, namespace: str, place: str) -> None:
    made = make_pod(STARTED, resources={"requests": {"cpu": "100m", "memory": "64Mi"}})
    made["metadata"] = {"name": name, "namespace": namespace, "labels": {"app": name}}
    status = {**made.pop("status"), "phase": "Running"}
    made["spec"]["nodeName"] = place
    if not place:
        del made["spec"]["nodeName"]
        status = {"phase": "Pending"}
    stored = door.create(made)
    door.update_status({**stored, "status": {**stored["status"], **status}})


@pytest.fixture(autouse=True)
async def filled(cluster: Cluster) -> None:
    await sync_to_async(fill)(cluster)


def names(doc: Doc) -> list[str]:
    return [item["metadata"]["name"] for item in doc["items"]]


@pytest.mark.parametrize(
    ("path", "listed"),
    [
        pytest.param("/pods", ["p"], id="all pods that run where somebody is asked"),
        pytest.param("/namespaces/rec3/pods", [], id="of a namespace"),
        pytest.param("/pods?labelSelector=app%3Dq", [], id="of a label"),
        pytest.param("/pods?fieldSelector=metadata.name%3Dp", ["p"], id="of a name"),
        pytest.param("/nodes", ["n"], id="all nodes whose kubelet answers"),
        pytest.param("/nodes?labelSelector=zone%3Db", [], id="nodes of a label"),
    ],
)
async def test_lists(api: Api, path: str, listed: list[str]) -> None:
    response = await api.get(METRICS + path)
    assert (response.status, names(response.doc)) == (200, listed)
    assert response.doc["kind"] == ("NodeMetricsList" if "nodes" in path else "PodMetricsList")


async def test_one_pod_and_one_node(api: Api) -> None:
    pod = (await api.get(f"{METRICS}/namespaces/rec/pods/p")).doc
    assert (pod["kind"], pod["apiVersion"], pod["window"]) == ("PodMetrics", "metrics.k8s.io/v1beta1", "15s")
    assert pod["containers"][0]["usage"]["memory"].endswith("Ki")
    assert (await api.get(f"{METRICS}/nodes/n")).doc["usage"]["cpu"].endswith("n")


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        pytest.param("/namespaces/rec/pods/x", 404, 'pods "rec/x" not found', id="no such pod"),
        pytest.param(
            "/namespaces/rec/pods/r", 404, 'podmetrics.metrics.k8s.io "rec/r" not found', id="a pod without any"
        ),
        pytest.param("/nodes/dead", 404, 'nodemetrics.metrics.k8s.io "dead" not found', id="a node without any"),
        pytest.param(
            "/pods?watch=1", 405, "the server does not allow this method on the requested resource", id="no watch"
        ),
    ],
)
async def test_refusals(api: Api, path: str, code: int, message: str) -> None:
    response = await api.get(METRICS + path)
    assert (response.status, response.doc["message"]) == (code, message)


async def test_a_table_sums_the_containers(api: Api) -> None:
    table = (await api.get(f"{METRICS}/pods", accept=TABLE)).doc
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "cpu", "memory", "Window"]
    assert table["rows"][0]["cells"][0] == "p"
    assert table["rows"][0]["cells"][3] == "15s"


async def test_nothing_is_written_by_being_asked(cluster: Cluster, api: Api) -> None:
    before = (await api.get("/api/v1/pods")).doc["metadata"]["resourceVersion"]
    await api.get(f"{METRICS}/pods")
    assert (await api.get("/api/v1/pods")).doc["metadata"]["resourceVersion"] == before


async def test_the_group_is_discovered(api: Api) -> None:
    assert "metrics.k8s.io" in {group["name"] for group in (await api.get("/apis")).doc["groups"]}
    listed = {entry["name"]: entry["verbs"] for entry in (await api.get(METRICS)).doc["resources"]}
    assert listed == {"nodes": ["get", "list"], "pods": ["get", "list"]}
    aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    items = (await api.get("/apis", accept=aggregated)).doc["items"]
    assert items[-1]["versions"][0]["resources"][0]["responseKind"]["kind"] == "NodeMetrics"
    schemas = (await api.get("/openapi/v3/apis/metrics.k8s.io/v1beta1")).doc["components"]["schemas"]
    assert "io.k8s.metrics.pkg.apis.metrics.v1beta1.PodMetrics" in schemas


async def test_who_reads_metrics_needs_a_role(cluster: Cluster) -> None:
    response = await Api(cluster, tokens.issue(cluster, "ann")).get(f"{METRICS}/nodes")
    assert response.doc["message"] == (
        'nodes.metrics.k8s.io is forbidden: User "ann" cannot list resource "nodes" in API group "metrics.k8s.io" at '
        "the cluster scope"
    )


async def test_the_add_on_comes_with_its_service_and_its_role(cluster: Cluster) -> None:
    other = await sync_to_async(found)("other", addons.documents())
    api = Api(other)
    service: Any = (await api.get("/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io")).doc
    assert [(one["type"], one["status"], one["reason"]) for one in service["status"]["conditions"]] == [
        ("Available", "True", "Local")
    ]
    role = (await api.get("/apis/rbac.authorization.k8s.io/v1/clusterroles/system:aggregated-metrics-reader")).doc
    assert role["rules"][0]["resources"] == ["pods", "nodes"]
