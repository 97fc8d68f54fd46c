"""Requests to the API's application in process: who may ask, reading, writing, deleting, patching, watching."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.api import tokens
from core.founding import found
from core.models import Cluster
from tests.api.client import Api, Watch

MAPS = "/api/v1/namespaces/rec/configmaps"


def config(name: str, **more: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "labels": {"n": name}}, **more}


@pytest.mark.parametrize(
    ("token", "code"),
    [
        pytest.param("forged", 401, id="a token that we did not sign"),
        pytest.param("other", 401, id="a token of another cluster"),
        pytest.param("guest", 403, id="a user without rights"),
        pytest.param("admin", 200, id="an administrator"),
    ],
)
async def test_who_may_read(cluster: Cluster, token: str, code: int) -> None:
    other = await sync_to_async(found)("other", [])
    held = {
        "forged": "forged",
        "other": tokens.issue(other, "admin", [tokens.MASTERS]),
        "guest": tokens.issue(cluster, "ann"),
        "admin": tokens.issue(cluster, "admin", [tokens.MASTERS]),
    }
    response = await Api(cluster, held[token]).get("/api/v1/namespaces/rec/pods")
    assert response.status == code
    if code == 403:
        assert response.doc["message"] == (
            'pods is forbidden: User "ann" cannot list resource "pods" in API group "" in the namespace "rec"'
        )


async def test_a_request_without_a_token_is_anonymous(cluster: Cluster) -> None:
    refused = await Api(cluster, "-").send("GET", "/version", authorization="")
    assert (refused.status, refused.doc["message"]) == (
        403,
        'forbidden: User "system:anonymous" cannot get path "/version"',
    )
    unknown = await Api(Cluster(name="nobody"), "-").send("GET", "/version", authorization="")
    assert unknown.status == 200, "as of a cluster with the default roles"


async def test_a_path_without_a_cluster_is_about_the_tokens_cluster(api: Api) -> None:
    api.prefix = ""
    assert (await api.get("/readyz")).status == 200
    assert (await api.get(f"{MAPS}/nobody")).doc["message"] == 'configmaps "nobody" not found'
    api.token = "forged"
    assert (await api.get("/readyz")).status == 401


async def test_openapi_v2_goes_out_under_a_media_type_that_go_can_read(api: Api) -> None:
    asked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    answer = await api.get("/openapi/v2", accept=asked)
    assert answer.header("content-type") == [asked.replace("@", ".")]


async def test_pages_of_a_list_show_one_revision(api: Api) -> None:
    for name in "abc":
        assert (await api.post(MAPS, config(name))).status == 201
    first = (await api.get(f"{MAPS}?limit=2")).doc
    await api.post(MAPS, config("later"))
    second = (await api.get(f"{MAPS}?limit=2&continue={first['metadata']['continue']}")).doc
    names = [item["metadata"]["name"] for page in (first, second) for item in page["items"]]
    assert names == ["a", "b", "c"]
    assert first["metadata"]["resourceVersion"] == second["metadata"]["resourceVersion"]
    assert first["metadata"]["remainingItemCount"] == 1


async def test_tables_have_cells_and_metadata(api: Api) -> None:
    await api.post(MAPS, config("a", data={"k": "v"}))
    response = await api.get(MAPS, accept="application/json;as=Table;v=v1;g=meta.k8s.io,application/json")
    table = response.doc
    assert [column["name"] for column in table["columnDefinitions"]] == ["Name", "Data", "Age"]
    assert table["rows"][0]["cells"][:2] == ["a", "1"]
    assert table["rows"][0]["object"]["kind"] == "PartialObjectMetadata"


@pytest.mark.parametrize(
    ("mode", "code", "warned"),
    [
        pytest.param("Strict", 400, [], id="strict refuses"),
        pytest.param("Warn", 201, ['299 - "unknown field \\"colour\\""'], id="warn tells"),
        pytest.param("Ignore", 201, [], id="ignore is silent"),
    ],
)
async def test_unknown_fields(api: Api, mode: str, code: int, warned: list[str]) -> None:
    response = await api.post(f"{MAPS}?fieldValidation={mode}", config("a", colour="red"))
    assert (response.status, response.header("warning")) == (code, warned)


async def test_a_dry_run_stores_nothing(api: Api) -> None:
    assert (await api.post(f"{MAPS}?dryRun=All", config("a"))).status == 201
    assert (await api.get(f"{MAPS}/a")).status == 404


async def test_a_stale_update_is_a_conflict(api: Api) -> None:
    await api.post(MAPS, config("a"))
    stale = {**config("a"), "metadata": {"name": "a", "resourceVersion": "1"}}
    assert (await api.send("PUT", f"{MAPS}/a", stale)).status == 409


async def test_a_collection_is_deleted_by_selector(api: Api) -> None:
    for name in "ab":
        await api.post(MAPS, config(name))
    assert (await api.send("DELETE", f"{MAPS}?labelSelector=n%3Da")).status == 200
    assert [item["metadata"]["name"] for item in (await api.get(MAPS)).doc["items"]] == ["b"]


@pytest.mark.parametrize(
    ("media", "patch", "data"),
    [
        pytest.param("merge-patch", {"data": {"a": None, "b": "2"}}, {"b": "2"}, id="merge"),
        pytest.param("strategic-merge-patch", {"data": {"b": "2"}}, {"a": "1", "b": "2"}, id="strategic"),
        pytest.param("json-patch", [{"op": "move", "from": "/data/a", "path": "/data/c"}], {"c": "1"}, id="json"),
    ],
)
async def test_patches(api: Api, media: str, patch: Any, data: dict[str, str]) -> None:
    await api.post(MAPS, config("a", data={"a": "1"}))
    response = await api.send("PATCH", f"{MAPS}/a", patch, content_type=f"application/{media}+json")
    assert (response.status, response.doc["data"]) == (200, data)


async def test_a_watch_resumes_where_a_list_ended_and_loses_nothing(api: Api) -> None:
    listed = (await api.get(MAPS)).doc["metadata"]["resourceVersion"]
    await api.post(MAPS, config("before"))
    async with Watch(api, f"{MAPS}?watch=1&resourceVersion={listed}") as watch:
        assert (await watch.event())["object"]["metadata"]["name"] == "before"
        await api.post(MAPS, config("after"))
        event = await watch.event()
        assert (event["type"], event["object"]["metadata"]["name"]) == ("ADDED", "after")


async def test_an_object_that_leaves_the_selection_is_deleted_for_the_watch(api: Api) -> None:
    await api.post(MAPS, config("a"))
    async with Watch(api, f"{MAPS}?watch=1&labelSelector=n%3Da") as watch:
        assert (await watch.event())["type"] == "ADDED"
        await api.send("PATCH", f"{MAPS}/a", {"metadata": {"labels": {"n": "z"}}}, content_type=MERGE)
        event = await watch.event()
        assert (event["type"], event["object"]["metadata"]["labels"]) == ("DELETED", {"n": "a"})


async def test_initial_events_end_with_a_bookmark(api: Api) -> None:
    await api.post(MAPS, config("a"))
    query = "watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"
    async with Watch(api, f"{MAPS}?{query}") as watch:
        assert (await watch.event())["type"] == "ADDED"
        mark = (await watch.event())["object"]["metadata"]
        assert mark["annotations"] == {"k8s.io/initial-events-end": "true"}


async def test_a_watch_ends_when_its_time_is_up(api: Api) -> None:
    async with Watch(api, f"{MAPS}?watch=1&timeoutSeconds=1") as watch:
        await watch.ended()


MERGE = "application/merge-patch+json"


async def test_scale_changes_the_replicas_alone(api: Api) -> None:
    path = "/apis/apps/v1/namespaces/rec/deployments"
    labels = {"app": "web"}
    spec = {"selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": CONTAINERS}}
    await api.post(path, {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": spec})
    response = await api.send("PATCH", f"{path}/web/scale", {"spec": {"replicas": 3}}, content_type=MERGE)
    assert (response.status, response.doc["spec"]) == (200, {"replicas": 3})
    assert response.doc["status"] == {"replicas": 0, "selector": "app=web"}
    assert (await api.get(f"{path}/web")).doc["spec"]["replicas"] == 3


CONTAINERS = {"containers": [{"name": "c", "image": "web:1"}]}


@pytest.mark.parametrize(
    "path", ["/version", "/healthz", "/api", "/apis", "/apis/apps/v1", "/openapi/v3", "/openapi/v3/apis/apps/v1"]
)
async def test_the_server_tells_what_it_serves(api: Api, path: str) -> None:
    assert (await api.get(path)).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        pytest.param("DELETE", f"{MAPS}/a", {"dryRun": True}, id="options of a wrong type"),
        pytest.param("POST", "/api/v1/namespaces/rec/bindings", {"target": 1.5}, id="a binding to a number"),
        pytest.param("POST", MAPS, [1], id="a list for an object"),
        pytest.param("POST", MAPS, {"metadata": 1}, id="a number for metadata"),
        pytest.param("GET", f"{MAPS}?continue=e30", None, id="a continue token without a revision"),
        pytest.param("GET", f"{MAPS}?watch=1&resourceVersion=x", None, id="a watch from nowhere"),
    ],
)
async def test_what_cannot_be_read_is_a_bad_request(api: Api, method: str, path: str, body: Any) -> None:
    response = await api.send(method, path, body)
    assert (response.status, response.doc["kind"]) == (400, "Status")


async def test_an_absent_spec_of_a_quota_holds_nothing(api: Api) -> None:
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}}
    assert (await api.post("/api/v1/namespaces/rec/resourcequotas", quota)).status == 201
    assert (await api.post(MAPS, config("a"))).status == 201
