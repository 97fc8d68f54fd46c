"""ServiceAccounts: their life, their tokens, what pods are given of them, and the cluster's root certificate.

Source: test/e2e/auth/service_accounts.go.
"""

from __future__ import annotations

import re

import jwt
import pytest

from tests.api.client import Watch
from tests.conformance.specs import spec
from tests.conformance.suite import AGNHOST, STRATEGIC, Doc, Suite

MOUNTED = "/var/run/secrets/kubernetes.io/serviceaccount"


def account(name: str, **more: object) -> Doc:
    labels = more.pop("labels", None)
    meta = {"name": name, **({"labels": labels} if labels else {})}
    return {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": meta, **more}


@spec("auth", "ServiceAccounts should allow opting out of API token automount")
async def test_the_pod_decides_on_its_token_before_its_account(suite: Suite) -> None:
    await suite.make(suite.core("serviceaccounts"), account("mount", automountServiceAccountToken=True))
    await suite.make(suite.core("serviceaccounts"), account("nomount", automountServiceAccountToken=False))
    for name, wanted, is_mounted in [
        *(("default", None, True), ("mount", None, True), ("nomount", None, False)),
        *((name, True, True) for name in ("default", "mount", "nomount")),
        *((name, False, False) for name in ("default", "mount", "nomount")),
    ]:
        body = {"containers": [{"name": "token-test", "image": AGNHOST}], "restartPolicy": "Never"}
        asked = {**body, "serviceAccountName": name, "automountServiceAccountToken": wanted}
        pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": f"pod-{name}-{wanted}".lower()}, "spec": asked}
        made = await suite.make(suite.core("pods"), pod)
        mounts = made["spec"]["containers"][0].get("volumeMounts", [])
        assert (MOUNTED in [mount["mountPath"] for mount in mounts]) is is_mounted, made["metadata"]["name"]


@spec("auth", "ServiceAccounts should mount projected service account token")
async def test_a_projected_token_is_a_file_in_the_container(suite: Suite) -> None:
    source = {"serviceAccountToken": {"path": "token", "expirationSeconds": 3600}}
    container = {
        "name": "agnhost-container", "image": AGNHOST, "args": ["mounttest", "--file_content=/test-volume/token"],
        "volumeMounts": [{"name": "test-volume", "mountPath": "/test-volume", "readOnly": True}],
    }  # fmt: skip
    volumes = [{"name": "test-volume", "projected": {"sources": [source]}}]
    body = {"containers": [container], "volumes": volumes, "restartPolicy": "Never"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "test-pod"}, "spec": body}
    await suite.make(suite.core("pods"), pod)
    await suite.became(suite.core("pods", "test-pod"), lambda one: one["status"]["phase"] == "Succeeded")
    token = r"[A-Za-z0-9-_=]+\.[A-Za-z0-9-_=]+\.?[A-Za-z0-9-_.+/=]*"
    assert re.search(f'content of file "/test-volume/token": {token}', await suite.log("test-pod"))
    assert await suite.log("test-pod") == await suite.log("test-pod")


@spec("auth", "ServiceAccounts ServiceAccountIssuerDiscovery should support OIDC discovery of service account issuer")
async def test_tokens_are_checked_by_what_their_issuer_publishes(suite: Suite) -> None:
    """The program of the suite's pod is not run here; the client does after it what it does."""
    subject = {"kind": "ServiceAccount", "name": "default", "namespace": suite.namespace}
    group = "rbac.authorization.k8s.io"
    role = {"apiGroup": group, "kind": "ClusterRole", "name": "system:service-account-issuer-discovery"}
    bindings, name = f"/apis/{group}/v1/clusterrolebindings", f"{suite.namespace}-issuer-discovery"
    binding = {"apiVersion": f"{group}/v1", "kind": "ClusterRoleBinding", "metadata": {"name": name}}
    await suite.make(bindings, {**binding, "subjects": [subject], "roleRef": role})
    audience = "oidc-discovery-test"
    source = {"serviceAccountToken": {"path": "sa-token", "expirationSeconds": 600, "audience": audience}}
    container = {
        "name": "oidc-discovery-validator", "image": AGNHOST,
        "args": ["test-service-account-issuer-discovery", "--token-path", "/t/sa-token", "--audience", audience],
        "volumeMounts": [{"name": "sa-token", "mountPath": "/t", "readOnly": True}],
    }  # fmt: skip
    volumes = [{"name": "sa-token", "projected": {"sources": [source]}}]
    body = {"containers": [container], "volumes": volumes, "restartPolicy": "Never", "serviceAccountName": "default"}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "oidc-discovery-validator"}, "spec": body}
    await suite.make(suite.core("pods"), pod)
    await suite.became(suite.core("pods", pod["metadata"]["name"]), lambda one: one["status"]["phase"] == "Succeeded")
    asked = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest"}
    tokens = suite.core("serviceaccounts", "default/token")
    own = (await suite.make(tokens, {**asked, "spec": {}}))["status"]["token"]
    meant = (await suite.make(tokens, {**asked, "spec": {"audiences": [audience]}}))["status"]["token"]
    told = [
        (await suite.api.get(path, authorization=f"Bearer {own}")).doc
        for path in ("/.well-known/openid-configuration", "/openid/v1/jwks")
    ]
    keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(told[1]).keys}
    key = keys[jwt.get_unverified_header(meant)["kid"]]
    algorithms = told[0]["id_token_signing_alg_values_supported"]
    claims = jwt.decode(meant, key, algorithms, audience=audience, issuer=told[0]["issuer"])
    assert claims["sub"] == f"system:serviceaccount:{suite.namespace}:default"
    await suite.delete(f"{bindings}/{name}")


