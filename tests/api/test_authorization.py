"""What users without all rights may do: what RBAC gives them and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.api import application, tokens
from core.models import Cluster
from tests.api.client import Api

RBAC = "rbac.authorization.k8s.io"
ROLES = f"/apis/{RBAC}/v1/namespaces/rec/roles"


async def give(api: Api, *rules: dict[str, Any]) -> None:
    """Give ann the rules in `rec`."""
    kind = {"apiVersion": f"{RBAC}/v1"}
    role = {**kind, "kind": "Role", "metadata": {"name": "r"}, "rules": list(rules)}
    reference = {"apiGroup": RBAC, "kind": "Role", "name": "r"}
    subjects = [{"apiGroup": RBAC, "kind": "User", "name": "ann"}]
    binding = {**kind, "kind": "RoleBinding", "metadata": {"name": "b"}, "roleRef": reference, "subjects": subjects}
    for path, doc in ((ROLES, role), (f"/apis/{RBAC}/v1/namespaces/rec/rolebindings", binding)):
        response = await api.post(path, doc)
        assert response.status == 201, response.body


@pytest.fixture
def ann(cluster: Cluster) -> Api:
    return Api(cluster, tokens.issue(cluster, "ann"))


async def test_a_role_allows_its_verbs_in_its_namespace(api: Api, ann: Api) -> None:
    await give(api, {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]})
    assert (await ann.get("/api/v1/namespaces/rec/pods")).status == 200
    for path in ("/api/v1/namespaces/default/pods", "/api/v1/pods", "/api/v1/namespaces/rec/pods?watch=1"):
        assert (await ann.get(path)).status == 403


async def test_what_does_not_exist_is_forbidden_all_the_same(ann: Api) -> None:
    there, absent = [await ann.get(f"/api/v1/namespaces/{name}/secrets/x") for name in ("rec", "nowhere")]
    assert there.status == absent.status == 403


async def test_nobody_writes_themselves_more_rights(api: Api, ann: Api) -> None:
    held = {"apiGroups": [RBAC], "resources": ["roles"], "verbs": ["create", "patch"]}
    await give(api, held)
    everything = {"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}
    role = {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": {"name": "all"}, "rules": [everything]}
    refused = await ann.post(ROLES, role)
    assert (refused.status, refused.doc["message"]) == (
        403,
        'roles.rbac.authorization.k8s.io "all" is forbidden: user "ann" (groups=["system:authenticated"]) is '
        'attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}',
    )
    assert (await ann.post(ROLES, {**role, "rules": [held]})).status == 201
    patch = {"rules": [everything]}
    refused = await ann.send("PATCH", f"{ROLES}/all", patch, content_type="application/merge-patch+json")
    assert refused.status == 403


async def test_names_of_rules_reach_lists_and_watches_that_ask_for_one_name(api: Api, ann: Api) -> None:
    await give(api, {"apiGroups": [""], "resources": ["secrets"], "verbs": ["list"], "resourceNames": ["s"]})
    path = "/api/v1/namespaces/rec/secrets"
    assert (await ann.get(f"{path}?fieldSelector=metadata.name=s")).status == 200
    for other in ("", "?fieldSelector=metadata.name=t", "?fieldSelector=metadata.name!=s"):
        assert (await ann.get(path + other)).status == 403


async def test_who_may_impersonate_takes_over_what_the_rules_name(api: Api, ann: Api) -> None:
    rules = [
        {"apiGroups": [""], "resources": ["users"], "verbs": ["impersonate"], "resourceNames": ["bob"]},
        {"apiGroups": ["authentication.k8s.io"], "resources": ["userextras/team"], "verbs": ["impersonate"]},
        {"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]},
    ]
    role = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRole", "metadata": {"name": "actor"}, "rules": rules}
    await api.post(f"/apis/{RBAC}/v1/clusterroles", role)
    kind = {"apiVersion": f"{RBAC}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": "actors"}}
    subjects = [{"apiGroup": RBAC, "kind": "User", "name": name} for name in ("ann", "bob")]
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "actor"}
    await api.post(f"/apis/{RBAC}/v1/clusterrolebindings", {**kind, "roleRef": reference, "subjects": subjects})
    path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    told = await ann.send("POST", path, {}, impersonate_user="bob", impersonate_extra_team="a%2Fb")
    assert told.doc["status"]["userInfo"] == {
        "username": "bob",
        "groups": ["system:authenticated"],
        "extra": {"team": ["a%2Fb"]},
    }
    for header in ({"impersonate_user": "cid"}, {"impersonate_user": "bob", "impersonate_uid": "7"}):
        assert (await ann.send("POST", path, {}, **header)).status == 403
    alone = await ann.send("POST", path, {}, impersonate_group="ops")
    assert (alone.status, alone.doc["message"]) == (
        400,
        "requested [{Group  ops    }] without impersonating a user",
    )


async def test_a_refusal_names_the_roles_that_are_not_there(api: Api, ann: Api) -> None:
    await give(api)
    await api.send("DELETE", f"{ROLES}/r")
    refused = await ann.get("/api/v1/namespaces/rec/pods")
    assert refused.doc["message"].endswith('in the namespace "rec": RBAC: role.rbac.authorization.k8s.io "r" not found')


async def test_an_administrator_acts_as_another(api: Api, ann: Api) -> None:
    path = "/api/v1/namespaces/rec/pods"
    assert (await api.get(path, impersonate_user="ann")).status == 403
    assert (await api.get(path, impersonate_user="bob", impersonate_group=tokens.MASTERS)).status == 200
    assert (await ann.get(path, impersonate_user="admin", impersonate_group=tokens.MASTERS)).status == 403


async def test_reviews_tell_what_is_enforced(api: Api) -> None:
    await give(api, {"apiGroups": [""], "resources": ["pods"], "verbs": ["list"]})
    told = []
    for verb in ("list", "delete"):
        attributes = {"namespace": "rec", "verb": verb, "resource": "pods"}
        review = {"spec": {"user": "ann", "resourceAttributes": attributes}}
        response = await api.post("/apis/authorization.k8s.io/v1/subjectaccessreviews", review)
        told.append(response.doc["status"]["allowed"])
    assert told == [True, False]


@pytest.fixture
async def roles(api: Api) -> None:
    """What an API server gives everybody who has signed in."""
    kind = {"apiVersion": f"{RBAC}/v1"}
    basic = {"apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"], "verbs": ["create"]}
    public = {"nonResourceURLs": ["/version"], "verbs": ["get"]}
    role = {**kind, "kind": "ClusterRole", "metadata": {"name": "basic"}, "rules": [basic, public]}
    subjects = [{"apiGroup": RBAC, "kind": "Group", "name": tokens.AUTHENTICATED}]
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "basic"}
    binding = {**kind, "kind": "ClusterRoleBinding", "metadata": {"name": "basic"}, "roleRef": reference}
    await api.post(f"/apis/{RBAC}/v1/clusterroles", role)
    await api.post(f"/apis/{RBAC}/v1/clusterrolebindings", {**binding, "subjects": subjects})


async def test_a_service_account_comes_with_its_token_until_it_is_deleted(
    api: Api, cluster: Cluster, roles: None
) -> None:
    accounts = "/api/v1/namespaces/rec/serviceaccounts"
    await api.post(accounts, {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "bot"}})
    answered = await api.post(f"{accounts}/bot/token", {"spec": {"expirationSeconds": 600}})
    bot = Api(cluster, answered.doc["status"]["token"])
    told = await bot.post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {})
    assert told.doc["status"]["userInfo"]["username"] == "system:serviceaccount:rec:bot"
    await api.send("DELETE", f"{accounts}/bot")
    assert (await bot.get("/version")).status == 401


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        pytest.param({"expirationSeconds": 10}, 422, id="too short a time"),
        pytest.param({"audiences": ["vault"]}, 401, id="a token for somebody else"),
    ],
)
async def test_tokens_that_do_not_open_the_api(
    api: Api, cluster: Cluster, roles: None, spec: dict[str, Any], code: int
) -> None:
    accounts = "/api/v1/namespaces/rec/serviceaccounts"
    await api.post(accounts, {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "bot"}})
    answered = await api.post(f"{accounts}/bot/token", {"spec": spec})
    if answered.status == 201:
        answered = await Api(cluster, answered.doc["status"]["token"]).get("/version")
    assert answered.status == code


REVIEWS = "/apis/authorization.k8s.io/v1"
PODS = {"resourceAttributes": {"verb": "get", "resource": "pods"}}


@pytest.mark.parametrize(
    ("path", "spec", "why"),
    [
        pytest.param(
            "subjectaccessreviews", PODS, 'spec.user: Invalid value: "": at least one of user or group', id="nobody"
        ),
        pytest.param(
            "selfsubjectaccessreviews",
            {},
            "spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes",
            id="nothing",
        ),
        pytest.param(
            "selfsubjectaccessreviews",
            {**PODS, "nonResourceAttributes": {"path": "/", "verb": "get"}},
            "cannot be specified in combination with resourceAttributes",
            id="both",
        ),
        pytest.param(
            "namespaces/rec/localsubjectaccessreviews",
            {"user": "ann", "resourceAttributes": {"namespace": "other"}},
            'spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace',
            id="another namespace",
        ),
    ],
)
async def test_a_question_must_make_sense(api: Api, path: str, spec: dict[str, Any], why: str) -> None:
    refused = await api.post(f"{REVIEWS}/{path}", {"spec": spec})
    assert refused.status == 422
    assert why in refused.doc["message"]


async def test_a_review_tells_before_whom_a_token_is_good(api: Api) -> None:
    accounts = "/api/v1/namespaces/rec/serviceaccounts"
    await api.post(accounts, {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "bot"}})
    token = (await api.post(f"{accounts}/bot/token", {"spec": {"audiences": ["vault"]}})).doc["status"]["token"]

    async def told(**spec: Any) -> dict[str, Any]:
        answered = await api.post("/apis/authentication.k8s.io/v1/tokenreviews", {"spec": {"token": token, **spec}})
        status: dict[str, Any] = answered.doc["status"]
        return status

    good = await told(audiences=["vault", "other"])
    assert (good["authenticated"], good["audiences"]) == (True, ["vault"])
    assert good["user"]["username"] == "system:serviceaccount:rec:bot"
    assert await told() == {"user": {}, "error": "invalid bearer token"}


def test_the_api_opens_the_door_in_one_place_which_knows_the_caller() -> None:
    package = Path(application.__file__).parent
    openers = {path.name for path in package.rglob("*.py") if "admitted(" in path.read_text()}
    assert openers == {"request.py"}
