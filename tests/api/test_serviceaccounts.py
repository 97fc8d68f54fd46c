"""Tokens of ServiceAccounts: what they say, to what they are bound, who can check them, and how long they last."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from core import serviceaccounts
from core.models import Cluster
from tests.api.client import Api, Response

ACCOUNTS = "/api/v1/namespaces/rec/serviceaccounts"
PODS = "/api/v1/namespaces/rec/pods"
EXTRA = "authentication.kubernetes.io"


@pytest.fixture
async def account(api: Api) -> dict[str, Any]:
    """`rec/bot`, with a pod of it on a node, and a secret."""
    await api.post("/api/v1/nodes", {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n"}})
    made: dict[str, Any] = (await api.post(ACCOUNTS, {"metadata": {"name": "bot"}})).doc
    spec = {"nodeName": "n", "serviceAccountName": "bot", "containers": [{"name": "c", "image": "i"}]}
    assert (await api.post(PODS, {"metadata": {"name": "p"}, "spec": spec})).status == 201
    await api.post("/api/v1/namespaces/rec/secrets", {"metadata": {"name": "s"}})
    return made


async def ask(api: Api, **spec: Any) -> Response:
    return await api.post(f"{ACCOUNTS}/bot/token", {"spec": spec})


def bound(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"boundObjectRef": {"apiVersion": "v1", "kind": kind, "name": name, **more}}


def said(token: str) -> dict[str, Any]:
    claims: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return claims


async def test_a_token_says_whose_it_is_and_for_how_long(api: Api, account: dict[str, Any]) -> None:
    before = int(time.time())
    claims = said((await ask(api, expirationSeconds=600, audiences=["vault", "api"])).doc["status"]["token"])
    assert before <= claims["iat"] <= time.time()
    assert (claims["nbf"], claims["exp"]) == (claims["iat"], claims["iat"] + 600)
    assert (claims["iss"], claims["aud"]) == (serviceaccounts.ISSUER, ["vault", "api"])
    assert claims["sub"] == "system:serviceaccount:rec:bot"
    assert claims["kubernetes.io"] == {
        "namespace": "rec",
        "serviceaccount": {"name": "bot", "uid": account["metadata"]["uid"]},
    }


async def test_a_pods_token_tells_of_pod_and_node_until_the_pod_goes(
    api: Api, cluster: Cluster, account: dict[str, Any]
) -> None:
    pod, node = (await api.get(f"{PODS}/p")).doc, (await api.get("/api/v1/nodes/n")).doc
    token = (await ask(api, **bound("Pod", "p"))).doc["status"]["token"]
    claims = said(token)
    assert claims["kubernetes.io"]["pod"] == {"name": "p", "uid": pod["metadata"]["uid"]}
    assert claims["kubernetes.io"]["node"] == {"name": "n", "uid": node["metadata"]["uid"]}
    review = {"spec": {"token": token}}
    reviewed = (await api.post("/apis/authentication.k8s.io/v1/tokenreviews", review)).doc["status"]
    assert reviewed["user"]["extra"] == {
        f"{EXTRA}/credential-id": [f"JTI={claims['jti']}"],
        f"{EXTRA}/node-name": ["n"],
        f"{EXTRA}/node-uid": [node["metadata"]["uid"]],
        f"{EXTRA}/pod-name": ["p"],
        f"{EXTRA}/pod-uid": [pod["metadata"]["uid"]],
    }
    await api.send("DELETE", "/api/v1/nodes/n")
    assert (await Api(cluster, token).get("/version")).status == 403, "known, though the node is gone"
    await api.send("DELETE", f"{PODS}/p?gracePeriodSeconds=0")
    assert (await Api(cluster, token).get("/version")).status == 401


@pytest.mark.parametrize(("kind", "place"), [("Secret", "/api/v1/namespaces/rec/secrets"), ("Node", "/api/v1/nodes")])
async def test_what_a_token_is_bound_to_must_be_the_very_object(
    api: Api, cluster: Cluster, account: dict[str, Any], kind: str, place: str
) -> None:
    name = kind[0].lower()
    token = (await ask(api, **bound(kind, name))).doc["status"]["token"]
    assert set(said(token)["kubernetes.io"]) == {"namespace", "serviceaccount", kind.lower()}
    assert (await Api(cluster, token).get("/version")).status == 403
    await api.send("DELETE", f"{place}/{name}")
    assert (await Api(cluster, token).get("/version")).status == 401
    await api.post(place, {"metadata": {"name": name}})
    assert (await Api(cluster, token).get("/version")).status == 401


@pytest.mark.parametrize(
    ("spec", "code", "why"),
    [
        pytest.param(bound("Pod", "none"), 404, 'pods "none" not found', id="no such pod"),
        pytest.param(bound("Pod", "p", uid="x"), 409, "the UID in the bound object reference (x)", id="another pod"),
        pytest.param(
            bound("ConfigMap", "c"), 400, "cannot bind token to object of type /v1, Kind=ConfigMap", id="no such kind"
        ),
        pytest.param(bound("Pod", "q"), 400, "pod running with different serviceaccount name", id="another's pod"),
    ],
)
async def test_a_token_that_cannot_be_bound(
    api: Api, account: dict[str, Any], spec: dict[str, Any], code: int, why: str
) -> None:
    await api.post(ACCOUNTS, {"metadata": {"name": "other"}})
    other = {"serviceAccountName": "other", "containers": [{"name": "c", "image": "i"}]}
    await api.post(PODS, {"metadata": {"name": "q"}, "spec": other})
    refused = await ask(api, **spec)
    assert (refused.status, why in refused.doc["message"]) == (code, True)


async def test_who_checks_tokens_finds_the_key(api: Api, account: dict[str, Any]) -> None:
    token = (await ask(api)).doc["status"]["token"]
    document = await api.get("/.well-known/openid-configuration", host="h:1")
    assert document.doc["jwks_uri"] == f"https://h:1{api.prefix}/openid/v1/jwks"
    assert document.doc["id_token_signing_alg_values_supported"] == ["ES256"]
    published = await api.get("/openid/v1/jwks")
    assert published.header("content-type") == ["application/jwk-set+json"]
    assert published.header("cache-control") == ["public, max-age=3600"]
    keys = jwt.PyJWKSet.from_dict(published.doc)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, ["ES256"], audience=serviceaccounts.ISSUER, issuer=document.doc["issuer"])
    assert claims["sub"] == "system:serviceaccount:rec:bot"


async def test_a_token_ends_with_its_time(
    api: Api, cluster: Cluster, account: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    issued = serviceaccounts.Account("rec", "bot", account["metadata"]["uid"])
    old = time.time() - 1000
    monkeypatch.setattr(serviceaccounts.time, "time", lambda: old)
    tokens = [serviceaccounts.issue(cluster, issued, {}, seconds, [serviceaccounts.ISSUER]) for seconds in (900, 980)]
    monkeypatch.undo()
    assert [(await Api(cluster, one.token).get("/version")).status for one in tokens] == [401, 403]


@pytest.mark.parametrize("token", ["a.b.c", "eyJhbGciOiJub25lIn0.e30.", "é.é.é"])
async def test_a_forged_token_is_nobodys(cluster: Cluster, token: str) -> None:
    assert (await Api(cluster, token).get("/version")).status == 401


@pytest.mark.parametrize("place", [10**30, -1, 1, True, "demo", None, [1]])
async def test_a_token_that_leads_to_a_cluster_by_a_forged_header_is_nobodys(api: Api, place: Any) -> None:
    headers = {"clusterviz.io/cluster": place}
    api.token, api.prefix = jwt.encode({"sub": "x"}, "k" * 32, algorithm="HS256", headers=headers), ""
    assert (await api.get("/version")).status == 401


async def test_a_token_leads_to_its_cluster_by_itself(api: Api, account: dict[str, Any]) -> None:
    api.token, api.prefix = (await ask(api)).doc["status"]["token"], ""
    assert (await api.get("/version")).status == 403, "known, without a right in this bare cluster"


async def test_a_token_without_a_signature_is_nobodys(api: Api, cluster: Cluster, account: dict[str, Any]) -> None:
    claims = said((await ask(api)).doc["status"]["token"])
    forged = jwt.encode(claims, None, algorithm="none")
    assert (await Api(cluster, forged).get("/version")).status == 401
    forged = jwt.encode(claims, "k" * 32, algorithm="HS256", headers={"kid": "x"})
    assert (await Api(cluster, forged).get("/version")).status == 401


def test_a_projected_token_is_the_same_whenever_it_is_looked_at() -> None:
    account, bound = serviceaccounts.Account("rec", "default", "u-1"), {"pod": {"name": "p", "uid": "u-2"}}
    wanted = ({}, {}, {"audience": "x"})
    made = [serviceaccounts.projected(7, account, bound, 1_700_000_000, one) for one in wanted]
    assert made[0] == made[1] != made[2]
    claims = jwt.decode(made[0], options={"verify_signature": False})
    assert (claims["iat"], claims["exp"], claims["aud"]) == (1_700_000_000, 1_700_003_600, [serviceaccounts.ISSUER])
    assert claims["kubernetes.io"]["pod"] == {"name": "p", "uid": "u-2"}
