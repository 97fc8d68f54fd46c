"""Certificate signing requests, and reviews of what a subject may do.

Source: test/e2e/auth/{certificates,subjectreviews}.go.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

from tests.api.client import Watch
from tests.conformance.operations import Kind, are_discovered
from tests.conformance.specs import spec
from tests.conformance.suite import MERGE, Doc, Suite
from tests.controllers.test_certificates import request

GROUP = "certificates.k8s.io"


@spec("auth", "Certificates API [Privileged:ClusterAdmin] should support CSR API operations")
async def test_certificate_signing_requests(suite: Suite) -> None:
    kind = Kind(GROUP, "certificatesigningrequests", "CertificateSigningRequest", {}, {}, {})
    await are_discovered(suite, kind, "approval", "status")
    signer = f"example.com/e2e-{suite.namespace}"
    usages = ["digital signature", "key encipherment", "server auth"]
    asked = {"request": request("e2e.example.com"), "signerName": signer, "expirationSeconds": 3600, "usages": usages}
    template = {**kind.template, "metadata": {"generateName": "e2e-example-csr-"}, "spec": asked}
    *_, created = [await suite.make(kind.path, template) for _ in range(3)]
    one = f"{kind.path}/{created['metadata']['name']}"
    read = await suite.get(one)
    assert (read["metadata"]["uid"], read["spec"]["expirationSeconds"]) == (created["metadata"]["uid"], 3600)
    chosen = f"{kind.path}?fieldSelector=spec.signerName%3D{signer.replace('/', '%2F')}"
    listed = await suite.get(chosen)
    assert len(listed["items"]) == 3
    await _annotated(suite, kind, one, listed["metadata"]["resourceVersion"])
    await _approved(suite, one)
    await _signed(suite, one)
    await suite.delete(one)
    assert await suite.is_gone(one)
    assert len(await suite.items(chosen)) == 2
    await suite.delete(chosen, {})
    assert await suite.items(chosen) == []


async def _annotated(suite: Suite, kind: Kind, one: str, since: str) -> None:
    name = one.rpartition("/")[2]
    watched = f"{kind.path}?watch=true&resourceVersion={since}&fieldSelector=metadata.name%3D{name}"
    async with Watch(suite.api, watched) as watch:
        patched = await suite.patch(one, {"metadata": {"annotations": {"patched": "true"}}}, MERGE)
        patched["metadata"]["annotations"]["updated"] = "true"
        updated = await suite.put(one, patched)
        assert updated["metadata"]["annotations"] == {"patched": "true", "updated": "true"}
        event = await watch.event()
    assert (event["type"], event["object"]["metadata"]["annotations"]["patched"]) == ("MODIFIED", "true")


async def _approved(suite: Suite, one: str) -> None:
    read = await suite.get(f"{one}/approval")
    assert (read["kind"], read["apiVersion"]) == ("CertificateSigningRequest", f"{GROUP}/v1")
    own = {"type": "ApprovalPatch", "status": "True", "reason": "e2e"}
    patch = {"metadata": {"annotations": {"patchedapproval": "true"}}, "status": {"conditions": [own]}}
    patched = await suite.patch(f"{one}/approval", patch, MERGE)
    assert [condition["type"] for condition in patched["status"]["conditions"]] == ["ApprovalPatch"]
    assert patched["metadata"]["annotations"]["patchedapproval"] == "true"
    patched["status"]["conditions"].append(_condition("Approved"))
    updated = await suite.put(f"{one}/approval", patched)
    assert [condition["type"] for condition in updated["status"]["conditions"]] == ["ApprovalPatch", "Approved"]


def _condition(kind: str) -> Doc:
    times = {"lastUpdateTime": None, "lastTransitionTime": None}
    return {"type": kind, "status": "True", "reason": "E2E", "message": "Set from an e2e test", **times}


async def _signed(suite: Suite, one: str) -> None:
    read = await suite.get(f"{one}/status")
    assert (read["kind"], read["apiVersion"]) == ("CertificateSigningRequest", f"{GROUP}/v1")
    certificate = b64encode((await _certificate(suite)).encode()).decode()
    patch: Any = {"metadata": {"annotations": {"patchedstatus": "true"}}, "status": {"certificate": certificate}}
    patched = await suite.patch(f"{one}/status", patch, MERGE)
    assert patched["status"]["certificate"] == certificate
    assert patched["metadata"]["annotations"]["patchedstatus"] == "true"
    patched["status"]["conditions"].append(_condition("StatusUpdate"))
    updated = await suite.put(f"{one}/status", patched)
    assert updated["status"]["conditions"][-1]["type"] == "StatusUpdate"


async def _certificate(suite: Suite) -> str:
    """Any certificate: the cluster's own."""
    config = await suite.get(suite.core("configmaps", "kube-root-ca.crt"))
    text: str = config["data"]["ca.crt"]
    return text


@spec("auth", "SubjectReview should support SubjectReview API operations")
async def test_a_review_tells_what_a_request_is_answered(suite: Suite) -> None:
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "e2e"}}
    made = await suite.make(suite.core("serviceaccounts"), account)
    user = f"system:serviceaccount:{suite.namespace}:e2e"
    groups = ["system:authenticated", "system:serviceaccounts", f"system:serviceaccounts:{suite.namespace}"]
    attributes = {"verb": "list", "resource": "configmaps", "namespace": suite.namespace, "version": "v1"}
    asked = {"resourceAttributes": attributes, "user": user, "groups": groups, "uid": made["metadata"]["uid"]}
    review = {"apiVersion": "authorization.k8s.io/v1", "spec": asked, "status": {"allowed": False}}
    body = {**review, "kind": "SubjectAccessReview"}
    told = await suite.make("/apis/authorization.k8s.io/v1/subjectaccessreviews", body)
    as_it = {"impersonate_user": user, "impersonate_uid": asked["uid"], "impersonate_group": groups[0]}
    answer = await suite.api.get(suite.core("configmaps"), **as_it)
    assert (answer.status == 200) is told["status"]["allowed"]
    local = {**review, "kind": "LocalSubjectAccessReview", "metadata": {"namespace": suite.namespace}}
    local["spec"] = {**asked, "user": "e2e"}
    told = await suite.make(suite.group("authorization.k8s.io/v1", "localsubjectaccessreviews"), local)
    assert told["status"]["allowed"] is (answer.status == 200)