@spec("auth", "ServiceAccounts should run through the lifecycle of a ServiceAccount")
async def test_a_service_account_is_watched_patched_listed_and_deleted(suite: Suite) -> None:
    path, chosen = suite.core("serviceaccounts"), "labelSelector=test-serviceaccount-static%3Dtrue"
    made = await suite.make(path, account("testserviceaccount", labels={"test-serviceaccount-static": "true"}))
    read = await suite.get(f"{path}/testserviceaccount")
    assert read["metadata"]["uid"] == made["metadata"]["uid"]
    async with Watch(suite.api, f"{path}?watch=true&{chosen}&timeoutSeconds=180") as watch:
        assert (await watch.event())["type"] == "ADDED"
        # A whole object, as Go's client writes one whose other fields are empty.
        patch = {"metadata": {"creationTimestamp": None}, "automountServiceAccountToken": False}
        await suite.patch(f"{path}/testserviceaccount", patch, STRATEGIC)
        assert (await watch.event())["type"] == "MODIFIED"
        (listed,) = await suite.items(f"/api/v1/serviceaccounts?{chosen}")
        assert (listed["metadata"]["namespace"], listed["automountServiceAccountToken"]) == (suite.namespace, False)
        await suite.delete(path, {})
        assert (await watch.event())["type"] == "DELETED"


@spec("auth", "ServiceAccounts should guarantee kube-root-ca.crt exist in any namespace")
async def test_the_root_certificate_comes_back(suite: Suite) -> None:
    path = suite.core("configmaps", "kube-root-ca.crt")
    await suite.get(path)
    await suite.delete(path, {"gracePeriodSeconds": 0})
    await suite.exists(path, 30)
    empty = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "kube-root-ca.crt"}, "data": {"ca.crt": ""}}
    await suite.put(path, empty)
    await suite.became(path, lambda doc: doc["data"].get("ca.crt"), 30)


@spec("auth", "ServiceAccounts should update a ServiceAccount")
async def test_a_service_account_is_updated(suite: Suite) -> None:
    path = suite.core("serviceaccounts")
    made = await suite.make(path, account("e2e-sa", automountServiceAccountToken=False))
    assert made["automountServiceAccountToken"] is False
    updated = await suite.change(f"{path}/e2e-sa", lambda doc: doc.update(automountServiceAccountToken=True))
    assert updated["automountServiceAccountToken"] is True


@spec("auth", "ServiceAccounts should create a serviceAccountToken and ensure a successful TokenReview")
@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="in short"),
        pytest.param({"spec": {"audiences": None}, "status": {"token": "", "expirationTimestamp": None}}, id="whole"),
    ],
)
async def test_a_token_is_reviewed(suite: Suite, body: Doc) -> None:
    await suite.make(suite.core("serviceaccounts"), account("e2e-sa"))
    asked = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", **body}
    given = await suite.make(suite.core("serviceaccounts", "e2e-sa/token"), asked)
    assert given["status"]["token"]
    spec_of = {"token": given["status"]["token"]}
    review = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": spec_of}
    status = (await suite.make("/apis/authentication.k8s.io/v1/tokenreviews", review))["status"]
    assert (status["authenticated"], status.get("error", "")) == (True, "")
    assert status["user"]["username"] == f"system:serviceaccount:{suite.namespace}:e2e-sa"
