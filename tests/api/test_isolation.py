"""Users see what they may, and cannot tell what else there is: by no verb, form, error or other cluster."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.api import tokens
from core.founding import found
from core.machinery import bootstrap
from core.models import Cluster
from tests.api.client import Api, Response, Watch

RBAC = "rbac.authorization.k8s.io"
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"
PARTIAL = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"
PARTIAL_LIST = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io"
HIDDEN, ABSENT = "hidden", "absent"
MERGE = "application/merge-patch+json"


def doc(kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": name}, **fields}


def path(namespace: str, name: str = "") -> str:
    return f"/api/v1/namespaces/{namespace}/configmaps{'/' + name if name else ''}"


@pytest.fixture
async def ann(api: Api, cluster: Cluster) -> Api:
    """May do everything with config maps in `rec`, and nothing elsewhere; `hidden` is in `rec3`, and a namespace."""
    rule = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["*"]}
    kind = {"apiVersion": f"{RBAC}/v1", "metadata": {"name": "r"}}
    await api.post(f"/apis/{RBAC}/v1/namespaces/rec/roles", {**kind, "kind": "Role", "rules": [rule]})
    reference = {"apiGroup": RBAC, "kind": "Role", "name": "r"}
    subjects = [{"apiGroup": RBAC, "kind": "User", "name": "ann"}]
    binding = {**kind, "kind": "RoleBinding", "roleRef": reference, "subjects": subjects}
    await api.post(f"/apis/{RBAC}/v1/namespaces/rec/rolebindings", binding)
    await api.post("/api/v1/namespaces", doc("Namespace", HIDDEN))
    for namespace, name in (("rec", "own"), ("rec3", HIDDEN)):
        await api.post(path(namespace), doc("ConfigMap", name))
    return Api(cluster, tokens.issue(cluster, "ann"))


def told(response: Response, name: str) -> tuple[int, Any, list[Any]]:
    """All that an answer tells, with a name in it made the same as any other."""
    kept = [header for header in response.headers if header[0] not in (b"audit-id", b"content-length", b"date")]
    return response.status, response.body.replace(name.encode(), b"NAME"), kept


@pytest.mark.parametrize(
    ("method", "query", "body", "headers"),
    [
        pytest.param("GET", "", None, {}, id="get"),
        pytest.param("GET", "", None, {"accept": TABLE}, id="get as a table"),
        pytest.param("GET", "", None, {"accept": PARTIAL}, id="get of metadata alone"),
        pytest.param("GET", "?watch=1", None, {}, id="watch of one"),
        pytest.param("GET", "?resourceVersion=1", None, {}, id="get of the past"),
        pytest.param("PUT", "", doc("ConfigMap", "NAME"), {}, id="update"),
        pytest.param("PUT", "?dryRun=All", doc("ConfigMap", "NAME"), {}, id="dry run of an update"),
        pytest.param("PATCH", "", {"data": {"a": "b"}}, {"content_type": MERGE}, id="patch"),
        pytest.param("PATCH", "?dryRun=All", {"data": {}}, {"content_type": MERGE}, id="dry run of a patch"),
        pytest.param("DELETE", "", None, {}, id="delete"),
        pytest.param("DELETE", "?dryRun=All", None, {}, id="dry run of a delete"),
    ],
)
async def test_what_is_there_and_what_is_not_look_alike(
    ann: Api, method: str, query: str, body: Any, headers: dict[str, str]
) -> None:
    answers = []
    for name in (HIDDEN, ABSENT):
        sent = {**body, "metadata": {"name": name}} if method == "PUT" else body
        answers.append(told(await ann.send(method, path("rec3", name) + query, sent, **headers), name))
    assert answers[0] == answers[1]
    assert answers[0][0] == 403


@pytest.mark.parametrize("method", ["POST", "GET", "DELETE"])
async def test_no_namespace_tells_by_its_contents_that_it_is_there(ann: Api, method: str) -> None:
    sent = doc("ConfigMap", "c") if method == "POST" else None
    answers = {
        name: [
            told(await ann.send(method, path(name), sent), name),
            told(await ann.send(method, f"{path(name)}?dryRun=All", sent), name),
            told(await ann.get(f"/api/v1/namespaces/{name}"), name),
        ]
        for name in (HIDDEN, ABSENT)
    }
    assert answers[HIDDEN] == answers[ABSENT]
    assert {status for status, _, _ in answers[HIDDEN]} == {403}


async def test_a_new_name_that_is_taken_elsewhere_is_free_here(ann: Api) -> None:
    assert (await ann.post(path("rec"), doc("ConfigMap", HIDDEN))).status == 201


@pytest.mark.parametrize(
    "query",
    ["", "?watch=1", "?limit=1", "?labelSelector=a", "?resourceVersion=1"],
)
@pytest.mark.parametrize("accept", ["application/json", TABLE, PARTIAL_LIST])
async def test_lists_and_watches_stop_at_the_namespace(ann: Api, query: str, accept: str) -> None:
    for place in (path("rec3"), "/api/v1/configmaps", "/api/v1/watch/configmaps"):
        refused = await ann.send("GET", place + query, accept=accept)
        assert refused.status == 403
        assert HIDDEN.encode() not in refused.body
    listed = await ann.send("GET", path("rec"), accept=accept)
    assert listed.status == 200
    assert b"own" in listed.body
    assert HIDDEN.encode() not in listed.body


async def test_a_page_begun_elsewhere_does_not_go_on_there(api: Api, ann: Api) -> None:
    await api.post(path("rec3"), doc("ConfigMap", "later"))
    token = (await api.get(f"{path('rec3')}?limit=1")).doc["metadata"]["continue"]
    followed = await ann.get(f"{path('rec')}?limit=5&continue={token}")
    assert b"later" not in followed.body


async def test_a_watch_tells_nothing_of_other_namespaces(api: Api, ann: Api) -> None:
    async with Watch(ann, f"{path('rec')}?watch=1") as watch:
        assert (await watch.event())["object"]["metadata"]["name"] == "own"
        await api.post(path("rec3"), doc("ConfigMap", "secret"))
        await api.post(path("rec"), doc("ConfigMap", "open"))
        assert (await watch.event())["object"]["metadata"]["name"] == "open"


async def test_one_right_is_not_another(ann: Api) -> None:
    for place in (
        "/api/v1/namespaces/rec/secrets",
        "/api/v1/namespaces/rec/pods/p/log",
        "/api/v1/namespaces/rec/pods/p/exec",
        "/apis/metrics.k8s.io/v1beta1/namespaces/rec/pods",
        "/api/v1/namespaces/rec/events",
        "/api/v1/nodes",
    ):
        assert (await ann.get(place)).status == 403


@pytest.mark.parametrize("kind", ["user", "account"])
async def test_another_cluster_refuses_the_token(api: Api, cluster: Cluster, kind: str) -> None:
    other = await sync_to_async(found)("other", [])
    token = api.token
    if kind == "account":
        accounts = "/api/v1/namespaces/rec/serviceaccounts"
        await api.post(accounts, doc("ServiceAccount", "bot"))
        token = (await api.post(f"{accounts}/bot/token", {"spec": {}})).doc["status"]["token"]
    here, there, nowhere = [
        await Api(place, token).get("/version") for place in (cluster, other, Cluster(name="nobody"))
    ]
    assert here.status in (200, 403)
    assert told(there, "other") == told(nowhere, "nobody")
    assert there.status == 401


@pytest.mark.parametrize("session", ["", "clusterviz-0=somebodys"], ids=["a stranger", "a session that ended"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "place",
    ["/version", "/healthz", "/", "/api", "/nothing/here", "/api/v1/nodes", "/api/v1/nothing", "/openid/v1/jwks"],
)
async def test_without_a_token_no_clusters_name_can_be_probed(
    cluster: Cluster, place: str, method: str, session: str
) -> None:
    await sync_to_async(found)("other", list(bootstrap.documents()))
    answers = [
        told(await Api(Cluster(name=name), "none").send(method, place, authorization="", cookie=session), name)
        for name in ("other", "nobody")
    ]
    assert answers[0] == answers[1]
    assert answers[0][0] in (200, 403, 404, 405)


async def test_many_at_once_are_still_told_apart(api: Api, ann: Api) -> None:
    answers = await asyncio.gather(*(user.get(path("rec3", HIDDEN)) for _ in range(8) for user in (api, ann)))
    assert [answer.status for answer in answers] == [200, 403] * 8
