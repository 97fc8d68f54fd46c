"""Server-side apply and the record of owners over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from core.api import tokens
from core.meta.objects import Doc
from tests.api.client import Api, Response

APPLY = "application/apply-patch+yaml"
MERGE = "application/merge-patch+json"
YAML = b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1'}\n"
CONFIGMAPS = "/api/v1/namespaces/rec/configmaps"
DEPLOYMENTS = "/apis/apps/v1/namespaces/rec/deployments"


def configmap(**data: str) -> Doc:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": data}


def deployment(**spec: Any) -> Doc:
    pod = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
    wanted = {"selector": {"matchLabels": {"a": "b"}}, "template": pod, **spec}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": wanted}


async def applied(api: Api, path: str, body: Any, query: str = "fieldManager=ann") -> Response:
    return await api.send("PATCH", f"{path}?{query}", body, content_type=APPLY)


def owners(doc: Doc) -> list[tuple[str, str, str]]:
    entries = doc["metadata"].get("managedFields", ())
    return [(entry["manager"], entry["operation"], entry.get("subresource", "")) for entry in entries]


@pytest.mark.parametrize(
    ("headers", "query", "manager"),
    [
        ({}, "", "unknown"),
        ({"user_agent": "kubectl/v1.32 (linux)"}, "", "kubectl"),
        ({"user_agent": "kubectl/v1.32"}, "?fieldManager=me", "me"),
        ({"user_agent": "a" * 200}, "", "a" * 128),
    ],
    ids=["nobody says", "the User-Agent", "the field manager", "at most 128 bytes of it"],
)
async def test_a_write_is_noted_for_its_manager(api: Api, headers: Any, query: str, manager: str) -> None:
    made = await api.send("POST", CONFIGMAPS + query, configmap(a="1"), **headers)
    assert owners(made.doc) == [(manager, "Update", "")]


async def test_an_apply_creates_then_says_nothing_new_and_then_conflicts(api: Api) -> None:
    made = await applied(api, f"{CONFIGMAPS}/c", configmap(a="1"))
    again = await applied(api, f"{CONFIGMAPS}/c", YAML)
    assert (made.status, again.status) == (201, 200)
    assert again.doc == made.doc
    refused = await applied(api, f"{CONFIGMAPS}/c", configmap(a="2"), "fieldManager=bob")
    assert refused.status == 409
    assert refused.doc["message"] == 'Apply failed with 1 conflict: conflict with "ann": .data.a'
    forced = await applied(api, f"{CONFIGMAPS}/c", configmap(a="2"), "fieldManager=bob&force=true")
    assert owners(forced.doc) == [("bob", "Apply", "")]


async def test_a_dry_run_of_an_apply_stores_nothing(api: Api) -> None:
    tried = await applied(api, f"{CONFIGMAPS}/c", configmap(a="1"), "fieldManager=ann&dryRun=All")
    assert (tried.status, "resourceVersion" in tried.doc["metadata"]) == (201, False)
    assert (await api.get(f"{CONFIGMAPS}/c")).status == 404


@pytest.mark.parametrize(
    ("body", "query", "status", "message"),
    [
        (configmap(), "", 422, "fieldManager: Required value: is required for apply patch"),
        (configmap(), f"fieldManager={'m' * 129}", 422, "may not be more than 128 bytes"),
        (configmap(), "fieldManager=a%0Ab", 422, "invalid character U+000A (at index 1)"),
        ({**configmap(), "kind": "Secret"}, "fieldManager=ann", 400, "invalid object type: /v1, Kind=Secret"),
        (b"", "fieldManager=ann", 400, "invalid object type: /, Kind="),
        (b"[1]", "fieldManager=ann", 400, "json: cannot unmarshal array into Go value of type map[string]interface {}"),
        (b"a: [", "fieldManager=ann", 400, "error decoding YAML: error converting YAML to JSON: "),
        (b"a: 100000000000000000000", "fieldManager=ann", 400, "error decoding YAML: "),
        ({**configmap(), "metadata": {}}, "fieldManager=ann", 400, "name must be provided"),
        ({**configmap(), "metadata": {"name": "x"}}, "fieldManager=ann", 400, "does not match the name on the URL (c)"),
        ({**configmap(), "metadata": {"name": "c", "uid": "u"}}, "fieldManager=ann", 409, "uid mismatch: "),
        ({**configmap(), "metadata": {"name": "c", "managedFields": []}}, "fieldManager=ann", 400, "must be nil"),
        ({**configmap(), "bogus": 1}, "fieldManager=ann", 500, ".bogus: field not declared in schema"),
        ({**configmap(), "metadata": "x"}, "fieldManager=ann", 400, "name must be provided"),
    ],
    ids=str,
)
async def test_an_apply_that_is_none(api: Api, body: Any, query: str, status: int, message: str) -> None:
    refused = await applied(api, f"{CONFIGMAPS}/c", body, query)
    assert refused.status == status
    assert message in refused.doc["message"]


@pytest.mark.parametrize("media", ["application/apply-patch+cbor", "application/yaml"])
async def test_other_forms_are_not_read(api: Api, media: str) -> None:
    refused = await api.send("PATCH", f"{CONFIGMAPS}/c?fieldManager=ann", configmap(), content_type=media)
    assert (refused.status, refused.doc["reason"]) == (415, "UnsupportedMediaType")


async def test_only_an_apply_is_forced(api: Api) -> None:
    refused = await api.send("PATCH", f"{CONFIGMAPS}/c?force=true", {}, content_type=MERGE)
    assert refused.status == 422
    assert "force: Forbidden: may not be specified for non-apply patch" in refused.doc["message"]


async def test_a_key_that_is_there_twice_is_told_or_refused(api: Api) -> None:
    twice = YAML + b"data: {a: '2'}\n"
    refused = await applied(api, f"{CONFIGMAPS}/c", twice, "fieldManager=ann&fieldValidation=Strict")
    assert (refused.status, refused.doc["message"][:25]) == (400, "error strict decoding YAM")
    told = await applied(api, f"{CONFIGMAPS}/c", twice)
    assert told.status == 201
    assert len(told.header("warning")) == 1


async def test_the_record_is_cleared_by_a_patch(api: Api) -> None:
    await api.post(CONFIGMAPS, configmap(a="1"))
    for reset in ([], [{}]):
        change = {"metadata": {"managedFields": reset}}
        cleared = await api.send("PATCH", f"{CONFIGMAPS}/c", change, content_type=MERGE)
        assert owners(cleared.doc) == []


async def test_status_and_scale_have_owners_of_their_own(api: Api) -> None:
    await applied(api, f"{DEPLOYMENTS}/d", deployment(replicas=2))
    status = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "status": {"replicas": 7}}
    noted = await applied(api, f"{DEPLOYMENTS}/d/status", status, "fieldManager=loop")
    assert noted.doc["status"] == {"replicas": 7}
    scale = {"apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": {"name": "d"}, "spec": {"replicas": 5}}
    refused = await applied(api, f"{DEPLOYMENTS}/d/scale", scale, "fieldManager=hpa")
    assert refused.doc["message"] == 'Apply failed with 1 conflict: conflict with "ann": .spec.replicas'
    await applied(api, f"{DEPLOYMENTS}/d/scale", scale, "fieldManager=hpa&force=true")
    found = (await api.get(f"{DEPLOYMENTS}/d")).doc
    assert found["spec"]["replicas"] == 5
    assert owners(found) == [("hpa", "Apply", "scale"), ("ann", "Apply", ""), ("loop", "Apply", "status")]
    again = await applied(api, f"{DEPLOYMENTS}/d", deployment(replicas=2))
    assert again.doc["message"].endswith('conflict with "hpa" with subresource "scale": .spec.replicas')


@pytest.mark.parametrize("subresource", ["status", "scale"])
async def test_a_subresource_creates_nothing(api: Api, subresource: str) -> None:
    refused = await applied(api, f"{DEPLOYMENTS}/d/{subresource}", deployment())
    assert refused.status == 404


async def test_an_apply_that_would_create_needs_the_right_to(api: Api) -> None:
    kind = "rbac.authorization.k8s.io"
    rule = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["patch"]}
    role = {"apiVersion": f"{kind}/v1", "kind": "Role", "metadata": {"name": "r"}, "rules": [rule]}
    who = {"kind": "User", "name": "eve", "apiGroup": kind}
    binding = {
        "apiVersion": f"{kind}/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "b"},
        "roleRef": {"apiGroup": kind, "kind": "Role", "name": "r"},
        "subjects": [who],
    }
    await api.post(f"/apis/{kind}/v1/namespaces/rec/roles", role)
    await api.post(f"/apis/{kind}/v1/namespaces/rec/rolebindings", binding)
    eve = Api(api.cluster, tokens.issue(api.cluster, "eve", ()))
    refused = await applied(eve, f"{CONFIGMAPS}/c", configmap(a="1"))
    assert refused.status == 403
    assert 'User "eve" cannot create resource "configmaps"' in refused.doc["message"]
    await api.post(CONFIGMAPS, configmap(a="1"))
    assert (await applied(eve, f"{CONFIGMAPS}/c", configmap(a="1"))).status == 200


async def test_an_autoscaler_is_owned_in_the_words_of_the_version_that_wrote_it(api: Api) -> None:
    path = "/namespaces/rec/horizontalpodautoscalers"
    target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "d"}
    old = {"apiVersion": "autoscaling/v1", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "h"}}
    spec = {"maxReplicas": 5, "scaleTargetRef": target, "targetCPUUtilizationPercentage": 50}
    await applied(api, f"/apis/autoscaling/v1{path}/h", {**old, "spec": spec})
    seen = (await api.get(f"/apis/autoscaling/v2{path}/h")).doc
    assert seen["metadata"]["managedFields"][0]["apiVersion"] == "autoscaling/v1"
    assert "f:targetCPUUtilizationPercentage" in seen["metadata"]["managedFields"][0]["fieldsV1"]["f:spec"]
    change = {**seen, "metadata": {"name": "h"}, "spec": {"maxReplicas": 6, "scaleTargetRef": target}}
    refused = await applied(api, f"/apis/autoscaling/v2{path}/h", change, "fieldManager=bob")
    assert refused.doc["message"] == 'Apply failed with 1 conflict: conflict with "ann": .spec.maxReplicas'


async def test_what_is_nested_too_deep_is_refused(api: Api) -> None:
    schema: Doc = {"type": "object"}
    for _ in range(450):
        schema = {"type": "object", "properties": {"a": schema}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    doc = {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "xs.e.io"},
        "spec": {"group": "e.io", "scope": "Cluster", "names": {"plural": "xs", "kind": "X"}, "versions": [version]},
    }
    path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    assert (await api.post(path, doc)).status == 400
    assert (await applied(api, f"{path}/xs.e.io", doc)).status == 400
