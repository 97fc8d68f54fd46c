"""Events in both groups: one object, two forms; made and changed by clients, selected, and ended by time."""

from __future__ import annotations

import time
from typing import Any

import pytest

from core.models import Cluster
from tests.api.client import Api, Watch
from tests.api.conftest import BEGINNING

OLD = "/api/v1/namespaces/rec/events"
NEW = "/apis/events.k8s.io/v1/namespaces/rec/events"
SECOND = 1_000_000
HOUR = 3600 * SECOND


def old(name: str = "web.1", about: str = "web", **more: Any) -> dict[str, Any]:
    subject = {"kind": "Pod", "namespace": "rec", "name": about, "uid": f"uid-{about}", "fieldPath": "spec"}
    told = {"reason": "Started", "message": "hello", "type": "Normal", "source": {"component": "kubelet", "host": "n"}}
    return {
        "apiVersion": "v1", "kind": "Event", "metadata": {"name": name}, "involvedObject": subject, **told, "count": 1,
        "firstTimestamp": "2023-11-14T22:13:20Z", "lastTimestamp": "2023-11-14T22:13:20Z", **more,
    }  # fmt: skip


def new(name: str = "db.1", **more: Any) -> dict[str, Any]:
    subject = {"kind": "Pod", "namespace": "rec", "name": "db"}
    return {
        "apiVersion": "events.k8s.io/v1", "kind": "Event", "metadata": {"name": name}, "regarding": subject,
        "reason": "Scheduled", "note": "there", "type": "Normal", "action": "Binding", "reportingInstance": "s-1",
        "reportingController": "default-scheduler", "eventTime": "2023-11-14T22:13:20.000000Z", **more,
    }  # fmt: skip


async def test_an_event_of_either_group_is_read_in_both(api: Api) -> None:
    assert (await api.post(OLD, old())).status == 201
    assert (await api.post(NEW, new())).status == 201
    seen = (await api.get(f"{NEW}/web.1")).doc
    assert (seen["regarding"]["name"], seen["note"], seen["deprecatedCount"]) == ("web", "hello", 1)
    assert seen["deprecatedSource"] == {"component": "kubelet", "host": "n"}
    assert "message" not in seen
    seen = (await api.get(f"{OLD}/db.1")).doc
    assert (seen["involvedObject"]["name"], seen["message"]) == ("db", "there")
    assert (seen["reportingComponent"], seen["eventTime"]) == ("default-scheduler", "2023-11-14T22:13:20.000000Z")


@pytest.mark.parametrize("path", [OLD, NEW])
async def test_a_client_patches_counts_and_series(api: Api, path: str) -> None:
    await api.post(OLD, old())
    series = {"series": {"count": 3, "lastObservedTime": "2023-11-14T22:14:00.000000Z"}}
    merge = "application/merge-patch+json"
    response = await api.send("PATCH", f"{path}/web.1", series, content_type=merge)
    assert response.status == 200, response.body
    assert response.doc["series"]["count"] == 3
    assert (await api.get(f"{OLD}/web.1")).doc["series"]["count"] == 3
    assert (await api.send("DELETE", f"{path}/web.1")).status == 200
    assert (await api.get(f"{OLD}/web.1")).status == 404


@pytest.mark.parametrize(
    ("path", "selector", "names"),
    [
        pytest.param(OLD, "involvedObject.name=web", ["web.1"], id="what it is about"),
        pytest.param(OLD, "involvedObject.kind=Pod,reason=Scheduled", ["db.1"], id="several terms"),
        pytest.param(OLD, "involvedObject.uid=uid-web", ["web.1"], id="a uid"),
        pytest.param(OLD, "type!=Normal", [], id="another type"),
        pytest.param(OLD, "source=kubelet", ["web.1"], id="where it comes from"),
        pytest.param(OLD, "reportingComponent=default-scheduler", ["db.1"], id="who reports"),
        pytest.param(NEW, "regarding.name=web", ["web.1"], id="what it is about, in the new form"),
        pytest.param(NEW, "regarding.kind=Pod,regarding.fieldPath=spec", ["web.1"], id="a part of it"),
        pytest.param(NEW, "reportingController=default-scheduler", ["db.1"], id="which controller reports"),
        pytest.param(NEW, "metadata.name=db.1,type=Normal", ["db.1"], id="its own name"),
    ],
)
async def test_events_are_selected_by_fields(api: Api, path: str, selector: str, names: list[str]) -> None:
    await api.post(OLD, old())
    await api.post(NEW, new())
    response = await api.get(f"{path}?fieldSelector={selector.replace('=', '%3D').replace('!', '%21')}")
    assert [item["metadata"]["name"] for item in response.doc["items"]] == names


@pytest.mark.parametrize(
    ("path", "field"), [(OLD, "regarding.name"), (NEW, "involvedObject.name"), (NEW, "reportingComponent")]
)
async def test_each_group_knows_its_own_fields_alone(api: Api, path: str, field: str) -> None:
    response = await api.get(f"{path}?fieldSelector={field}%3Dx")
    assert (response.status, response.doc["message"]) == (400, f"field label not supported: {field}")


async def test_a_watch_of_the_new_group_hears_of_the_old(api: Api) -> None:
    async with Watch(api, f"{NEW}?watch=1&fieldSelector=regarding.name%3Dweb") as watch:
        await api.post(NEW, new())
        await api.post(OLD, old())
        event = await watch.event()
    assert (event["type"], event["object"]["apiVersion"], event["object"]["note"]) == (
        "ADDED",
        "events.k8s.io/v1",
        "hello",
    )


async def test_an_event_must_be_where_its_subject_is(api: Api) -> None:
    response = await api.post(OLD.replace("/rec/", "/rec3/"), old())
    assert response.status == 422
    assert 'involvedObject.namespace: Invalid value: "rec": does not match event.namespace' in response.doc["message"]


async def test_an_event_ends_after_an_hour_though_nothing_else_happens(cluster: Cluster, api: Api) -> None:
    await api.post(OLD, old())
    assert len((await api.get(OLD)).doc["items"]) == 1
    ago = time.time_ns() // 1000 - HOUR - 60 * SECOND
    clock = {"paused": False, "speed": 1.0, "next_due": None, "anchor_time": BEGINNING, "anchor_wall": ago}
    await Cluster.objects.filter(pk=cluster.pk).aupdate(**clock)
    assert (await api.get(OLD)).doc["items"] == []
    assert (await api.get(f"{NEW}/web.1")).status == 404
