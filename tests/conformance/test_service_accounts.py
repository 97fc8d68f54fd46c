"""ServiceAccounts: their life, their tokens, what pods are given of them, and the cluster's root certificate.

Source: test/e2e/auth/service_accounts.go.
"""

from __future__ import annotations

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
