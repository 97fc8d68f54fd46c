"""Leases of nodes and heartbeats of nodes over the API: fresh when they are looked at, never written."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.founding import found
from core.machinery import heartbeats
from core.meta.time import SECOND, parse, rfc3339
from core.models import Cluster
from simulator import clusters
from tests.api.client import Api, Watch
from tests.api.conftest import BEGINNING

LEASES = "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases"
LATER = BEGINNING + 3600 * 1_000_000


@pytest.fixture
async def nodes(cluster: Cluster) -> Api:
    """A cluster with nodes, an hour after its beginning."""
    made = await sync_to_async(found)(
        "nodes", clusters.documents("single", "1", BEGINNING), beginning=BEGINNING, paused=True
    )
    await Cluster.objects.filter(pk=made.pk).aupdate(time=LATER)
    return Api(await Cluster.objects.aget(pk=made.pk))


async def test_a_lease_is_as_fresh_as_its_kubelet_keeps_it(nodes: Api) -> None:
    listed = (await nodes.get(LEASES)).doc
    (lease,) = listed["items"]
    name = lease["metadata"]["name"]
    expected = heartbeats.last_renewal("1", name, LATER)
    assert parse(lease["spec"]["renewTime"]) == expected
    one = (await nodes.get(f"{LEASES}/{name}")).doc
    assert parse(one["spec"]["renewTime"]) == expected
    assert one["metadata"]["resourceVersion"] == lease["metadata"]["resourceVersion"]
    everywhere = (await nodes.get("/apis/coordination.k8s.io/v1/leases?limit=5")).doc
    assert parse(everywhere["items"][0]["spec"]["renewTime"]) == expected
    assert (await nodes.get(LEASES)).doc["metadata"]["resourceVersion"] == listed["metadata"]["resourceVersion"]


async def test_a_nodes_heartbeats_are_as_fresh_as_its_kubelet_reports(nodes: Api) -> None:
    def times(node: dict[str, Any]) -> set[int]:
        return {parse(one["lastHeartbeatTime"]) for one in node["status"]["conditions"]}

    listed = (await nodes.get("/api/v1/nodes")).doc
    (node,) = listed["items"]
    name = node["metadata"]["name"]
    expected = {heartbeats.last_report("1", name, BEGINNING, LATER) // SECOND * SECOND}
    assert times(node) == expected
    assert LATER - 300 * SECOND < expected.copy().pop() <= LATER
    one = (await nodes.get(f"/api/v1/nodes/{name}")).doc
    assert times(one) == expected
    assert {cond["lastTransitionTime"] for cond in one["status"]["conditions"]} == {rfc3339(BEGINNING)}
    async with Watch(nodes, "/api/v1/nodes?watch=1") as watch:
        assert times((await watch.event())["object"]) == expected
    again = (await nodes.get("/api/v1/nodes")).doc
    assert again["metadata"]["resourceVersion"] == listed["metadata"]["resourceVersion"]
