"""Every request to the API leaves an entry in the audit, in upstream's form and without what is secret."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from core.api import tokens
from core.audit.recorder import RECORDER
from core.models import AuditEntry, Cluster
from core.store.audit import Wish, newest
from tests.api.client import Api, Watch
from tests.api.test_authorization import RBAC, give

PODS = "/api/v1/namespaces/rec/pods"


@pytest.fixture(autouse=True)
def fresh() -> None:
    RECORDER.forget()


async def told(cluster: Cluster) -> list[dict[str, Any]]:
    """The entries so far, oldest first."""
    await sync_to_async(RECORDER.flush)()
    rows = await sync_to_async(newest)(cluster.pk, Wish())
    return [json.loads(doc) for _, _, doc in reversed(rows)]


async def last(cluster: Cluster) -> dict[str, Any]:
    return (await told(cluster))[-1]


async def test_an_entry_says_who_did_what_and_why_they_might(api: Api, cluster: Cluster) -> None:
    await give(api, {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]})
    ann = Api(cluster, tokens.issue(cluster, "ann", ["dev"]))
    answered = await ann.get(f"{PODS}?limit=5", user_agent="kubectl/v1.36.0", x_forwarded_for="192.0.2.7")
    event = await last(cluster)
    assert answered.header("audit-id") == [event["auditID"]]
    assert event["user"] == {"username": "ann", "groups": ["dev", "system:authenticated"]}
    assert event["objectRef"] == {"resource": "pods", "namespace": "rec", "apiVersion": "v1"}
    assert event["annotations"] == {
        "authorization.k8s.io/decision": "allow",
        "authorization.k8s.io/reason": 'RBAC: allowed by RoleBinding "b/rec" of Role "r" to User "ann"',
    }
    said = {name: event[name] for name in ("level", "stage", "verb", "requestURI", "userAgent", "sourceIPs")}
    assert said == {
        "level": "Metadata",
        "stage": "ResponseComplete",
        "verb": "list",
        "requestURI": f"{PODS}?limit=5",
        "userAgent": "kubectl/v1.36.0",
        "sourceIPs": ["192.0.2.7"],
    }
    assert event["responseStatus"] == {"metadata": {}, "code": 200}


async def test_what_is_forbidden_is_told_with_the_refusal(cluster: Cluster) -> None:
    ann = Api(cluster, tokens.issue(cluster, "ann"))
    refused = (await ann.get("/api/v1/namespaces/rec/secrets/s")).doc
    event = await last(cluster)
    assert event["annotations"]["authorization.k8s.io/decision"] == "forbid"
    status = {"metadata": {}, "status": "Failure", "reason": "Forbidden", "code": 403}
    assert event["responseStatus"] == {**status, "message": refused["message"]}
    assert event["objectRef"]["name"] == "s"


@pytest.mark.parametrize(
    ("authorization", "message"),
    [
        pytest.param("Bearer forged", "Authentication failed, attempted: bearer", id="a forged token"),
    ],
)
async def test_who_cannot_be_authenticated_leaves_an_entry(
    api: Api, cluster: Cluster, authorization: str, message: str
) -> None:
    answered = await api.get(PODS, authorization=authorization)
    event = await last(cluster)
    assert answered.status == event["responseStatus"]["code"] == 401
    assert event["responseStatus"]["message"] == message
    assert (event["user"], event["stage"]) == ({}, "ResponseStarted")
    assert "annotations" not in event


async def test_who_brings_nothing_is_anonymous(api: Api, cluster: Cluster) -> None:
    await api.get(PODS, authorization="")
    event = await last(cluster)
    assert event["user"]["username"] == "system:anonymous"
    assert event["annotations"]["authorization.k8s.io/decision"] == "forbid"


async def test_a_binding_to_a_role_that_is_not_there_is_the_reason(api: Api, cluster: Cluster) -> None:
    reference = {"apiGroup": RBAC, "kind": "Role", "name": "gone"}
    doc = {"apiVersion": f"{RBAC}/v1", "kind": "RoleBinding", "metadata": {"name": "b"}, "roleRef": reference}
    doc["subjects"] = [{"apiGroup": RBAC, "kind": "User", "name": "ann"}]
    await api.post(f"/apis/{RBAC}/v1/namespaces/rec/rolebindings", doc)
    await Api(cluster, tokens.issue(cluster, "ann")).get(PODS)
    reason = (await last(cluster))["annotations"]["authorization.k8s.io/reason"]
    assert reason == 'RBAC: role.rbac.authorization.k8s.io "gone" not found'


async def test_impersonation_names_both(api: Api, cluster: Cluster) -> None:
    await api.get("/version", impersonate_user="bob", impersonate_group="system:masters")
    event = await last(cluster)
    assert event["user"]["username"] == "admin"
    assert event["impersonatedUser"]["username"] == "bob"
    assert (event["verb"], event["requestURI"], "objectRef" in event) == ("get", "/version", False)


async def test_a_watch_is_told_when_it_begins_and_when_it_ends(api: Api, cluster: Cluster) -> None:
    query = "watch=1&sendInitialEvents=1&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=1"
    async with Watch(api, f"{PODS}?{query}") as watch:
        await watch.event()
        first = await last(cluster)
    second = await last(cluster)
    assert (first["stage"], second["stage"]) == ("ResponseStarted", "ResponseComplete")
    assert first["auditID"] == second["auditID"]
    assert first["verb"] == "watch"


async def test_a_created_object_is_named(api: Api, cluster: Cluster) -> None:
    doc = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "c-"}, "data": {"k": "hidden"}}
    made = (await api.post("/api/v1/namespaces/rec/configmaps", doc)).doc
    event = await last(cluster)
    assert event["objectRef"]["name"] == made["metadata"]["name"]
    assert "hidden" not in json.dumps(event)


async def test_a_clients_own_audit_id_is_kept(api: Api, cluster: Cluster) -> None:
    answered = await api.get("/version", audit_id="from-outside")
    assert answered.header("audit-id") == ["from-outside"]
    assert (await last(cluster))["auditID"] == "from-outside"


async def test_no_secret_comes_into_the_audit(api: Api, cluster: Cluster) -> None:
    kept = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "data": {"p": "aHVudGVyMg=="}}
    await api.post("/api/v1/namespaces/rec/secrets", kept)
    await api.post("/api/v1/namespaces/rec/secrets", {**kept, "data": {"p": "hunter2!"}})
    await api.get("/version?token=hunter2", authorization="Bearer hunter2")
    events = await told(cluster)
    assert [event["responseStatus"]["code"] for event in events] == [201, 400, 401]
    assert "hunter2" not in json.dumps(events)
    assert "aHVudGVyMg" not in json.dumps(events)


async def test_paths_that_lead_nowhere_are_told_as_they_are_read(api: Api, cluster: Cluster) -> None:
    await api.get("/apis/x.io/v1/namespaces/rec/things/one/status")
    event = await last(cluster)
    assert event["objectRef"] == {
        "resource": "things",
        "namespace": "rec",
        "name": "one",
        "apiGroup": "x.io",
        "apiVersion": "v1",
        "subresource": "status",
    }
    assert event["responseStatus"]["code"] == 404


async def test_a_request_to_no_cluster_leaves_nothing(api: Api) -> None:
    api.prefix = "/clusters/nowhere"
    await api.get("/version")
    await sync_to_async(RECORDER.flush)()
    assert not await AuditEntry.objects.aexists()


async def test_an_issued_token_is_named_where_it_is_issued_and_where_it_is_used(api: Api, cluster: Cluster) -> None:
    accounts = "/api/v1/namespaces/rec/serviceaccounts"
    await api.post(accounts, {"metadata": {"name": "bot"}})
    token = (await api.post(f"{accounts}/bot/token", {"spec": {}})).doc["status"]["token"]
    issued = await last(cluster)
    await Api(cluster, token).get("/version")
    used = await last(cluster)
    named = issued["annotations"]["authentication.kubernetes.io/issued-credential-id"]
    assert named.startswith("JTI=")
    assert used["user"]["extra"] == {"authentication.kubernetes.io/credential-id": [named]}
