"""Certificate signing requests through the API: who made them, who may approve, what nobody gets."""

from __future__ import annotations

from typing import Any

import pytest

from core.api import tokens
from core.models import Cluster
from tests.api.client import Api
from tests.controllers.test_certificates import CLIENT, request

PATH = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
RBAC = "rbac.authorization.k8s.io"
APPROVED = {"status": {"conditions": [{"type": "Approved", "status": "True", "reason": "KubectlApprove"}]}}


def asking(text: str, **spec: Any) -> dict[str, Any]:
    wanted = {"request": text, "signerName": CLIENT, "usages": ["client auth"], **spec}
    kind = {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest"}
    return {**kind, "metadata": {"name": "r"}, "spec": wanted}


async def approve(api: Api, change: dict[str, Any] = APPROVED) -> Any:
    return await api.send("PATCH", f"{PATH}/r/approval", change, content_type="application/merge-patch+json")


@pytest.fixture
async def ann(api: Api, cluster: Cluster) -> Api:
    """A user who may write approvals, but not for every signer."""
    kind = {"apiVersion": f"{RBAC}/v1"}
    rules = [
        {"apiGroups": ["certificates.k8s.io"], "resources": [resource], "verbs": verbs, **more}
        for resource, verbs, more in (
            ("certificatesigningrequests/approval", ["patch"], {}),
            ("signers", ["approve"], {"resourceNames": ["example.com/*"]}),
        )
    ]
    named = {**kind, "metadata": {"name": "a"}}
    await api.post(f"/apis/{RBAC}/v1/clusterroles", {**named, "kind": "ClusterRole", "rules": rules})
    reference = {"apiGroup": RBAC, "kind": "ClusterRole", "name": "a"}
    subjects = [{"apiGroup": RBAC, "kind": "User", "name": "ann"}]
    binding = {**named, "kind": "ClusterRoleBinding", "roleRef": reference, "subjects": subjects}
    await api.post(f"/apis/{RBAC}/v1/clusterrolebindings", binding)
    return Api(cluster, tokens.issue(cluster, "ann"))


async def test_a_request_says_who_made_it_whatever_it_says_itself(api: Api) -> None:
    stored = (await api.post(PATH, asking(request("ann"), username="root", groups=["x"]))).doc
    assert stored["spec"]["username"] == "admin"
    assert stored["spec"]["groups"] == ["system:masters", "system:authenticated"]


async def test_approving_needs_the_verb_on_the_signer(api: Api, ann: Api) -> None:
    await api.post(PATH, asking(request("bob")))
    refused = await approve(ann)
    assert (refused.status, refused.doc["message"]) == (
        403,
        'certificatesigningrequests.certificates.k8s.io "r" is forbidden: user not permitted to approve requests with '
        f'signerName "{CLIENT}"',
    )
    await api.send("DELETE", f"{PATH}/r")
    await api.post(PATH, asking(request("bob"), signerName="example.com/own"))
    assert (await approve(ann)).status == 200


async def test_a_decision_stands_and_has_its_times(api: Api) -> None:
    await api.post(PATH, asking(request("bob")))
    (condition,) = (await approve(api)).doc["status"]["conditions"]
    assert condition["lastUpdateTime"] == condition["lastTransitionTime"]
    back = await approve(api, {"status": {"conditions": []}})
    assert (back.status, back.doc["message"]) == (
        422,
        'CertificateSigningRequest.certificates.k8s.io "r" is invalid: status.conditions: Forbidden: updates may not '
        'remove a condition of type "Approved"',
    )


async def test_a_write_of_the_status_decides_nothing(api: Api) -> None:
    await api.post(PATH, asking(request("bob")))
    told = await api.send("PATCH", f"{PATH}/r/status", APPROVED, content_type="application/merge-patch+json")
    assert told.doc["status"].get("conditions") in (None, [])


async def test_nobody_becomes_a_master(api: Api) -> None:
    refused = await api.post(PATH, asking(request("ann", "system:masters")))
    assert (refused.status, refused.doc["message"]) == (
        403,
        'certificatesigningrequests.certificates.k8s.io "r" is forbidden: use of '
        "kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed",
    )
