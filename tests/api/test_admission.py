"""Admission as clients of the API meet it: quotas under concurrent writes, warnings, what may not be deleted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.api.client import Api

REC = "/api/v1/namespaces/rec"


def doc(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **fields}


async def test_concurrent_creates_never_take_more_than_the_quota(api: Api) -> None:
    await api.post(f"{REC}/resourcequotas", doc("ResourceQuota", "q", spec={"hard": {"count/configmaps": "4"}}))
    made = await asyncio.gather(*(api.post(f"{REC}/configmaps", doc("ConfigMap", f"c{n}")) for n in range(12)))
    assert sorted(response.status for response in made) == [201] * 4 + [403] * 8
    quota = (await api.get(f"{REC}/resourcequotas/q")).doc
    assert quota["status"] == {"hard": {"count/configmaps": "4"}, "used": {"count/configmaps": "4"}}


async def test_a_workload_that_breaks_the_standard_is_warned_of_in_a_header(api: Api) -> None:
    label = {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "baseline"}}}
    await api.send("PATCH", "/api/v1/namespaces/rec", label, content_type="application/merge-patch+json")
    pod = {"hostPID": True, "containers": [{"name": "c", "image": "i"}]}
    spec = {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}}
    workload = {**doc("Deployment", "d", spec=spec), "apiVersion": "apps/v1"}
    stored = await api.post("/apis/apps/v1/namespaces/rec/deployments", workload)
    assert stored.status == 201
    said = '299 - "would violate PodSecurity \\"baseline:latest\\": host namespaces (hostPID=true)"'
    assert stored.header("warning") == [said]
    path, merge = "/apis/apps/v1/namespaces/rec/deployments/d", {"content_type": "application/merge-patch+json"}
    assert (await api.send("PATCH", path, {"spec": {"replicas": 2}}, **merge)).header("warning") == [said]
    scaled = await api.send("PATCH", f"{path}/scale", {"spec": {"replicas": 3}}, **merge)
    assert (scaled.status, scaled.doc["spec"]["replicas"], scaled.header("warning")) == (200, 3, [])


@pytest.mark.parametrize("name", ["default", "kube-system"])
async def test_namespaces_that_a_cluster_lives_in_stay(api: Api, name: str) -> None:
    refused = await api.send("DELETE", f"/api/v1/namespaces/{name}")
    assert (refused.status, refused.doc["message"]) == (
        403,
        f'namespaces "{name}" is forbidden: this namespace may not be deleted',
    )
