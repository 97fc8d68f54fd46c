"""Logs over the API: who may read them, of which container, and following one to its end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.api import logs, tokens
from core.inputs import admitted
from core.meta.objects import Doc, Key
from core.models import Cluster
from tests.api.client import Api, Watch
from tests.api.conftest import BEGINNING
from tests.logs.pods import make_pod, waiting

LOG = "/api/v1/namespaces/rec/pods/p/log"
NOW = BEGINNING + 60_000_000
STARTED = {"running": {"startedAt": "2023-11-14T22:13:20Z"}}
ENDED = {
    "terminated": {
        "startedAt": "2023-11-14T22:13:20Z", "finishedAt": "2023-11-14T22:13:25Z", "exitCode": 1,
        "containerID": "containerd://1",
    }
}  # fmt: skip
NOTES = {"clusterviz.io/log": "up\nevery 10s: tick {n}\nstderr on failure: down"}


def store(cluster: Cluster, pod: Doc) -> None:
    """Write a pod as its kubelet would."""
    key = Key("pods", "rec", "p")
    with admitted(cluster, "test") as door:
        held = door.reader.get(key) or door.create({name: pod[name] for name in pod if name != "status"})
        door.update_status({**held, "status": {**(held.get("status") or {}), **pod["status"]}})


async def put(cluster: Cluster, pod: Doc) -> None:
    await sync_to_async(store)(cluster, pod)


@pytest.fixture(autouse=True)
async def later(cluster: Cluster, api: Api) -> None:
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default"}}
    assert (await api.post("/api/v1/namespaces/rec/serviceaccounts", account)).status == 201
    await Cluster.objects.filter(pk=cluster.pk).aupdate(time=NOW)


async def test_a_log_is_text(cluster: Cluster, api: Api) -> None:
    await put(cluster, make_pod(STARTED, notes=NOTES))
    response = await api.get(LOG)
    assert (response.status, response.header("content-type")) == (200, ["text/plain"])
    assert response.body.decode().splitlines() == ["up", *(f"tick {n}" for n in range(1, 7))]
    response = await api.get(f"{LOG}?tailLines=1&timestamps=true&container=c&insecureSkipTLSVerifyBackend=true")
    assert response.body.decode() == "2023-11-14T22:14:20.000000000Z tick 6\n"


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        pytest.param("container=x", 400, "container x is not valid for pod p", id="another container"),
        pytest.param("previous=1", 400, 'previous terminated container "c" in pod "p" not found', id="no run before"),
        pytest.param("tailLines=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax', id="no number"),
        pytest.param(
            "sinceTime=noon",
            400,
            'parsing time "noon" as "2006-01-02T15:04:05Z07:00": cannot parse "noon" as "2006"',
            id="no time",
        ),
        pytest.param(
            "limitBytes=0",
            422,
            'PodLogOptions "p" is invalid: limitBytes: Invalid value: 0: must be greater than 0',
            id="no bytes",
        ),
    ],
)
async def test_refusals(cluster: Cluster, api: Api, query: str, code: int, message: str) -> None:
    await put(cluster, make_pod(STARTED))
    response = await api.get(f"{LOG}?{query}")
    assert (response.status, response.doc["message"]) == (code, message)


async def test_a_pod_that_is_not_there_or_nowhere(cluster: Cluster, api: Api) -> None:
    assert (await api.get(LOG)).doc["message"] == 'pods "p" not found'
    pod = make_pod(waiting("ContainerCreating"))
    del pod["spec"]["nodeName"]
    await put(cluster, pod)
    assert (await api.get(LOG)).status == 204


async def test_a_stopped_kubelet_gives_no_log(cluster: Cluster, api: Api) -> None:
    node = {"metadata": {"name": "n", "annotations": {"clusterviz.io/kubelet-stopped": "2023-11-14T22:13:20Z"}}}
    await api.post("/api/v1/nodes", {"apiVersion": "v1", "kind": "Node", **node})
    await put(cluster, make_pod(STARTED))
    response = await api.get(LOG)
    assert (response.status, response.doc.get("reason")) == (500, None)
    assert response.doc["message"] == (
        'Get "https://10.0.0.1:10250/containerLogs/rec/p/c": dial tcp 10.0.0.1:10250: connect: connection refused'
    )


async def test_what_a_container_was_given_at_its_start_stays_printed(cluster: Cluster, api: Api) -> None:
    maps = "/api/v1/namespaces/rec/configmaps"
    conf: dict[str, Any] = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}, "data": {"a": "1"}}
    assert (await api.post(maps, conf)).status == 201
    started = {"running": {"startedAt": "2023-11-14T22:14:20Z"}}
    sources = [{"configMapRef": {"name": "conf"}}]
    await put(cluster, make_pod(started, command=["sh", "-c", "echo a is $a"], envFrom=sources))
    await Cluster.objects.filter(pk=cluster.pk).aupdate(time=NOW + 10_000_000)
    assert (await api.send("PUT", f"{maps}/conf", {**conf, "data": {"a": "2"}})).status == 200
    assert (await api.get(LOG)).body == b"a is 1\n"
    await api.send("DELETE", f"{maps}/conf")
    assert (await api.get(LOG)).body == b"a is \n"


async def test_reading_logs_is_a_right_of_its_own(cluster: Cluster) -> None:
    response = await Api(cluster, tokens.issue(cluster, "ann")).get(LOG)
    assert response.doc["message"] == (
        'pods "p" is forbidden: User "ann" cannot get resource "pods/log" in API group "" in the namespace "rec"'
    )


async def test_following_goes_on_until_the_container_ends(
    cluster: Cluster, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "LOOK_EVERY", 0.01)
    await put(cluster, make_pod(STARTED, notes=NOTES))
    async with Lines(api, f"{LOG}?follow=true&tailLines=1") as follower:
        assert await follower.line() == "tick 6"
        await Cluster.objects.filter(pk=cluster.pk).aupdate(time=NOW + 15_000_000)
        assert await follower.line() == "tick 7"
        late = {"terminated": {**ENDED["terminated"], "finishedAt": "2023-11-14T22:14:45Z"}}
        await put(cluster, make_pod(late, notes=NOTES))
        assert [await follower.line(), await follower.line()] == ["tick 8", "down"]
        await follower.ended()


@pytest.mark.parametrize(
    ("state", "last", "query", "told"),
    [
        pytest.param(ENDED, None, "", ["up", "down"], id="it has ended"),
        pytest.param(waiting("CrashLoopBackOff"), ENDED, "&limitBytes=4", ["up", "d"], id="enough was read"),
    ],
)
async def test_following_what_is_over_ends_at_once(
    cluster: Cluster, api: Api, state: Doc, last: Doc | None, query: str, told: list[str]
) -> None:
    await put(cluster, make_pod(state, last, notes=NOTES))
    async with Lines(api, f"{LOG}?follow=true{query}") as follower:
        await follower.ended()
        assert [await follower.line() for _ in told] == told


async def test_a_follower_who_leaves_is_let_go(cluster: Cluster, api: Api) -> None:
    await put(cluster, make_pod(STARTED, notes=NOTES))
    async with Lines(api, f"{LOG}?follow=true&tailLines=1") as follower:
        assert await follower.line() == "tick 6"


class Lines(Watch):
    """A log that is followed while the block lasts."""

    async def line(self) -> Any:
        return await asyncio.wait_for(self._heard.lines.get(), 20)
